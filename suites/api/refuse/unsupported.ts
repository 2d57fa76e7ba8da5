import type { Check } from '../../../fixtures/check.js';
import { SPEC_VERSIONS } from '../../../vocabulary.js';
import { refusal } from '../support/refusal.js';

const REQUIREMENTS_LOOSENED = SPEC_VERSIONS.indexOf('1.3.0');

/** What the receiver does not know how to handle: 501 (OCM-SHARE-058), never taken in. */
export const unsupported: Check[] = [
  refusal({
    id: 'refuse/unknown-share-type',
    clauses: ['OCM-SHARE-058'],
    title: 'A share of an unknown `shareType` is refused with 501',
    names: [501],
    variants: [{ what: 'a share of type `x-nobody`', share: { edit: [{ set: '/shareType', value: 'x-nobody' }] } }],
  }),
  refusal({
    id: 'refuse/unknown-resource-type',
    clauses: ['OCM-SHARE-058'],
    title: 'A share of an unknown `resourceType` is refused with 501',
    names: [501],
    variants: [
      { what: 'a share of resource type `x-nothing`', share: { edit: [{ set: '/resourceType', value: 'x-nothing' }] } },
    ],
  }),
  refusal({
    id: 'refuse/unknown-protocol',
    // Who does take it in would have to advertise it (OCM-DISC-036).
    clauses: ['OCM-SHARE-055', 'OCM-DISC-036'],
    title: 'A share that offers only an unknown protocol is refused',
    names: [400, 501],
    variants: [
      {
        what: 'a share over `x-carrier-pigeon`',
        share: {
          edit: [
            {
              set: '/protocol',
              value: { name: 'x-carrier-pigeon', 'x-carrier-pigeon': { uri: 'x', sharedSecret: 'y' } },
            },
          ],
        },
      },
    ],
  }),
  refusal({
    id: 'refuse/unknown-requirement',
    clauses: ['OCM-SHARE-044'],
    title: 'A share with a requirement that nobody knows is refused',
    names: [400, 501],
    tells: true,
    // The drafts after 1.2 do not repeat the rule (OCM-AMB-032): what a newer target does is its reading.
    unless: (ctx) =>
      SPEC_VERSIONS.indexOf(ctx.target.spec) >= REQUIREMENTS_LOOSENED
        ? 'OCM-AMB-032: the text from 1.3.0 on does not say what becomes of an unknown requirement'
        : undefined,
    variants: [
      {
        what: 'a share with requirement `x-stand-on-one-leg`',
        share: {
          form: 'multi',
          edit: [{ set: '/protocol/webdav/requirements', value: ['x-stand-on-one-leg'] }],
        },
      },
    ],
  }),
];
