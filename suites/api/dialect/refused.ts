import type { Check, CheckContext } from '../../../fixtures/check.js';
import type { Variation } from '../support/deliver.js';
import { type RefusalVariant, refusal } from '../support/refusal.js';

const OPTIONS = '/protocol/options';
const without = (pointer: string): RefusalVariant => ({
  what: `a share without \`${pointer.slice(1).replaceAll('/', '.')}\``,
  share: { edit: [{ remove: pointer }] },
});
const having = (pointer: string, value: unknown): RefusalVariant => ({
  what: `a share with \`${pointer.slice(1).replaceAll('/', '.')}\` ${JSON.stringify(value)}`,
  share: { edit: [{ set: pointer, value }] },
});
const raw = (what: string, share: Variation): RefusalVariant => ({ what, share });

/** Fields that OCM demands of every share, and those without which the dialect's own protocol cannot be used. */
const incomplete = (ctx: CheckContext): RefusalVariant[] => [
  ...['shareWith', 'name', 'providerId', 'owner', 'sender', 'shareType', 'resourceType', 'protocol'].map((field) =>
    without(`/${field}`),
  ),
  ...['/protocol/name', OPTIONS].map(without),
  ...['sharedSecret', 'permissions', 'repoId', ctx.target.dialect?.words?.serviceUrl ?? 'sharedSecret'].map((member) =>
    without(`${OPTIONS}/${member}`),
  ),
];

/** What cannot be a share in any language: refused, never a crash (OCM-SHARE-055, -058). */
export const refused: Check[] = [
  refusal({
    id: 'dialect/unknown-recipient-is-refused',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A share of a library with a user whom the target does not have is refused',
    names: [400, 404],
    variants: (ctx) => [
      { what: 'a share with an unknown user', share: { to: `${ctx.unique('nobody')}@${ctx.target.authority}` } },
    ],
  }),
  refusal({
    id: 'dialect/incomplete-share-is-refused',
    clauses: ['OCM-SHARE-055'],
    title: 'A share of a library that lacks a required field is refused',
    alsoRefuses: [501],
    variants: incomplete,
  }),
  refusal({
    id: 'dialect/mistyped-share-is-refused',
    clauses: ['OCM-SHARE-055'],
    title: 'A share of a library whose `protocol` or a part of it has the wrong type is refused',
    alsoRefuses: [501],
    variants: [
      having('/protocol', 'words'),
      having('/protocol', ['words']),
      having('/protocol/name', { a: 1 }),
      having(OPTIONS, null),
      having(OPTIONS, 'words'),
      having(`${OPTIONS}/sharedSecret`, { a: 1 }),
      having(`${OPTIONS}/permissions`, 7),
    ],
  }),
  refusal({
    id: 'dialect/unreadable-share-is-refused',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A body that is no JSON object is refused where shares of libraries go',
    names: [400, 415],
    variants: [
      raw('a body cut in the middle of its JSON', { rawBody: '{"shareWith": "someone' }),
      raw('a JSON array', { rawBody: '[]' }),
      raw('JSON null', { rawBody: 'null' }),
      raw('an empty JSON object', { rawBody: '{}' }),
      raw('an empty body', { rawBody: '' }),
      raw('XML sent as application/xml', { rawBody: '<share/>', headers: { 'content-type': 'application/xml' } }),
    ],
  }),
  refusal({
    id: 'dialect/unsupported-share-is-refused',
    clauses: ['OCM-SHARE-058'],
    title: 'A share in the dialect of an unknown `shareType` or `resourceType` is refused with 501',
    names: [501],
    variants: [having('/shareType', 'x-nobody'), having('/resourceType', 'x-nothing')],
  }),
];
