import { expect, test } from '@playwright/test';
import { findingId } from '../fixtures/verdict.js';
import { type Finding, type RunEvent, SPEAKS_OCM, type Verdict } from '../vocabulary.js';
import { renderJunit } from './junit.js';
import type { RunModel } from './model.js';
import { modelOf } from './testing/small-run.js';
import { SyntheticRun } from './testing/synthetic-run.js';

/** A run of checks against `a`, each `check: verdict` or `check: blocked by other`. */
function run(checks: Record<string, string>): RunModel {
  const made = new SyntheticRun();
  made.start([{ id: 'a', label: 'A', version: '1' }], { peer: false });
  const planned = Object.keys(checks).map((check) => ({ check, target: 'a' }));
  made.plan({ checks: planned, cells: [] });
  const events: RunEvent[] = [...made.events];
  for (const [check, outcome] of Object.entries(checks)) {
    const [verdict = 'pass', by] = outcome.split(' by ') as [Verdict?, string?];
    const finding: Finding = {
      id: findingId({ check, target: 'a' }),
      check,
      target: 'a',
      clauses: ['OCM-DISC-016'],
      role: 'receiver',
      verdict,
      level: 'MUST',
      spec: '1.1.0',
      impact: 'breaks',
      blame: [{ party: verdict === 'blocked' ? 'environment' : 'a', role: 'receiver' }],
      expected: 'OCM',
      received: 'something else',
      reason: `${check} is ${verdict}`,
      evidence: [],
      replay: '',
      ...(by === undefined ? {} : { waitsFor: by }),
    };
    const base = { check, target: 'a', role: 'receiver', clauses: finding.clauses, verdict, ms: 1 } as const;
    events.push({ type: 'finding', at: '2026-11-01T00:00:00.000Z', finding });
    events.push({ type: 'result', at: '2026-11-01T00:00:00.000Z', result: { ...base, findings: [finding.id] } });
  }
  return modelOf([...events, { type: 'run-finished', at: '2026-11-01T00:00:00.000Z', ms: 1 }]);
}

test('checks that wait for a finding stand under it, directly or behind another, and are its fault', () => {
  const model = run({
    [SPEAKS_OCM]: 'fail',
    'receive/plain-share': `blocked by ${SPEAKS_OCM}`,
    'receive/unicode-name': 'blocked by receive/plain-share',
  });
  expect(model.rootCauses).toHaveLength(1);
  const [cause] = model.rootCauses;
  expect(cause?.lead.check).toBe(SPEAKS_OCM);
  expect(cause?.behind.map(({ check }) => check)).toEqual(['receive/plain-share', 'receive/unicode-name']);
  expect(cause?.behind.flatMap(({ blame }) => blame.map(({ party }) => party))).toEqual(['a', 'a']);
});

test('a check whose blocker has no finding in this run stands for itself', () => {
  const model = run({ 'receive/unicode-name': 'blocked by receive/plain-share' });
  expect(model.rootCauses.map(({ lead }) => lead.check)).toEqual(['receive/unicode-name']);
});

test('checks that wait for each other end', () => {
  const model = run({ 'a/one': 'blocked by a/two', 'a/two': 'blocked by a/one' });
  expect(model.rootCauses.flatMap(({ findings }) => findings)).toHaveLength(2);
});

test('CI sees one failure, and what waits behind it as skipped', () => {
  const xml = renderJunit(run({ [SPEAKS_OCM]: 'fail', 'receive/plain-share': `blocked by ${SPEAKS_OCM}` }));
  expect(xml).toMatch(/<testsuite [^>]*tests="2" failures="1" errors="0" skipped="1"/);
});
