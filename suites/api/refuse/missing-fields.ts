import type { Check } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { refusal } from '../support/refusal.js';

interface Field {
  field: string;
  slug: string;
  /** The sender's clause that demands the field. */
  since: ClauseId;
  /** A receiver may well say "not supported" to a type that is not there. */
  alsoRefuses?: number[];
}

const FIELDS: Field[] = [
  { field: 'shareWith', slug: 'share-with', since: 'OCM-SHARE-078' },
  { field: 'name', slug: 'name', since: 'OCM-SHARE-011' },
  { field: 'providerId', slug: 'provider-id', since: 'OCM-SHARE-013' },
  { field: 'owner', slug: 'owner', since: 'OCM-SHARE-079' },
  { field: 'sender', slug: 'sender', since: 'OCM-SHARE-080' },
  { field: 'shareType', slug: 'share-type', since: 'OCM-SHARE-018', alsoRefuses: [501] },
  { field: 'resourceType', slug: 'resource-type', since: 'OCM-SHARE-023', alsoRefuses: [501] },
  { field: 'protocol', slug: 'protocol', since: 'OCM-SHARE-031', alsoRefuses: [501] },
];

/** A share that lacks a required field, or holds null there, is refused (OCM-SHARE-055). */
export const missingFields: Check[] = FIELDS.map(({ field, slug, since, alsoRefuses }) =>
  refusal({
    id: `refuse/missing-${slug}`,
    clauses: ['OCM-SHARE-055'],
    since,
    title: `A share without \`${field}\`, or with null there, is refused`,
    ...(alsoRefuses ? { alsoRefuses } : {}),
    variants: [
      { what: `a share without \`${field}\``, share: { edit: [{ remove: `/${field}` }] } },
      { what: `a share with \`${field}\` null`, share: { edit: [{ set: `/${field}`, value: null }] } },
    ],
  }),
);
