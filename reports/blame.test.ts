import { expect, test } from '@playwright/test';
import type { Cell, RunEvent } from '../vocabulary.js';
import { modelOf, smallRun } from './testing/small-run.js';

type Specimens = NonNullable<Cell['specimens']>;

/** Blame of the red cell S a -> b of a run whose cells of S say what they tried in turn, by pair. */
function blameIn(cells: Record<string, string>, specimens: Record<string, Specimens>): string[] {
  const events = smallRun(cells).events.map((event): RunEvent => {
    const tried = event.type === 'cell' ? specimens[`${event.cell.sender}>${event.cell.receiver}`] : undefined;
    return event.type === 'cell' && event.cell.flow === 'S' && tried
      ? { ...event, cell: { ...event.cell, specimens: tried } }
      : event;
  });
  const model = modelOf(events);
  const [id] = model.cells.get('a|b|S|api')?.findings ?? [];
  return model.findings.get(id ?? '')?.blame.map(({ party, role }) => `${party} as ${role}`) ?? [];
}

const PLUS = { tried: ['a space', 'a plus'], failed: ['a plus'] };
const WELL = { tried: ['a space', 'a plus'], failed: [] };
const NO_PLUS = { tried: ['a space'], failed: [] };

test('a green cell speaks for its parties only in what failed elsewhere', () => {
  const cells = { 'a>b': 'S:fail', 'a>reference-peer': 'S:fail', 'reference-peer>b': '' };
  expect(blameIn(cells, { 'a>b': PLUS, 'a>reference-peer': PLUS, 'reference-peer>b': WELL })).toEqual(['a as sender']);
  const others = { 'a>b': 'S:fail', 'a>c': '', 'c>b': 'S:fail' };
  expect(blameIn(others, { 'a>b': PLUS, 'a>c': WELL, 'c>b': PLUS })).toEqual(['b as receiver']);
  expect(blameIn(others, { 'a>b': PLUS, 'a>c': NO_PLUS, 'c>b': PLUS })).toEqual(['undetermined as either']);
});

test('a red cell speaks against its parties only in what failed elsewhere', () => {
  const cells = { 'a>b': 'S:fail', 'a>reference-peer': 'S:fail', 'reference-peer>b': 'S:fail' };
  const space = { tried: ['a space', 'a plus'], failed: ['a space'] };
  expect(blameIn(cells, { 'a>b': PLUS, 'a>reference-peer': space, 'reference-peer>b': PLUS })).toEqual([
    'b as receiver',
  ]);
  expect(blameIn(cells, { 'a>b': PLUS, 'a>reference-peer': space, 'reference-peer>b': NO_PLUS })).toEqual([
    'undetermined as either',
  ]);
});

test('without our peer one red half blames nobody: the other party may have the same fault', () => {
  expect(blameIn({ 'a>b': 'S:fail', 'c>b': 'S:fail' }, {})).toEqual(['undetermined as either']);
  expect(blameIn({ 'a>b': 'S:fail', 'c>b': 'S:fail', 'a>c': '' }, {})).toEqual(['b as receiver']);
});
