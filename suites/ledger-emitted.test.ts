import { expect, test } from '@playwright/test';
import { ambiguities, clauses, isInForce } from '../spec/ledger.js';
import type { Result, SpecVersion } from '../vocabulary.js';
import { openBench } from './mutants/bench.js';
import type { Tongue } from './mutants/kill-list.js';
import { CHECKS } from './registry.js';

/** What conformant servers speak: each makes other checks get to their point. */
const TONGUES: Tongue[] = [
  '1.0',
  '1.2',
  '1.2 signed',
  '1.3',
  '1.4',
  'draft-06',
  '1.5',
  '1.5 strict',
  '1.5 plain',
  '1.4 apps',
  '1.2 apps',
  '1.0.0',
  '1.5 tokens',
  '1.5 invites',
  '1.2 code',
  'libraries',
];

/**
 * Clauses of checks that only speak about a server which claims something more, and none of ours does: named with what it would have to
 * claim. A mutant that claims it proves each of these checks.
 */
const CLAIMED_BY_NONE: Record<string, string> = {
  'OCM-INV-038': 'capability /invite-accepted, as 1.1.0 spells it',
};

/** A result is about the clauses of its check that are in force at the version that was applied. */
const emitted = (results: readonly Result[], spec: SpecVersion): string[] =>
  results
    .filter(({ verdict }) => verdict === 'pass' || verdict === 'fail' || verdict === 'warn')
    .flatMap(({ clauses: named }) => named.filter((id) => isInForce(id, spec)));

test('every clause that a check names is decided on a conformant server of some version', async () => {
  test.setTimeout(600_000);
  const declared = new Set<string>(CHECKS.flatMap(({ clauses: named }) => named));
  const seen = new Set<string>();
  const bench = await openBench();
  try {
    for (const speaks of TONGUES) {
      // What was decided already needs no second server; the first is asked everything.
      const open = CHECKS.filter(({ clauses: named }) => named.some((id) => !seen.has(id)));
      const { results, spec } = await bench.run({ deviations: [], speaks }, open);
      for (const id of emitted(results, spec)) seen.add(id);
    }
  } finally {
    await bench.close();
  }
  const never = [...declared].filter((id) => !seen.has(id)).sort();
  expect(never).toEqual(Object.keys(CLAIMED_BY_NONE).sort());
});

test('every check that tells how a server takes an ambiguity gives a reading of a conformant server of some version', async () => {
  test.setTimeout(600_000);
  const telling = new Set(ambiguities().flatMap(({ checks }) => checks));
  const silent = new Set(telling);
  const bench = await openBench();
  try {
    for (const speaks of TONGUES) {
      const open = CHECKS.filter(({ id }) => silent.has(id));
      if (open.length === 0) break;
      const { results } = await bench.run({ deviations: [], speaks }, open);
      for (const { check, reading } of results) if (reading !== undefined) silent.delete(check);
    }
  } finally {
    await bench.close();
  }
  expect([...silent].sort()).toEqual([]);
});

test('what no check can cover is excluded with a reason, and nothing is both', () => {
  const declared = new Set<string>(CHECKS.flatMap(({ clauses: named }) => named));
  for (const { id, excluded, testable, until } of clauses()) {
    if (!excluded) continue;
    expect(declared.has(id), `${id} is excluded, and a check names it`).toBe(false);
    expect(excluded.reason.length, id).toBeGreaterThan(10);
    expect(testable === 'not-testable-from-outside' || until === '1.0.0', id).toBe(true);
  }
});
