import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { packageRoot } from '../spec/package-root.js';

const script = async <T>(name: string): Promise<T> =>
  (await import(pathToFileURL(join(packageRoot(), 'scripts', name)).href)) as T;

const folder = (): string => mkdtempSync(join(tmpdir(), 'ocm-setup-'));

function run(argv: string[], cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { cwd, encoding: 'utf8' }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** A project with the scripts and one source file; its modules are ours. */
function project(): string {
  const root = folder();
  cpSync(join(packageRoot(), 'scripts'), join(root, 'scripts'), { recursive: true });
  symlinkSync(join(packageRoot(), 'node_modules'), join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), '{ "name": "p", "type": "module" }');
  const compilerOptions = {
    module: 'NodeNext',
    target: 'ES2023',
    rootDir: '.',
    outDir: 'dist',
    types: [],
    strict: true,
  };
  writeFileSync(join(root, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['spec'] }));
  mkdirSync(join(root, 'spec'));
  writeFileSync(join(root, 'spec', 'a.ts'), 'export const a: number = 1;\n');
  return root;
}

const build = (root: string) => run(['scripts/build.mjs'], root);

test.describe('the build', () => {
  test('compiles once, then only when a source changed', async () => {
    const root = project();
    expect((await build(root)).stderr).toContain('building');
    expect(readFileSync(join(root, 'dist', 'spec', 'a.js'), 'utf8')).toContain('a = 1');
    expect((await build(root)).stderr).toBe('');
    writeFileSync(join(root, 'spec', 'a.ts'), 'export const a: number = 22;\n');
    utimesSync(join(root, 'spec', 'a.ts'), new Date(), new Date(Date.now() + 5_000));
    expect((await build(root)).stderr).toContain('building');
    expect(readFileSync(join(root, 'dist', 'spec', 'a.js'), 'utf8')).toContain('a = 22');
  });

  test('removes what was compiled from a source that is gone, so that no old test runs on', async () => {
    const root = project();
    writeFileSync(join(root, 'spec', 'old.test.ts'), 'export const old: number = 1;\n');
    await build(root);
    rmSync(join(root, 'spec', 'old.test.ts'));
    expect((await build(root)).code).toBe(0);
    expect(() => readFileSync(join(root, 'dist', 'spec', 'old.test.js'))).toThrow('ENOENT');
  });

  test('ends with exit 3 on an error of types, and tries again the next time', async () => {
    const root = project();
    writeFileSync(join(root, 'spec', 'a.ts'), 'export const a: number = "no";\n');
    for (const _ of [1, 2]) {
      const { code, stderr } = await build(root);
      expect(code).toBe(3);
      expect(stderr).toContain("Type 'string' is not assignable to type 'number'");
      expect(stderr).toContain('the build failed');
    }
  });
});

test.describe('installed modules are compared with the lock file', () => {
  interface Modules {
    staleModules(root: string): string | undefined;
  }
  const locks = (wanted: object, installed?: object): string => {
    const root = folder();
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages: { '': {}, ...wanted } }));
    if (installed) {
      mkdirSync(join(root, 'node_modules'));
      writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: installed }));
    }
    return root;
  };
  const A1 = { 'node_modules/a': { version: '1.0.0' } };

  test('none, or an installation that did not end, is missing', async () => {
    const { staleModules } = await script<Modules>('modules.mjs');
    expect(staleModules(locks(A1))).toBe('missing');
  });

  test('the same versions are fresh, and builds for other platforms do not matter', async () => {
    const { staleModules } = await script<Modules>('modules.mjs');
    const wanted = { ...A1, 'node_modules/b-win32': { version: '2.0.0', optional: true } };
    expect(staleModules(locks(wanted, A1))).toBeUndefined();
  });

  test('another version and a new package are stale, and named', async () => {
    const { staleModules } = await script<Modules>('modules.mjs');
    expect(staleModules(locks({ 'node_modules/a': { version: '1.1.0' } }, A1))).toBe('a should be 1.1.0');
    expect(staleModules(locks({ ...A1, 'node_modules/c': { version: '3.0.0' } }, A1))).toBe('c should be 3.0.0');
  });
});

test.describe('the sum of demo and tests', () => {
  interface Summary {
    demoCounts(log: string, exit: number): { passed: number; failed: number };
    testCounts(report: unknown, exit: number): { passed: number; failed: number };
  }
  const report = (stats: object): object => ({
    stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats },
    errors: [],
  });

  test('takes verdicts as predicted from the headline, the last one when there are several', async () => {
    const { demoCounts } = await script<Summary>('ci-summary.mjs');
    expect(demoCounts('1 of 9 verdicts as predicted\n240 of 240 verdicts as predicted; 3 deliberate', 0)).toEqual({
      passed: 240,
      failed: 0,
    });
    expect(demoCounts('238 of 240 verdicts as predicted', 1)).toEqual({ passed: 238, failed: 2 });
  });

  test('counts a part that died, ended badly or did nothing as a failure', async () => {
    const { demoCounts, testCounts } = await script<Summary>('ci-summary.mjs');
    expect(demoCounts('', 0)).toEqual({ passed: 0, failed: 1 });
    expect(demoCounts('240 of 240 verdicts as predicted', 1)).toEqual({ passed: 240, failed: 1 });
    expect(testCounts(undefined, 0)).toEqual({ passed: 0, failed: 1 });
    expect(testCounts(report({ expected: 5 }), 1)).toEqual({ passed: 5, failed: 1 });
    expect(testCounts(report({}), 0)).toEqual({ passed: 0, failed: 1 });
  });

  test('adds passed, failed and flaky tests', async () => {
    const { testCounts } = await script<Summary>('ci-summary.mjs');
    expect(testCounts(report({ expected: 10 }), 0)).toEqual({ passed: 10, failed: 0 });
    expect(testCounts(report({ expected: 8, unexpected: 1, flaky: 1 }), 1)).toEqual({ passed: 8, failed: 2 });
  });
});

test('the lock file names the builds for every platform: npm ci refuses one that lacks some', () => {
  const { packages } = JSON.parse(readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { optionalDependencies?: Record<string, string> }>;
  };
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !(`node_modules/${name}` in packages) && !(`${path}/node_modules/${name}` in packages),
    ),
  );
  expect(missing).toEqual([]);
});
