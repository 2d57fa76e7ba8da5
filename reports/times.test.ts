import { expect, test } from '@playwright/test';
import type { Cell, Via } from '../vocabulary.js';
import type { RunModel } from './model.js';
import { timesOf } from './times.js';

const cell = (flow: string, via: Via, ms: number, verdict: Cell['verdict'] = 'pass'): Cell => ({
  sender: 'a',
  receiver: 'b',
  flow,
  via,
  ms,
  verdict,
  findings: [],
});

function modelOf(...cells: Cell[]): RunModel {
  const vias: Via[] = ['ui', 'api'];
  return { vias, targets: [], cells: new Map(cells.map((each, index) => [`${index}`, each])) } as unknown as RunModel;
}

test('median and worst are of what went through to its end', () => {
  const model = modelOf(
    cell('S', 'ui', 3000),
    cell('A', 'ui', 1000),
    cell('R', 'ui', 20_000, 'warn'),
    cell('W', 'ui', 90_000, 'fail'),
    cell('P', 'ui', 0, 'n/a'),
    cell('S', 'api', 40),
  );
  expect(timesOf(model)).toBe(
    'A flow that passes took by ui 3.0 s (median of 3), at worst 20 s (R, a → b); by api 40 ms (median of 1), at worst 40 ms (S, a → b).',
  );
});

test('where nothing passed there is nothing to say', () => {
  expect(timesOf(modelOf(cell('S', 'ui', 3000, 'fail')))).toBeUndefined();
});
