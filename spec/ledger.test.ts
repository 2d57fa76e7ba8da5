import { expect, test } from '@playwright/test';
import { type ClauseId, SPEC_VERSIONS } from '../vocabulary.js';
import {
  ambiguities,
  byStrength,
  clause,
  clauseLink,
  clauses,
  isInForce,
  levelAt,
  referenceLink,
  strongest,
  verdictFor,
  versionOrder,
} from './ledger.js';

test('the ledger holds its 388 clauses, each with an id of its own', () => {
  const ids = clauses().map(({ id }) => id);
  expect(ids).toHaveLength(388);
  expect(new Set(ids).size).toBe(388);
  for (const id of ids) expect(id).toMatch(/^OCM-[A-Z]+-\d{3}$/);
});

test('every clause names known versions in their order, a known level and basis, and a statement', () => {
  for (const { id, since, until, history, level, basis, statement, source } of clauses()) {
    const where = `clause ${id}`;
    expect(SPEC_VERSIONS, where).toContain(since);
    if (until !== undefined) expect(versionOrder(until), where).toBeGreaterThan(versionOrder(since));
    for (const step of history) expect(SPEC_VERSIONS, where).toContain(step.from);
    const orders = history.map(({ from }) => versionOrder(from));
    expect(orders, where).toEqual([...orders].sort((a, b) => a - b));
    if (history.length > 0) {
      expect(history[0]?.from, where).toBe(since);
      expect(history.at(-1)?.level, where).toBe(level);
    }
    expect(['MUST', 'MUST NOT', 'SHOULD', 'SHOULD NOT', 'MAY'], where).toContain(level);
    expect(['keyword', 'schema', 'prose'], where).toContain(basis);
    expect(statement.length, where).toBeGreaterThan(10);
    expect(source.section.length, where).toBeGreaterThan(0);
  }
});

test('a clause is in force from its first version up to, not including, the version that dropped it', () => {
  expect(isInForce('OCM-DISC-003', '1.0.0')).toBe(false);
  expect(isInForce('OCM-DISC-003', '1.1.0')).toBe(true);
  expect(isInForce('OCM-DISC-003', '1.3.0')).toBe(true);
  expect(isInForce('OCM-DISC-003', '1.4.0')).toBe(false);
});

test('the level at a version follows the history of the clause', () => {
  expect(levelAt('OCM-DISC-017', '1.0.0')).toBeUndefined();
  expect(levelAt('OCM-DISC-017', '1.1.0')).toBe('MAY');
  expect(levelAt('OCM-DISC-017', '1.2.1')).toBe('SHOULD');
  expect(levelAt('OCM-DISC-017', '1.5.0')).toBe('MUST');
  expect(levelAt('OCM-DISC-011', '1.1.0')).toBe('MUST');
  expect(levelAt('OCM-DISC-025', '1.1.0')).toBe('SHOULD');
  expect(levelAt('OCM-DISC-025', '1.2.0')).toBe('MUST');
  expect(levelAt('OCM-INV-019', '1.1.0')).toBe('MAY');
});

for (const [id, version, verdict, why] of [
  ['OCM-DISC-011', '1.4.0', 'fail', 'MUST by keyword'],
  ['OCM-SHARE-061', '1.4.0', 'fail', 'MUST by schema'],
  ['OCM-SHARE-040', '1.4.0', 'fail', 'MUST NOT by keyword'],
  ['OCM-SHARE-053', '1.4.0', 'warn', 'MUST by our reading of prose'],
  ['OCM-DISC-044', '1.4.0', 'warn', 'SHOULD'],
  ['OCM-NOTIF-009', '1.5.0', 'warn', 'SHOULD NOT'],
  ['OCM-DISC-015', '1.4.0', 'pass', 'MAY'],
  ['OCM-DISC-063', '1.4.0', 'pass', 'not in force yet'],
] as const) {
  test(`breaking ${id} at ${version} is a ${verdict}: ${why}`, () => {
    expect(verdictFor(id, version)).toBe(verdict);
  });
}

test('the strongest of several clauses is the one that weighs most at the applied version', () => {
  const ids: ClauseId[] = ['OCM-DISC-015', 'OCM-DISC-010', 'OCM-DISC-063', 'OCM-DISC-011'];
  expect(byStrength(ids, '1.4.0')).toEqual(['OCM-DISC-011', 'OCM-DISC-010', 'OCM-DISC-015']);
  expect(strongest(ids, '1.4.0')).toEqual({ id: 'OCM-DISC-011', level: 'MUST', verdict: 'fail' });
  expect(strongest(['OCM-DISC-063'], '1.4.0')).toBeUndefined();
});

test('an id that is not in the ledger is refused by name', () => {
  expect(() => clause('OCM-DISC-999')).toThrow(/OCM-DISC-999 is not in the ledger/);
});

test('every clause links to the public text', () => {
  expect(clauseLink('OCM-DISC-011')).toBe(
    'https://github.com/cs3org/OCM-API/blob/2119c20/IETF-OCM.md#ocm-api-discovery',
  );
  expect(clauseLink('OCM-SHARE-061')).toBe('https://github.com/cs3org/OCM-API/blob/v1.1.0/spec.yaml');
  for (const { id } of clauses()) {
    expect(clauseLink(id)).toMatch(/^https:\/\/github\.com\/cs3org\/OCM-API\/blob\/[\w.]+\/[\w.-]+(#[\w-]+)?$/);
  }
});

test('every ambiguity is told by checks, or says why none tells; its references can be followed', () => {
  const ids = ambiguities().map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(33);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, checks, untold, refs, topic, text } of ambiguities()) {
    expect(id).toMatch(/^OCM-AMB-\d{3}$/);
    expect([topic, text], id).not.toContain('');
    expect(checks.length > 0, `${id}: either checks or untold`).toBe(untold === undefined);
    expect(new Set(checks).size, id).toBe(checks.length);
    if (untold !== undefined) expect(untold.length, id).toBeGreaterThan(20);
    for (const reference of refs)
      expect(referenceLink(reference), id).toMatch(/^https:\/\/github\.com\/[\w.-]+\/[\w.-]+\/issues\/\d+$/);
  }
});
