import type { Check } from '../../../fixtures/check.js';
import { refusal } from '../support/refusal.js';

/** How the other party's addresses may be written. */
export const senderAddresses: Check[] = [
  refusal({
    id: 'address/owner-without-host',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-010'],
    since: 'OCM-ADDR-010',
    title: 'A share whose `owner` is a bare user name is refused',
    variants: [
      { what: 'a share with a bare user name as `owner`', share: { edit: [{ set: '/owner', value: 'somebody' }] } },
    ],
  }),
  refusal({
    id: 'address/sender-without-host',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-010'],
    since: 'OCM-ADDR-010',
    title: 'A share whose `sender` is a bare user name is refused: its server cannot be found',
    variants: [
      { what: 'a share with a bare user name as `sender`', share: { edit: [{ set: '/sender', value: 'somebody' }] } },
    ],
  }),
  refusal({
    id: 'address/sender-host-malformed',
    clauses: ['OCM-SHARE-055', 'OCM-ADDR-004'],
    since: 'OCM-ADDR-004',
    title: 'A share whose `sender` names something that is no host is refused',
    variants: ['somebody@[::1', 'somebody@host:port', 'somebody@ho st.example'].map((value) => ({
      what: `a share with \`sender\` "${value}"`,
      share: { edit: [{ set: '/sender', value }] },
    })),
  }),
  refusal({
    id: 'address/sender-at-ipv6-host',
    clauses: ['OCM-SHARE-055'],
    since: 'OCM-ADDR-004',
    title: 'A share whose `sender` is at an IPv6 literal is refused or taken in, without a crash',
    // Nothing listens there: a receiver that looks the sender up refuses, one that does not takes it in.
    mayBeTaken: true,
    variants: [
      { what: 'a share with a `sender` at [::1]:1', share: { edit: [{ set: '/sender', value: 'somebody@[::1]:1' }] } },
    ],
  }),
];
