import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { Fate } from './compare.js';
import { readKills } from './kill-list.js';
import { runMutants } from './run-mutants.js';
import { openState } from './state.js';

const SUBJECT = { exact: true, tool: { version: '0.0.0', commit: 'abc' } };
const fresh = (): string => mkdtempSync(join(tmpdir(), 'ocm-mutants-'));
const fate = (mutant: string): Fate => ({
  mutant,
  speaks: '1.2',
  killed: true,
  missed: [],
  unexpected: [],
  worsened: { 'discovery/x': 'fail' },
});

test('a run of mutants is resumed with what it had, but for a line that was cut off', () => {
  const folder = fresh();
  const begun = openState(folder, SUBJECT, false);
  begun.keep(fate('first'));
  begun.keep(fate('second'));
  appendFileSync(join(folder, 'mutants.jsonl'), '{"mutant":"third","spea');
  const resumed = openState(folder, SUBJECT, true);
  expect(resumed.done).toEqual([fate('first'), fate('second')]);
  resumed.keep(fate('third'));
  expect(openState(folder, SUBJECT, true).done.map(({ mutant }) => mutant)).toEqual(['first', 'second', 'third']);
});

test('what is about something else is not resumed, and no run is overwritten', () => {
  const folder = fresh();
  expect(() => openState(folder, SUBJECT, true)).toThrow('holds no run of mutants to resume');
  openState(folder, SUBJECT, false).keep(fate('first'));
  expect(() => openState(folder, SUBJECT, false)).toThrow('already holds a run of mutants');
  for (const other of [
    { ...SUBJECT, only: 'sent-*' },
    { ...SUBJECT, exact: false },
    { ...SUBJECT, tool: { version: '1.0.0' } },
  ])
    expect(() => openState(folder, other, true)).toThrow('another selection, list or version');
});

test('mutants that are done are not run again, and count', async () => {
  test.setTimeout(120_000);
  const [known, other] = readKills().filter(({ mutant, exactOnly }) => mutant.startsWith('discovery-') && !exactOnly);
  if (!known || !other) throw new Error('the list has changed');
  const survivor: Fate = { ...fate(known.mutant), speaks: known.speaks, killed: false, unexpected: ['receive/folder'] };
  const run: string[] = [];
  const report = await runMutants({
    kills: [known, other],
    done: [survivor],
    onFate: ({ mutant }) => run.push(mutant),
  });
  expect(run).toEqual([other.mutant]);
  expect(report).toMatchObject({
    total: 2,
    killed: 1,
    survivors: [known.mutant],
    falseAlarms: ['receive/folder'],
    exit: 1,
  });
});
