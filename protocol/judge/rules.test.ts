import { expect, test } from '@playwright/test';
import { clause, verdictFor } from '../../spec/ledger.js';
import { SPEC_VERSIONS } from '../../vocabulary.js';
import { accessCases } from './cases/access.js';
import { dialectCases } from './cases/dialect.js';
import { discoveryCases } from './cases/discovery.js';
import { inviteCases } from './cases/invite.js';
import { notificationAnswerCases, notificationCases } from './cases/notification.js';
import { type BrokenCase, judged, marks, SENDER } from './cases/samples.js';
import { shareAnswerCases, shareCases } from './cases/share.js';
import { keySetCases, signatureCases } from './cases/signature.js';
import { tokenCases } from './cases/token.js';
import { RULES } from './rules.js';

const CASES: BrokenCase[] = [
  ...discoveryCases,
  ...shareCases,
  ...shareAnswerCases,
  ...notificationCases,
  ...notificationAnswerCases,
  ...tokenCases,
  ...inviteCases,
  ...dialectCases,
  ...signatureCases,
  ...keySetCases,
  ...accessCases,
];

for (const { what, mark, sample, spec, documents, keys } of CASES) {
  test(`${spec}: ${what} breaks ${mark}`, () => {
    const violations = judged(sample, spec, documents, keys);
    expect(marks(violations)).toContain(mark);
    for (const violation of violations) {
      const rule = RULES.find(({ id }) => id === violation.rule);
      expect(rule?.kind).toBe(violation.kind);
      expect(violation.received).not.toMatch(/hfiuhwor/);
      expect(violation.reason.length).toBeGreaterThan(0);
      expect(violation.clauses.length).toBeGreaterThan(0);
      expect(violation.clauses.map((id) => verdictFor(id, spec))).not.toEqual(violation.clauses.map(() => 'pass'));
    }
  });
}

test('every rule is broken by one of these messages', () => {
  const broken = new Set(CASES.map(({ mark }) => mark.split(' @ ')[0]));
  expect(RULES.map(({ id }) => id).filter((id) => !broken.has(id))).toEqual([]);
});

test('every rule has an id of its own, clauses of the ledger, and can bind at some version', () => {
  const ids = RULES.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, clauses, title } of RULES) {
    expect(id).toMatch(/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(title.length, id).toBeGreaterThan(10);
    expect(clauses.length, id).toBeGreaterThan(0);
    for (const cited of clauses) expect(clause(cited).id, id).toBe(cited);
    const binds = SPEC_VERSIONS.some((version) => clauses.some((cited) => verdictFor(cited, version) !== 'pass'));
    expect(binds, `${id} can never be more than a MAY`).toBe(true);
  }
});

test('a listing that is refused, or asked for without credentials, or while the server is away, is no broken one', () => {
  const listing = { method: 'PROPFIND', url: `https://${SENDER}/dav/ocm/7c084226` };
  const headers = { authorization: 'Basic aGZpdWh3b3J6d251cjk4ZDo=' };
  const alright = [
    ...[207, 401, 403, 404, 429, 502, 503].map((status) => ({ ...listing, headers, status })),
    { ...listing, status: 500 },
  ];
  expect(alright.flatMap((sample) => judged(sample, '1.2.2'))).toEqual([]);
});

test('a dialect of its own gives one finding and no other', () => {
  for (const { sample } of dialectCases) expect(judged(sample, '1.4.0')).toHaveLength(1);
});
