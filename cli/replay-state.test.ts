import { expect, test } from '@playwright/test';
import type { Cell, Finding, Result, RunEvent } from '../vocabulary.js';
import { stateOf } from './replay-state.js';

const AT = '2026-01-01T00:00:00.000Z';
const FINDING: Finding = {
  id: '0123456789ab',
  check: 'a/b',
  clauses: [],
  target: 'cloud',
  role: 'receiver',
  verdict: 'fail',
  level: 'MUST',
  spec: '1.2.0',
  impact: 'breaks',
  blame: [],
  expected: 'good',
  received: 'bad',
  reason: 'why',
  evidence: [],
  replay: '',
};
const again = (verdict: Finding['verdict'], received = 'bad again'): RunEvent => ({
  at: AT,
  type: 'finding',
  finding: { ...FINDING, verdict, received },
});
const result = (verdict: Result['verdict'], reason?: string): RunEvent => ({
  at: AT,
  type: 'result',
  result: {
    check: 'a/b',
    target: 'cloud',
    role: 'receiver',
    clauses: [],
    verdict,
    findings: [],
    ms: 1,
    ...(reason ? { reason } : {}),
  },
});

test('a finding that is there again is failing, with what came this time', () => {
  expect(stateOf(FINDING, [again('fail'), result('fail')])).toMatchObject({ state: 'failing', received: 'bad again' });
});

test('it is fixed only when its own check passes', () => {
  expect(stateOf(FINDING, [result('pass')]).state).toBe('fixed');
  for (const verdict of ['n/a', 'blocked', 'throttled', 'not-verifiable'] as const)
    expect(stateOf(FINDING, [result(verdict, 'no')]), verdict).toMatchObject({
      state: 'not-reproducible',
      received: `${verdict}: no`,
    });
  expect(stateOf(FINDING, []).state).toBe('not-reproducible');
});

test('a decided finding that cannot be decided now is not reproducible; an undecided one that stays so is failing', () => {
  expect(stateOf(FINDING, [again('throttled')]).state).toBe('not-reproducible');
  expect(stateOf({ ...FINDING, verdict: 'throttled' }, [again('throttled')]).state).toBe('failing');
  expect(stateOf({ ...FINDING, verdict: 'throttled' }, [result('pass')]).state).toBe('fixed');
});

test('a finding of a pair goes by its own cell', () => {
  const { target: _, ...rest } = FINDING;
  const finding: Finding = { ...rest, pair: { sender: 'a', receiver: 'b' }, flow: 'S', via: 'api' };
  const cell = (sender: string, verdict: Cell['verdict']): RunEvent => ({
    at: AT,
    type: 'cell',
    attempt: 1,
    cell: { sender, receiver: 'b', flow: 'S', via: 'api', verdict, ms: 1, findings: [] },
  });
  expect(stateOf(finding, [cell('a', 'pass'), cell('b', 'fail')]).state).toBe('fixed');
  expect(stateOf(finding, [cell('b', 'pass')]).state).toBe('not-reproducible');
  expect(stateOf(finding, [cell('a', 'blocked')]).state).toBe('not-reproducible');
});

test('our own fault is never told as a state', () => {
  expect(() => stateOf(FINDING, [{ at: AT, type: 'harness-error', where: 'x', message: 'boom\nat y' }])).toThrow(
    'the replay failed at x: boom',
  );
});
