import type { BodyEdit } from '../contract.js';
import type { Deviation } from './deviation.js';
import { behave, inArea, remove, requestBody, requestJson, set } from './tools.js';

const share = (...edits: BodyEdit[]): Deviation['apply'] => requestJson('share-creation', ...edits);
/** Renames a field. */
const rename = (from: string, to: string): Deviation['apply'] =>
  requestBody('share-creation', (body) =>
    Object.fromEntries(Object.entries(body).map(([key, value]) => [key === from ? to : key, value])),
  );
/** Fields of a sent share: slug and a value of another type. */
const SHARE_FIELDS: Record<string, { slug: string; mistyped: unknown }> = {
  shareWith: { slug: 'share-with', mistyped: ['bob'] },
  name: { slug: 'name', mistyped: 7 },
  providerId: { slug: 'provider-id', mistyped: 48213 },
  owner: { slug: 'owner', mistyped: { id: 'alice' } },
  sender: { slug: 'sender', mistyped: { id: 'alice' } },
  shareType: { slug: 'share-type', mistyped: 0 },
  resourceType: { slug: 'resource-type', mistyped: 1 },
  protocol: { slug: 'protocol', mistyped: 'webdav' },
};

const shareFields: Deviation[] = Object.entries(SHARE_FIELDS).flatMap(([field, { slug, mistyped }]) =>
  inArea('sent-messages', {
    [`sent-share-without-${slug}`]: [`Sent shares have no \`${field}\``, share(remove(`/${field}`))],
    [`sent-${slug}-mistyped`]: [`\`${field}\` of sent shares has another type`, share(set(`/${field}`, mistyped))],
    [`sent-${slug}-empty`]: [
      `\`${field}\` of sent shares is empty`,
      share(set(`/${field}`, slug === 'protocol' ? {} : '')),
    ],
  }),
);

const shareDetails = inArea('sent-messages', {
  'sent-share-with-misspelt': ['`shareWith` of sent shares is called share_with', rename('shareWith', 'share_with')],
  'sent-sender-misspelt': ['`sender` of sent shares is called sharedBy', rename('sender', 'sharedBy')],
  'sent-name-with-leading-slash': [
    '`name` of sent shares begins with a slash',
    requestBody('share-creation', (body) => ({ ...body, name: `/${String(body.name)}` })),
  ],
  'sent-name-is-another': ['`name` of sent shares is not that of the resource', share(set('/name', 'shared item'))],
  'sent-share-type-unknown': ['`shareType` of sent shares is a word of no version', share(set('/shareType', 'person'))],
  'sent-resource-type-unknown': [
    '`resourceType` of sent shares is a word of no version',
    share(set('/resourceType', 'thing')),
  ],
  'sent-description-mistyped': ['`description` of sent shares is null', share(set('/description', null))],
  'sent-display-names-mistyped': [
    'Display names of sent shares are objects',
    share(set('/ownerDisplayName', { en: 'Alice' }), set('/senderDisplayName', { en: 'Alice' })),
  ],
  'sent-expiration-is-string': [
    '`expiration` of sent shares is a date in text',
    share(set('/expiration', '2099-12-31')),
  ],
  'sent-expiration-is-fraction': [
    '`expiration` of sent shares is no whole number',
    share(set('/expiration', 4_102_444_800.5)),
  ],
  'sent-expiration-in-milliseconds': [
    '`expiration` of sent shares is in milliseconds',
    share(set('/expiration', 4_102_444_800_000)),
  ],
  'sent-protocol-name-absent': ['`protocol.name` of sent shares is absent', share(remove('/protocol/name'))],
  'sent-protocol-name-mistyped': ['`protocol.name` of sent shares is a list', share(set('/protocol/name', ['webdav']))],
  'sent-protocol-name-unknown': [
    '`protocol.name` of sent shares is a word of no version',
    share(set('/protocol/name', 'smb')),
  ],
  'sent-secret-absent': [
    'Sent shares have no secret',
    share(remove('/protocol/webdav/sharedSecret'), remove('/protocol/options/sharedSecret')),
  ],
  'sent-secret-mistyped': [
    'The secret of sent shares is a number',
    requestBody('share-creation', (body) => withAccess(body, { sharedSecret: 123456789 })),
  ],
  'sent-secret-empty': [
    'The secret of sent shares is empty',
    requestBody('share-creation', (body) => withAccess(body, { sharedSecret: '' })),
  ],
  'sent-secret-is-another': [
    'The secret of sent shares does not open them',
    requestBody('share-creation', (body) => withAccess(body, { sharedSecret: 'this-secret-opens-nothing-at-all' })),
  ],
  'sent-uri-absent': ['`protocol.webdav` of sent shares has no `uri`', share(remove('/protocol/webdav/uri'))],
  'sent-uri-called-url': [
    '`uri` of sent shares is called url',
    requestBody('share-creation', (body) => {
      const { webdav } = body.protocol as { webdav?: { uri?: string } };
      if (!webdav) return body;
      const { uri, ...rest } = webdav;
      return { ...body, protocol: { ...(body.protocol as object), webdav: { ...rest, url: uri } } };
    }),
  ],
  'sent-uri-mistyped': [
    '`uri` of sent shares is an object',
    requestBody('share-creation', (body) => withWebdav(body, { uri: { path: '/x' } })),
  ],
  'sent-uri-leads-nowhere': [
    '`uri` of sent shares names nothing',
    requestBody('share-creation', (body) => withWebdav(body, { uri: 'nothing-is-here' })),
  ],
  'sent-uri-is-absolute': [
    '`uri` of sent shares is absolute whatever the receiver can resolve',
    behave({ sendsUri: 'absolute' }),
  ],
  'sent-uri-is-relative': [
    '`uri` of sent shares is relative whatever the receiver takes',
    behave({ sendsUri: 'relative' }),
  ],
  'sent-uri-holds-secret': ['The secret of sent shares is part of their `uri`', behave({ showsSecretInUri: true })],
  'sent-permissions-mistyped': [
    '`permissions` of sent shares is a string',
    requestBody('share-creation', (body) => withWebdav(body, { permissions: 'read' })),
  ],
  'sent-permissions-unknown': [
    '`permissions` of sent shares has a word of no version',
    requestBody('share-creation', (body) => withWebdav(body, { permissions: ['read', 'everything'] })),
  ],
  'sent-permissions-more-than-granted': [
    '`permissions` of sent shares grants write on read-only shares',
    requestBody('share-creation', (body) => withWebdav(body, { permissions: ['read', 'write'] })),
  ],
  'sent-requirements-empty': [
    '`requirements` of sent shares is an empty list',
    requestBody('share-creation', (body) => withWebdav(body, { requirements: [] })),
  ],
  'sent-requirements-mistyped': [
    '`requirements` of sent shares is a string',
    requestBody('share-creation', (body) => withWebdav(body, { requirements: 'mfa-enforced' })),
  ],
  'sent-requirements-unknown': [
    '`requirements` of sent shares has a word of no version',
    requestBody('share-creation', (body) => withWebdav(body, { requirements: ['must-pay'] })),
  ],
  'sent-provider-id-repeated': ['Every sent share has the same providerId', behave({ repeatsProviderId: true })],
  'sent-secret-repeated': ['Every sent share has the same secret', behave({ repeatsSecret: true })],
  'sent-form-is-multi': [
    'Shares are sent in the form multi to receivers that do not know it',
    behave({ sendsForm: 'multi' }),
  ],
  'sent-form-is-legacy': ['Shares are sent in the old form to every receiver', behave({ sendsForm: 'legacy' })],
});

function withWebdav(body: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const protocol = body.protocol as { webdav?: Record<string, unknown> };
  if (!protocol.webdav) return body;
  return { ...body, protocol: { ...protocol, webdav: { ...protocol.webdav, ...change } } };
}

function withAccess(body: Record<string, unknown>, change: Record<string, unknown>): Record<string, unknown> {
  const protocol = body.protocol as { options?: Record<string, unknown> };
  if (!protocol.options) return withWebdav(body, change);
  return { ...body, protocol: { ...protocol, options: { ...protocol.options, ...change } } };
}

export const sentShareDeviations: readonly Deviation[] = [...shareFields, ...shareDetails];
