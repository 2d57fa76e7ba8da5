import type { Check, CheckContext } from '../../../fixtures/check.js';
import { levelAt } from '../../../spec/ledger.js';
import { noProtocolObject } from '../support/in-force.js';
import { refusal } from '../support/refusal.js';

const protocol = (value: unknown) => ({ form: 'legacy' as const, edit: [{ set: '/protocol', value }] });
const options = { sharedSecret: 'a-secret-of-enough-characters' };

/** Before 1.2.1 a share may come without `uri`: then the root of the WebDAV path is meant. */
const uriIsOptional = (ctx: CheckContext): string | undefined =>
  levelAt('OCM-SHARE-038', ctx.target.spec) === 'MAY'
    ? `OCM-SHARE-038 is a MAY at ${ctx.target.spec}`
    : noProtocolObject(ctx);

/** Descriptions of a WebDAV resource that lack what is needed to open it (OCM-SHARE-055). */
export const protocols: Check[] = [
  refusal({
    id: 'refuse/missing-protocol-name',
    clauses: ['OCM-SHARE-055'],
    title: 'A share with `options` that does not name their protocol is refused',
    alsoRefuses: [501],
    variants: [{ what: 'a share with `options` and no protocol name', share: protocol({ options }) }],
  }),
  refusal({
    id: 'refuse/unusable-protocol-name',
    clauses: ['OCM-SHARE-055'],
    title: 'A share whose protocol name is empty or no string is refused',
    alsoRefuses: [501],
    variants: ['', { a: 1 }, ['webdav']].map((name) => ({
      what: `a share with protocol name ${JSON.stringify(name)}`,
      share: protocol({ name, options }),
    })),
  }),
  refusal({
    id: 'refuse/webdav-without-description',
    clauses: ['OCM-SHARE-055', 'OCM-DAV-011'],
    title: 'A share that names webdav and says nothing about it is refused',
    alsoRefuses: [501],
    variants: [{ what: 'a share with a protocol name only', share: protocol({ name: 'webdav' }) }],
  }),
  refusal({
    id: 'refuse/missing-secret',
    clauses: ['OCM-SHARE-055', 'OCM-DAV-011'],
    title: 'A share without any secret to open it is refused',
    alsoRefuses: [501],
    variants: [{ what: 'a share without a secret in `options`', share: protocol({ name: 'webdav', options: {} }) }],
  }),
  refusal({
    id: 'refuse/unusable-secret',
    clauses: ['OCM-SHARE-055'],
    title: 'A share whose secret is empty or no string is refused',
    alsoRefuses: [501],
    variants: ['', { a: 1 }, ['secret']].map((sharedSecret) => ({
      what: `a share with secret ${JSON.stringify(sharedSecret)}`,
      share: protocol({ name: 'webdav', options: { sharedSecret } }),
    })),
  }),
  refusal({
    id: 'refuse/missing-uri',
    clauses: ['OCM-SHARE-055'],
    since: 'OCM-SHARE-038',
    title: 'A `multi` share without `protocol.webdav.uri` is refused',
    unless: uriIsOptional,
    variants: [
      { what: 'a `multi` share without `uri`', share: { form: 'multi', edit: [{ remove: '/protocol/webdav/uri' }] } },
    ],
  }),
  refusal({
    id: 'refuse/unusable-uri',
    clauses: ['OCM-SHARE-055'],
    since: 'OCM-SHARE-038',
    title: 'A `multi` share whose `uri` is empty or no string is refused',
    unless: uriIsOptional,
    variants: ['', { path: '/x' }, 7].map((value) => ({
      what: `a \`multi\` share with \`uri\` ${JSON.stringify(value)}`,
      share: { form: 'multi' as const, edit: [{ set: '/protocol/webdav/uri', value }] },
    })),
  }),
  refusal({
    id: 'refuse/mistyped-permissions',
    clauses: ['OCM-SHARE-055'],
    since: 'OCM-SHARE-041',
    title: 'A `multi` share whose `permissions` are no list of strings is refused',
    unless: noProtocolObject,
    variants: ['read', { read: true }, [1, 2]].map((value) => ({
      what: `a \`multi\` share with \`permissions\` ${JSON.stringify(value)}`,
      share: { form: 'multi' as const, edit: [{ set: '/protocol/webdav/permissions', value }] },
    })),
  }),
  refusal({
    id: 'refuse/multi-without-protocols',
    clauses: ['OCM-SHARE-055'],
    since: 'OCM-SHARE-033',
    title: 'A share named `multi` that describes no protocol is refused',
    names: [400, 501],
    variants: [{ what: 'a `multi` share without protocols', share: protocol({ name: 'multi' }) }],
  }),
  refusal({
    id: 'refuse/provider-id-used-twice',
    clauses: ['OCM-SHARE-055'],
    title: 'A second share under the `providerId` of a living one is refused or taken in, without a crash',
    names: [400, 409],
    mayBeTaken: true,
    variants: (ctx) => {
      const value = ctx.unique('twice');
      return ['the first share', 'the second share'].map((which) => ({
        what: `${which} under one \`providerId\``,
        share: { edit: [{ set: '/providerId', value }] },
      }));
    },
  }),
];
