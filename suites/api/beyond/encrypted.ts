import type { Check } from '../../../fixtures/check.js';
import { refusal } from '../support/refusal.js';

/** The names of schemes that the text uses (OCM-AMB-023), and one that nobody knows. */
const SCHEMES: Record<string, Record<string, unknown>> = {
  'ocm-pgp': { fingerprints: ['0123456789ABCDEF0123456789ABCDEF01234567'] },
  'ocm-gpg': { fingerprints: ['0123456789ABCDEF0123456789ABCDEF01234567'] },
  'ocm-mls': { cipher: 'MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519' },
  'x-nobodys': { wheels: 3 },
};

/** What its sender has encrypted (OCM-SHARE-028 to -030): the text leaves open what a receiver does who does not know how. */
export const encrypted: Check[] = [
  refusal({
    id: 'beyond/encrypted-share',
    clauses: ['OCM-SHARE-058', 'OCM-SHARE-055'],
    title: 'A share that says it is encrypted is taken in or refused, by whatever scheme',
    names: [501, 400],
    mayBeTaken: true,
    tells: true,
    variants: Object.entries(SCHEMES).map(([scheme, details]) => ({
      what: `a share encrypted by ${scheme}`,
      share: { edit: [{ set: '/encryption', value: { resourceId: '7', scheme, [scheme]: details } }] },
    })),
  }),
];
