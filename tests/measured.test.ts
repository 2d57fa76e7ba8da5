import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { readRun } from '../reports/read-run.js';
import { renderModel } from '../reports/render-run.js';
import { buildModel } from '../reports/run-model.js';
import { asset } from '../spec/package-root.js';

const folder = asset('docs/measured');
const runs = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'events.jsonl')))
  .map(({ name }) => name);

test('there is at least one measured run', () => {
  expect(runs.length).toBeGreaterThan(0);
});

test('of every mutant the whole suite has seen what its list says', () => {
  const [header = '', ...lines] = readFileSync(join(folder, 'mutants-exact.jsonl'), 'utf8').trim().split('\n');
  expect(JSON.parse(header)).toMatchObject({ exact: true });
  expect(header).not.toContain('only');
  const mutants = lines.map((line) => JSON.parse(line) as { mutant: string; killed: boolean; unexpected: string[] });
  expect(mutants.filter(({ killed, unexpected }) => !killed || unexpected.length > 0)).toEqual([]);
  expect(new Set(mutants.map(({ mutant }) => mutant)).size).toBeGreaterThan(500);
});

for (const name of runs) {
  test(`what is published of ${name} is what its events say`, async () => {
    const run = await readRun(join(folder, name));
    const model = buildModel({ ...run, folder: '' });
    expect(model.problems).toEqual([]);
    expect(renderModel(model, 'md')).toBe(readFileSync(join(folder, name, 'matrix.md'), 'utf8'));
  });
}
