import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../spec/package-root.js';

interface Packed {
  filename: string;
  files: { path: string }[];
}

/**
 * Packs this project and lays it out as an installation: an empty folder with the package and what it declares as dependencies.
 * They are linked, so that no registry is needed; what is only a development dependency is not there.
 */
function install(): { folder: string; bin: string; files: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-package-'));
  const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: packageRoot(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(output.slice(output.indexOf('['))) as Packed[];
  if (!packed) throw new Error('npm pack packed nothing');
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', modules]);
  execFileSync('mv', [join(modules, 'package'), join(modules, 'ocm-interop')]);
  const lock = JSON.parse(readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dev?: boolean }>;
  };
  for (const [path, { dev }] of Object.entries(lock.packages)) {
    const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || dev) continue;
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(packageRoot(), path), join(modules, name));
  }
  return {
    folder,
    bin: join(modules, 'ocm-interop', 'bin', 'ocm-interop.mjs'),
    files: packed.files.map(({ path }) => path),
  };
}

test('the package holds what it runs and reads, and neither sources nor tests', () => {
  const { files } = install();
  expect(files).toEqual(
    expect.arrayContaining([
      'bin/ocm-interop.mjs',
      'dist/cli/main.js',
      'spec/requirements.yaml',
      'targets/profile.schema.json',
      'targets/profiles/generic.yaml',
      'LICENSE',
    ]),
  );
  expect(
    files.filter((path) => /\.ts$|\.test\.js$|\.map$|^(tests|scripts|bench|out)\/|\/testing\//.test(path)),
  ).toEqual([]);
});

test('the installed command runs in an empty folder, without building and without development tools', () => {
  const { folder, bin } = install();
  const { OCM_INTEROP_ROOT: _, ...env } = process.env;
  const run = (...argv: string[]) =>
    spawnSync(process.execPath, [bin, ...argv], { cwd: folder, encoding: 'utf8', env });
  expect(run('--version').stdout.trim()).toMatch(/^\d+\.\d+\.\d+/);
  const checks = run('list', 'checks', '--json');
  expect(checks.stderr).toBe('');
  expect((JSON.parse(checks.stdout) as unknown[]).length).toBeGreaterThanOrEqual(60);
  const refused = run('doctor', 'https://127.0.0.1:1', '--json');
  expect(refused.status).toBe(2);
  expect(JSON.parse(refused.stdout)).toContainEqual(expect.objectContaining({ step: 'tcp', ok: false }));
});
