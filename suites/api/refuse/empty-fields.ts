import type { Check } from '../../../fixtures/check.js';
import { refusal } from '../support/refusal.js';

const FIELDS = [
  { field: 'name', slug: 'name', since: 'OCM-SHARE-011' },
  { field: 'providerId', slug: 'provider-id', since: 'OCM-SHARE-013' },
  { field: 'owner', slug: 'owner', since: 'OCM-SHARE-015' },
] as const;

/** An empty string names nothing: the share could not be shown, answered or fetched (OCM-SHARE-055). */
export const emptyFields: Check[] = FIELDS.map(({ field, slug, since }) =>
  refusal({
    id: `refuse/empty-${slug}`,
    clauses: ['OCM-SHARE-055'],
    since,
    title: `A share whose \`${field}\` is an empty string is refused`,
    variants: [{ what: `a share with an empty \`${field}\``, share: { edit: [{ set: `/${field}`, value: '' }] } }],
  }),
);
