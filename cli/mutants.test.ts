import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCli } from './testing/run-cli.js';

test('mutants that were interrupted go on where they were, and end with the same document', async () => {
  test.setTimeout(240_000);
  const folder = join(mkdtempSync(join(tmpdir(), 'ocm-mutants-')), 'run');
  const mutants = (...more: string[]) =>
    runCli([
      'mutants',
      '--only',
      'discovery-{enabled-absent,end-point-absent,end-point-is-plain-http}',
      '--json',
      ...more,
    ]);
  const whole = await mutants('--out', folder);
  expect(whole.code, whole.stderr).toBe(0);
  expect(readFileSync(join(folder, 'mutants.json'), 'utf8')).toBe(whole.stdout);
  const state = join(folder, 'mutants.jsonl');
  const lines = readFileSync(state, 'utf8');
  writeFileSync(state, lines.split('\n').slice(0, 3).join('\n').concat('\n{"mutant":"cut'));
  const resumed = await mutants('--resume', folder);
  expect(resumed.stderr).toContain('2 mutants are done already');
  expect(resumed.stdout).toBe(whole.stdout);
  expect(readFileSync(state, 'utf8')).toBe(lines);
  const again = await mutants('--out', folder);
  expect(again.code).toBe(2);
  expect(JSON.parse(again.stdout)).toMatchObject({ error: { code: 'run-exists' } });
});
