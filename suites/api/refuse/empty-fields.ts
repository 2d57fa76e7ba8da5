import type { Check } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { refusal } from '../support/refusal.js';

const FIELDS: { field: string; slug: string; since: ClauseId; alsoRefuses?: number[] }[] = [
  { field: 'name', slug: 'name', since: 'OCM-SHARE-011' },
  { field: 'providerId', slug: 'provider-id', since: 'OCM-SHARE-013' },
  { field: 'owner', slug: 'owner', since: 'OCM-SHARE-079' },
  { field: 'sender', slug: 'sender', since: 'OCM-SHARE-080' },
  { field: 'shareType', slug: 'share-type', since: 'OCM-SHARE-018', alsoRefuses: [501] },
  { field: 'resourceType', slug: 'resource-type', since: 'OCM-SHARE-023', alsoRefuses: [501] },
];

/** An empty string names nothing: the share could not be shown, answered or fetched (OCM-SHARE-055). */
export const emptyFields: Check[] = FIELDS.map(({ field, slug, since, alsoRefuses }) =>
  refusal({
    id: `refuse/empty-${slug}`,
    clauses: ['OCM-SHARE-055'],
    since,
    title: `A share whose \`${field}\` is an empty string is refused`,
    ...(alsoRefuses ? { alsoRefuses } : {}),
    variants: [{ what: `a share with an empty \`${field}\``, share: { edit: [{ set: `/${field}`, value: '' }] } }],
  }),
);
