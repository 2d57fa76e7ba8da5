import { expect, test } from '@playwright/test';
import type { Result, Verdict } from '../../vocabulary.js';
import { compare } from './compare.js';
import { type Kill, killersOf, readKills } from './kill-list.js';

const result = (check: string, verdict: Verdict): Result => ({
  check,
  target: 't',
  role: 'receiver',
  clauses: [],
  verdict,
  findings: [],
  ms: 0,
});
const clean = new Map<string, Verdict>([
  ['a/one', 'pass'],
  ['a/two', 'pass'],
  ['a/three', 'n/a'],
]);
const kill = (over: Partial<Kill>): Kill => ({
  mutant: 'm',
  speaks: '1.2',
  worsens: [],
  elsewhere: [],
  blocks: [],
  exactOnly: false,
  ...over,
});

test('a mutant is killed when exactly the listed checks worsen', () => {
  const fate = compare(kill({ worsens: ['a/one'] }), clean, [result('a/one', 'fail'), result('a/two', 'pass')]);
  expect(fate).toMatchObject({ killed: true, worsened: { 'a/one': 'fail' } });
});

test('a mutant survives when a listed check does not notice it', () => {
  const fate = compare(kill({ worsens: ['a/one'] }), clean, [result('a/one', 'pass')]);
  expect(fate).toMatchObject({ killed: false, missed: ['a/one'] });
});

test('a mutant survives when a listed check was not even tried', () => {
  expect(compare(kill({ worsens: ['a/one'] }), clean, [])).toMatchObject({ killed: false, missed: ['a/one'] });
});

test('a listed check that is only blocked has not seen the mutant', () => {
  const fate = compare(kill({ worsens: ['a/one'] }), clean, [result('a/one', 'blocked')]);
  expect(fate.missed).toEqual(['a/one']);
});

test('a check that worsens without being listed is a false alarm', () => {
  const fate = compare(kill({ worsens: ['a/one'] }), clean, [result('a/one', 'warn'), result('a/two', 'warn')]);
  expect(fate).toMatchObject({ killed: false, unexpected: ['a/two'] });
});

test('a dependant may be blocked, but not red', () => {
  const blocked = compare(kill({ blocks: ['a/two'] }), clean, [result('a/two', 'blocked')]);
  const red = compare(kill({ blocks: ['a/*'] }), clean, [result('a/two', 'fail')]);
  expect(blocked.killed).toBe(true);
  expect(red.unexpected).toEqual(['a/two']);
});

test('what worsens in another area counts when the whole suite is run', () => {
  const entry = kill({ worsens: ['a/one'], elsewhere: ['a/two'] });
  expect(compare(entry, clean, [result('a/one', 'fail')]).killed).toBe(true);
  expect(compare(entry, clean, [result('a/one', 'fail'), result('a/two', 'pass')]).missed).toEqual(['a/two']);
});

test('a check that begins to apply and passes is no loss', () => {
  expect(compare(kill({}), clean, [result('a/three', 'pass')]).killed).toBe(true);
  expect(compare(kill({}), clean, [result('a/three', 'warn')]).unexpected).toEqual(['a/three']);
});

test('the list refuses to name a mutant twice', () => {
  expect(() => readKills('- { mutant: m, worsens: [a/one] }\n- { mutant: m, worsens: [a/one] }\n')).toThrow(/twice/);
});

test('an entry without checks has to say why', () => {
  expect(() => readKills('- mutant: m\n')).toThrow(/or why nothing does/);
  expect(readKills('- { mutant: m, because: the text allows it }\n')[0]?.worsens).toEqual([]);
});

test('the killers of a check are the mutants that must worsen it', () => {
  const kills = readKills('- { mutant: m, worsens: [a/one] }\n- { mutant: n, worsens: [a/two], blocks: [a/one] }\n');
  expect(killersOf('a/one', kills)).toEqual(['m']);
});
