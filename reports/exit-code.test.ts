import { expect, test } from '@playwright/test';
import { EXIT, type ExitCode, VERDICTS } from '../vocabulary.js';
import { exitCode, strongestExit } from './exit-code.js';
import { countVerdicts, isAcceptable, worst } from './rollup.js';

test('precedence is 3 > 2 > 1 > 4 > 0', () => {
  const order: ExitCode[] = [EXIT.ourFault, EXIT.preflight, EXIT.red, EXIT.staleBaseline, EXIT.ok];
  for (const [index, code] of order.entries()) expect(strongestExit(order.slice(index).reverse())).toBe(code);
  expect(strongestExit([])).toBe(0);
});

for (const [facts, code] of [
  [{ ourFault: false, unexpected: 0, staleEntries: 0 }, 0],
  [{ ourFault: false, unexpected: 2, staleEntries: 0 }, 1],
  [{ ourFault: false, unexpected: 0, staleEntries: 1 }, 4],
  [{ ourFault: false, unexpected: 1, staleEntries: 1 }, 1],
  [{ ourFault: true, unexpected: 1, staleEntries: 1 }, 3],
] as const) {
  test(`a run with ${JSON.stringify(facts)} exits ${code}`, () => {
    expect(exitCode(facts)).toBe(code);
  });
}

test('a roll-up takes the worst verdict in the order of the vocabulary', () => {
  for (const [index, verdict] of VERDICTS.entries()) expect(worst([...VERDICTS.slice(index)].reverse())).toBe(verdict);
  expect(worst([])).toBeUndefined();
});

test('only pass, warn and n/a are acceptable without a baseline', () => {
  expect(VERDICTS.filter(isAcceptable)).toEqual(['warn', 'pass', 'n/a']);
});

test('counts name every verdict', () => {
  expect(countVerdicts(['pass', 'pass', 'n/a'])).toMatchObject({ pass: 2, 'n/a': 1, fail: 0, 'harness-error': 0 });
});
