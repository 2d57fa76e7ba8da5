import { expect, test } from '@playwright/test';
import { DEVIATIONS } from '../../peer/deviations/index.js';
import { CHECKS } from '../registry.js';
import { names, readKills } from './kill-list.js';
import { runMutants } from './run-mutants.js';

const kills = readKills();
/** Parts that run side by side, so that all are done in half the time. Those of one tongue stay together: its conformant host is tried once. */
const PARTS = [0, 1, 2, 3];
const quick = kills.filter(({ exactOnly }) => !exactOnly).sort((a, b) => a.speaks.localeCompare(b.speaks));

for (const part of PARTS) {
  test(`every mutant worsens the checks on its list and no others (part ${part + 1} of ${PARTS.length})`, async () => {
    test.setTimeout(600_000);
    const at = (end: number): number => Math.round((quick.length * end) / PARTS.length);
    const mine = new Set(quick.slice(at(part), at(part + 1)));
    const report = await runMutants({ kills, only: (kill) => mine.has(kill) });
    const wrong = report.fates
      .filter(({ killed }) => !killed)
      .map(({ mutant, speaks, missed, unexpected }) => ({ mutant, speaks, missed, unexpected }));
    expect(wrong).toEqual([]);
    expect(report.falseAlarms).toEqual([]);
    expect(report.total).toBe(mine.size);
    expect(report.exit).toBe(0);
  });
}

test('every check is killed by a mutant of the quick list', () => {
  const killed = new Set(kills.filter(({ exactOnly }) => !exactOnly).flatMap(({ worsens }) => worsens));
  expect(CHECKS.map(({ id }) => id).filter((id) => !killed.has(id))).toEqual([]);
});

test('every mutant of the catalogue is on the list, and the list names no other', () => {
  const listed = new Set(kills.map(({ mutant }) => mutant));
  const catalogue = new Set(DEVIATIONS.map(({ name }) => name));
  expect([...catalogue].filter((name) => !listed.has(name))).toEqual([]);
  expect([...listed].filter((name) => !catalogue.has(name))).toEqual([]);
});

test('the list names checks that exist', () => {
  const ids = CHECKS.map(({ id }) => id);
  const entries = kills.flatMap(({ worsens, elsewhere, blocks }) => [...worsens, ...elsewhere, ...blocks]);
  expect(entries.filter((entry) => !ids.some((id) => names(entry, id)))).toEqual([]);
});
