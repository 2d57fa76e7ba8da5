import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import { asset } from '../spec/package-root.js';

/** The steps, lowest first: a folder may import what is below its step, and itself. */
const STEPS = [['spec'], ['protocol'], ['peer', 'targets'], ['fixtures'], ['gateway', 'reports', 'suites'], ['cli']];

/** Files that lint refuses because of what they import, in a project of these files with our rules. */
function refused(files: Record<string, string>): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-lint-'));
  const {
    vcs: _,
    $schema: __,
    ...rules
  } = JSON.parse(readFileSync(asset('biome.json'), 'utf8')) as Record<string, unknown>;
  writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const biome = createRequire(asset('package.json')).resolve('@biomejs/biome/bin/biome');
  const only = ['--only=style/noRestrictedImports', '--only=suspicious/noImportCycles'];
  const found = new Set<string>();
  let output = '';
  try {
    output = execFileSync(
      process.execPath,
      [biome, 'lint', ...only, '--reporter=github', '--max-diagnostics=none', '.'],
      {
        cwd: folder,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      },
    );
  } catch (error) {
    output = (error as { stdout: string }).stdout;
  }
  for (const [, file] of output.matchAll(/^::error [^\n]*?file=([^,]+),/gm))
    if (file) found.add(relative(folder, resolve(folder, file)));
  return [...found].sort();
}

test('lint refuses every import against the direction, from every folder and at every depth', () => {
  const files: Record<string, string> = {};
  const wrong: string[] = [];
  STEPS.forEach((step, index) => {
    for (const from of step) {
      for (const to of STEPS.flat().filter((folder) => folder !== from)) {
        const isBelow = STEPS.slice(0, index).flat().includes(to);
        const shallow = `${from}/takes-${to}.ts`;
        const deep = `${from}/some/where/takes-${to}.ts`;
        files[shallow] = `import { x } from '../${to}/thing.js';\nexport const y = x;\n`;
        files[deep] = `import type { X } from '../../../${to}/deep/thing.js';\nexport type Y = X;\n`;
        if (!isBelow) wrong.push(shallow, deep);
      }
    }
  });
  expect(refused(files)).toEqual(wrong.sort());
});

test('lint refuses any import in the vocabulary', () => {
  expect(refused({ 'vocabulary.ts': "import { x } from './spec/ledger.js';\nexport const y = x;\n" })).toEqual([
    'vocabulary.ts',
  ]);
});

test('lint refuses files that import each other in a circle', () => {
  const files = {
    'spec/a.ts': "import { b } from './b.js';\nexport const a = (): number => b();\n",
    'spec/b.ts': "import { a } from './a.js';\nexport const b = (): number => a();\n",
  };
  expect(refused(files)).toEqual(['spec/a.ts', 'spec/b.ts']);
});
