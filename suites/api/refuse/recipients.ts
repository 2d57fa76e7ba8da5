import type { Check } from '../../../fixtures/check.js';
import { refusal } from '../support/refusal.js';

/** Recipients who are not there (OCM-SHARE-055). More spellings of an address are in the area `address`. */
export const recipients: Check[] = [
  refusal({
    id: 'refuse/unknown-user',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A share with a user whom the target does not have is refused',
    names: [400, 404],
    variants: (ctx) => [
      { what: 'a share with an unknown user', share: { to: `${ctx.unique('nobody')}@${ctx.target.authority}` } },
    ],
  }),
  refusal({
    id: 'refuse/unknown-group',
    clauses: ['OCM-SHARE-055', 'OCM-SHARE-020'],
    anyRecipient: true,
    title: 'A share with a group that the target does not have is refused',
    names: [400, 404, 501],
    variants: (ctx) => [
      {
        what: 'a share with an unknown group',
        share: { to: `${ctx.unique('nobodies')}@${ctx.target.authority}`, shareType: 'group' },
      },
    ],
  }),
];
