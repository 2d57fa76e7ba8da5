import { expect, test } from '@playwright/test';
import { RULES } from '../protocol/judge/index.js';
import { ambiguities, clause, isInForce, levelAt } from '../spec/ledger.js';
import type { SpecVersion } from '../vocabulary.js';
import { CHECKS } from './registry.js';

const ids = CHECKS.map(({ id }) => id);
const inArea = (...areas: string[]): number => ids.filter((id) => areas.includes(id.split('/')[0] ?? '')).length;

test('ids are slugs of the form area/behaviour, and no two are the same', () => {
  expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*\/[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(new Set(ids).size).toBe(ids.length);
});

test('every area of the suite has at least eight checks', () => {
  const areas = {
    discovery: inArea('discovery'),
    addresses: inArea('address'),
    receive: inArea('receive'),
    refuse: inArea('refuse'),
    notifications: inArea('notification'),
    sent: inArea('sent-share', 'sent-notification'),
    invites: inArea('invite', 'invite-accepted', 'invite-answer'),
  };
  for (const [area, count] of Object.entries(areas)) expect(count, area).toBeGreaterThanOrEqual(8);
});

test('every check names clauses of the ledger', () => {
  for (const check of CHECKS) for (const id of check.clauses) expect(clause(id).id).toBe(id);
});

test('the checks that tell how a server takes an ambiguity exist', () => {
  const unknown = ambiguities().flatMap(({ id, checks }) =>
    checks.filter((check) => !ids.includes(check)).map((check) => `${id}: ${check}`),
  );
  expect(unknown).toEqual([]);
});

test('a check that makes the target send also needs a session and a way back', () => {
  const odd = CHECKS.filter(
    ({ needs }) => needs.includes('send') && !(needs.includes('session') && needs.includes('callback')),
  );
  expect(odd.map(({ id }) => id)).toEqual([]);
});

test('titles are sentences of one line without full stop', () => {
  const odd = CHECKS.filter(
    ({ title }) => !/^([A-ZÄ-Ü`]|[a-z]\S*[A-Z.]\S).*[^.]$/.test(title) || title.includes('\n') || title.length > 160,
  );
  expect(odd.map(({ title }) => title)).toEqual([]);
});

/** Kinds of messages that targets are judged by here; tokens and keys have suites of their own later. */
const KINDS = new Set([
  'discovery-answer',
  'share-creation',
  'share-answer',
  'notification',
  'notification-answer',
  'invite-accepted',
  'invite-answer',
]);
const VERSIONS: SpecVersion[] = ['1.1.0', '1.2.0', '1.2.2'];
/** Rules that can say something at those versions, and are no check of their own, with the reason. */
const LEFT_OUT: Record<string, string> = {
  'discovery/answers': 'preflight: without a document nothing is judged; discovery/well-known-served asks each path',
  'discovery/is-json-object': 'preflight, as above',
  'sent-notification/over-tls': 'our hosts speak TLS only but for sent-share/over-tls, so plain HTTP does not reach us',
  'invite-accepted/over-tls': 'as above',
  'notification-answer/status-is-201': 'notification/*-taken send each type and look at the status',
};

test('every rule of the judge that binds at the versions covered is a check, or is left out for a reason', () => {
  const binding = RULES.filter(
    ({ kind, clauses }) =>
      KINDS.has(kind) &&
      VERSIONS.some((version) => clauses.some((id) => isInForce(id, version) && levelAt(id, version) !== 'MAY')),
  );
  const missing = binding.map(({ id }) => id).filter((id) => !ids.includes(id));
  expect(missing.sort()).toEqual(Object.keys(LEFT_OUT).sort());
});
