import { expect, test } from '@playwright/test';
import { openBench } from './mutants/bench.js';
import { CHECKS } from './registry.js';

/** Verdicts that say that a check did not get to its point, or holds something against a server that does nothing wrong. */
const UNDUE = ['fail', 'warn', 'blocked', 'not-verifiable', 'throttled', 'harness-error'];
/** What stands behind each of the three doors. */
const BEHIND = [
  'receive/plain-share',
  'receive/reads-the-bytes',
  'signature/absent',
  'signature/body-changed',
  'token/exchanged-before-access',
  'token/issued',
  'invite/contact-may-share',
  'refuse/unknown-user',
  'notification/unshared-taken',
];

test('a server that demands signatures, tokens and an invite first is judged behind all three doors', async () => {
  test.setTimeout(600_000);
  const bench = await openBench();
  try {
    const { results } = await bench.run({ deviations: [], speaks: '1.5 closed' }, CHECKS);
    const undue = results.filter(({ verdict }) => UNDUE.includes(verdict));
    expect(undue.map(({ check, verdict, reason }) => `${check}: ${verdict}, ${reason}`)).toEqual([]);
    const passed = results.filter(({ verdict }) => verdict === 'pass').map(({ check }) => check);
    expect(passed).toEqual(expect.arrayContaining(BEHIND));
  } finally {
    await bench.close();
  }
});
