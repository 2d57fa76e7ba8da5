import type { Check, CheckContext } from '../../../fixtures/check.js';
import { type RefusalRow, refusal } from '../support/refusal.js';

/** A host name that is nobody's, by RFC 2606. */
const ELSEWHERE = 'another-server.example';
const LONG = 400;

/** The part of an address before the host of the known recipient. */
const identifier = (ctx: CheckContext): string => ctx.recipient().slice(0, ctx.recipient().lastIndexOf('@'));

/** How a recipient may be written; what names nobody here is refused, and none of it is a reason to crash (OCM-SHARE-055). */
const ROWS: RefusalRow[] = [
  {
    id: 'address/unknown-user-with-at-sign',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-002'],
    anyRecipient: true,
    title: 'An unknown user whose identifier holds an at-sign is refused like any unknown user',
    names: [400, 404],
    variants: (ctx) => [
      {
        what: 'a share with an unknown user `name@mail.example`',
        share: { to: `${ctx.unique('nobody')}@mail.example@${ctx.target.authority}` },
      },
    ],
  },
  {
    id: 'address/last-at-sign-ends-identifier',
    clauses: ['OCM-ADDR-002'],
    title:
      'An address whose identifier begins like that of an existing user but goes on after an at-sign is not that user',
    names: [400, 404],
    variants: (ctx) => [
      {
        what: 'a share with `<existing user>@mail.example`',
        share: { to: `${identifier(ctx)}@mail.example@${ctx.target.authority}` },
      },
    ],
  },
  {
    id: 'address/unknown-user-in-other-scripts',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-003'],
    anyRecipient: true,
    title: 'An unknown user whose identifier has letters of other scripts is refused like any unknown user',
    names: [400, 404],
    variants: (ctx) => [
      {
        what: 'a share with an unknown user `Zoë-名前-…`',
        share: { to: `Zoë-名前-${ctx.unique('nobody')}@${ctx.target.authority}` },
      },
    ],
  },
  {
    id: 'address/identifier-with-special-characters',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-003'],
    anyRecipient: true,
    title: 'An unknown user whose identifier holds quotes, percent signs or blanks is refused like any unknown user',
    names: [400, 404],
    variants: (ctx) =>
      [`o'neill "x"`, '%40%2F..%00', 'a b  c', '*)(uid=*'].map((odd) => ({
        what: `a share with an unknown user \`${odd}\``,
        share: { to: `${odd}${ctx.unique('nobody')}@${ctx.target.authority}` },
      })),
  },
  {
    id: 'address/long-identifier',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: `An unknown user whose identifier has ${LONG} characters is refused like any unknown user`,
    names: [400, 404],
    variants: (ctx) => [
      {
        what: `a share with an unknown user of ${LONG} characters`,
        share: { to: `${ctx.unique('nobody')}${'x'.repeat(LONG)}@${ctx.target.authority}` },
      },
    ],
  },
  {
    id: 'address/recipient-at-another-host',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-001'],
    title: 'A share for a user of another host is refused, even when a user of that name exists here',
    names: [400, 404],
    variants: (ctx) => [
      {
        what: `a share for a user at ${ELSEWHERE}`,
        share: { edit: [{ set: '/shareWith', value: `${identifier(ctx)}@${ELSEWHERE}` }] },
      },
    ],
  },
  {
    id: 'address/recipient-without-host',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-001'],
    title: 'A share whose `shareWith` is a bare user name is refused',
    variants: (ctx) => [
      { what: 'a share for a bare user name', share: { edit: [{ set: '/shareWith', value: identifier(ctx) }] } },
      {
        what: 'a share for a user name and an at-sign',
        share: { edit: [{ set: '/shareWith', value: `${identifier(ctx)}@` }] },
      },
    ],
  },
  {
    id: 'address/empty-recipient',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-001'],
    title: 'A share whose `shareWith` is empty, or has no identifier, is refused',
    variants: (ctx) =>
      ['', '@', `@${ctx.target.authority}`].map((value) => ({
        what: `a share with \`shareWith\` "${value}"`,
        share: { edit: [{ set: '/shareWith', value }] },
      })),
  },
  {
    id: 'address/recipient-with-scheme',
    clauses: ['OCM-SHARE-055'],
    since: 'OCM-ADDR-007',
    title: 'A `shareWith` with a scheme before the host is refused, or read as what was meant, without a crash',
    // Wrong as sent; some stacks send it (OCM-AMB-013), and to be kind to them is a receiver's choice.
    mayBeTaken: true,
    tells: true,
    variants: (ctx) => [
      {
        what: 'an address with `https://` after the at-sign',
        share: { edit: [{ set: '/shareWith', value: `${identifier(ctx)}@https://${ctx.target.authority}` }] },
      },
    ],
  },
  {
    id: 'address/recipient-with-path',
    clauses: ['OCM-SHARE-055'],
    since: 'OCM-ADDR-006',
    title: 'A `shareWith` with a path after the host is refused, or read as what was meant, without a crash',
    mayBeTaken: true,
    variants: (ctx) => [
      {
        what: 'an address with a path after the host',
        share: { edit: [{ set: '/shareWith', value: `${ctx.recipient()}/ocm/` }] },
      },
    ],
  },
];

export const recipientAddresses: Check[] = ROWS.map(refusal);
