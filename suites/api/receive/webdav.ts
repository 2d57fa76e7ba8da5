import type { Check } from '../../../fixtures/check.js';
import { acceptance } from '../support/acceptance.js';
import { noProtocolObject } from '../support/in-force.js';

/** What may stand in `protocol.webdav` of a share in one of the newer forms. */
export const webdavFields: Check[] = [
  acceptance({
    id: 'receive/absolute-uri',
    clauses: ['OCM-DISC-048', 'OCM-SHARE-035'],
    title: 'A share whose `uri` is an absolute URL at the host of its sender is taken in',
    unless: noProtocolObject,
    controls: [{ form: 'multi', uri: 'relative' }, { form: 'legacy' }],
    variants: [{ what: 'a share with an absolute `uri`', share: { form: 'multi', uri: 'absolute' } }],
  }),
  acceptance({
    id: 'receive/relative-uri',
    clauses: ['OCM-DISC-048', 'OCM-SHARE-035'],
    title: 'A share whose `uri` is relative to the WebDAV path of its sender is taken in',
    unless: noProtocolObject,
    controls: [{ form: 'multi', uri: 'absolute' }, { form: 'legacy' }],
    variants: [{ what: 'a share with a relative `uri`', share: { form: 'multi', uri: 'relative' } }],
  }),
  acceptance({
    id: 'receive/permission-lists',
    clauses: ['OCM-DISC-048', 'OCM-SHARE-035'],
    title: 'Every list of permissions, and none at all, is taken in',
    unless: noProtocolObject,
    variants: [
      ...[['read'], ['read', 'write'], ['read', 'write', 'share']].map((value) => ({
        what: `a share with permissions ${value.join(', ')}`,
        share: { form: 'multi' as const, edit: [{ set: '/protocol/webdav/permissions', value }] },
      })),
      {
        what: 'a share without a list of permissions',
        share: { form: 'multi' as const, edit: [{ remove: '/protocol/webdav/permissions' }] },
      },
    ],
  }),
  acceptance({
    id: 'receive/long-secret',
    clauses: ['OCM-DISC-048', 'OCM-SHARE-035'],
    title: 'A secret of 512 characters is taken in',
    unless: noProtocolObject,
    variants: [
      {
        what: 'a share with a secret of 512 characters',
        share: { form: 'multi', edit: [{ set: '/protocol/webdav/sharedSecret', value: 'Aa1-'.repeat(128) }] },
      },
    ],
  }),
  acceptance({
    id: 'receive/webdav-unknown-fields',
    clauses: ['OCM-DISC-048', 'OCM-SHARE-035'],
    title: 'Unknown members of `protocol.webdav` do not keep a share out',
    unless: noProtocolObject,
    variants: [
      {
        what: 'a share with an unknown member in `protocol.webdav`',
        share: { form: 'multi', edit: [{ set: '/protocol/webdav/x-hint', value: 'cold storage' }] },
      },
    ],
  }),
];
