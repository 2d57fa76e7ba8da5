import { expect, test } from '@playwright/test';
import { FLOW_SETS } from '../../fixtures/flow.js';
import { FLOWS } from './index.js';

const letters = FLOWS.map(({ letter }) => letter);

test('each flow has a code of one or two letters and a name of its own', () => {
  expect(letters.filter((letter) => !/^[A-Z][a-z]?$/.test(letter))).toEqual([]);
  expect(new Set(letters).size).toBe(letters.length);
  expect(new Set(FLOWS.map(({ name }) => name)).size).toBe(FLOWS.length);
  expect(FLOWS.filter(({ set }) => !FLOW_SETS.includes(set))).toEqual([]);
});

test('a flow comes after those that it needs', () => {
  for (const [at, { letter, needs }] of FLOWS.entries())
    for (const need of needs) expect(letters.indexOf(need), `${letter} needs ${need}`).toBeLessThan(at);
});

test('what may run alone needs nothing that another flow made, since it runs in a journey of its own', () => {
  const apart = FLOWS.filter(({ alone, hooks }) => alone || hooks);
  expect(apart.map(({ letter }) => letter)).toEqual(['E', 'T', 'Ti', 'To', 'Tl', 'Y', 'Yw']);
  expect(apart.filter(({ needs }) => needs.some((letter) => letter !== 'S'))).toEqual([]);
});
