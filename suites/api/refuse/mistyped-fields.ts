import type { Check } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { refusal } from '../support/refusal.js';

interface Field {
  field: string;
  slug: string;
  since: ClauseId;
  /** Values of other types than the one that the text names. */
  values: unknown[];
  alsoRefuses?: number[];
}

/** Not numbers for strings alone: a server that turns 42 into "42" is lenient, one that takes an object has not looked. */
const NOT_A_STRING: unknown[] = [{ a: 1 }, ['a', 'b'], true];

const FIELDS: Field[] = [
  { field: 'shareWith', slug: 'share-with', since: 'OCM-SHARE-078', values: NOT_A_STRING },
  { field: 'name', slug: 'name', since: 'OCM-SHARE-011', values: NOT_A_STRING },
  { field: 'providerId', slug: 'provider-id', since: 'OCM-SHARE-013', values: NOT_A_STRING },
  { field: 'owner', slug: 'owner', since: 'OCM-SHARE-079', values: NOT_A_STRING },
  { field: 'sender', slug: 'sender', since: 'OCM-SHARE-080', values: NOT_A_STRING },
  { field: 'shareType', slug: 'share-type', since: 'OCM-SHARE-018', values: NOT_A_STRING, alsoRefuses: [501] },
  { field: 'resourceType', slug: 'resource-type', since: 'OCM-SHARE-023', values: NOT_A_STRING, alsoRefuses: [501] },
  {
    field: 'protocol',
    slug: 'protocol',
    since: 'OCM-SHARE-031',
    values: ['webdav', ['webdav'], 7],
    alsoRefuses: [501],
  },
  { field: 'expiration', slug: 'expiration', since: 'OCM-SHARE-025', values: ['tomorrow', { at: 1 }] },
];

/** A share whose field has another type than the text gives it is refused (OCM-SHARE-055). */
export const mistypedFields: Check[] = FIELDS.map(({ field, slug, since, values, alsoRefuses }) =>
  refusal({
    id: `refuse/mistyped-${slug}`,
    clauses: ['OCM-SHARE-055'],
    since,
    title: `A share whose \`${field}\` has the wrong type is refused`,
    ...(alsoRefuses ? { alsoRefuses } : {}),
    variants: values.map((value) => ({
      what: `a share with \`${field}\` ${JSON.stringify(value)}`,
      share: { edit: [{ set: `/${field}`, value }] },
    })),
  }),
);
