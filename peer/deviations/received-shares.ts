import type { IncomingShare } from '../host/share-problems.js';
import { isObject } from '../host/share-problems.js';
import type { Deviation } from './deviation.js';
import { answer, answerJson, behave, HTML, inArea, isSuccess, remove, set, withHeader } from './tools.js';

/** Refuses legal shares of one kind. */
function refuses(when: (share: IncomingShare) => boolean, status = 400): Deviation['apply'] {
  return (behaviour) => {
    behaviour.refuses.push({ status, when });
  };
}

/** As `refuses`, asked of the body. */
const refusesBody = (when: (body: Record<string, unknown>) => boolean, status?: number): Deviation['apply'] =>
  refuses(({ body }) => body !== undefined && when(body), status);

const refusesWebdav = (when: (webdav: Record<string, unknown>) => boolean): Deviation['apply'] =>
  refusesBody(({ protocol }) => isObject(protocol) && isObject(protocol.webdav) && when(protocol.webdav));

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const BEYOND_ASCII = /[^ -~]/;
const KNOWN = new Set([
  ...['shareWith', 'name', 'description', 'providerId', 'owner', 'sender', 'ownerDisplayName', 'senderDisplayName'],
  ...['shareType', 'resourceType', 'expiration', 'protocol'],
]);
const KNOWN_WEBDAV = new Set(['uri', 'sharedSecret', 'permissions', 'requirements', 'size']);
const OPTIONAL = ['description', 'ownerDisplayName', 'senderDisplayName'];

/** Legal forms of a share that are refused. */
const refused = inArea('received-shares', {
  'every-share-refused-with-400': ['Every share is refused', refuses(() => true)],
  'every-share-answered-501': ['Incoming shares are not supported', refuses(() => true, 501)],
  'every-share-answered-500': ['Every share makes the server fail', refuses(() => true, 500)],
  'share-without-shared-by-answered-500': [
    'A share makes the server fail unless `sharedBy` names the sender, with a scheme before the host',
    refusesBody(({ sharedBy }) => !/@https?:\/\//.test(String(sharedBy)), 500),
  ],
  'legacy-form-refused': ['A share with `options` is refused', refuses(({ form }) => form === 'legacy')],
  'legacy-form-answered-500': [
    'A share with `options` makes the server fail',
    refuses(({ form }) => form === 'legacy', 500),
  ],
  'multi-form-refused': ['A share of protocol multi is refused', refuses(({ form }) => form === 'multi')],
  'named-form-refused': [
    'A share of protocol webdav with a webdav object is refused',
    refuses(({ form, body }) => form === 'named' && isObject(body?.protocol) && body.protocol.name !== undefined),
  ],
  'form-without-protocol-name-refused': [
    'A protocol object without name is refused',
    refusesBody(({ protocol }) => isObject(protocol) && protocol.name === undefined),
  ],
  'second-protocol-refused': [
    'A share that offers another protocol besides webdav is refused',
    refusesBody(
      ({ protocol }) =>
        isObject(protocol) && Object.keys(protocol).some((key) => !['name', 'options', 'webdav'].includes(key)),
    ),
  ],
  'absolute-uri-refused': ['An absolute `uri` is refused', refusesWebdav(({ uri }) => /^https?:/.test(text(uri)))],
  'relative-uri-refused': ['A relative `uri` is refused', refusesWebdav(({ uri }) => !/^https?:/.test(text(uri)))],
  'missing-permissions-refused': [
    'A webdav object without `permissions` is refused',
    refusesWebdav(({ permissions }) => permissions === undefined),
  ],
  'write-permission-refused': [
    'A share that grants write is refused',
    refusesWebdav(({ permissions }) => Array.isArray(permissions) && permissions.includes('write')),
  ],
  'share-permission-refused': [
    'A share that grants share is refused',
    refusesWebdav(({ permissions }) => Array.isArray(permissions) && permissions.includes('share')),
  ],
  'unknown-webdav-field-refused': [
    'A webdav object with a field of no version is refused',
    refusesWebdav((webdav) => Object.keys(webdav).some((key) => !KNOWN_WEBDAV.has(key))),
  ],
  'long-secret-refused': [
    'A secret of more than 128 characters is refused',
    refusesBody((body) => longestSecret(body) > 128),
  ],
  'unknown-field-refused': [
    'A field of no version is refused',
    refusesBody((body) => Object.keys(body).some((key) => !KNOWN.has(key))),
  ],
  'unknown-field-answered-500': [
    'A field of no version makes the server fail',
    refusesBody((body) => Object.keys(body).some((key) => !KNOWN.has(key)), 500),
  ],
  'description-refused': [
    'A share with a description is refused',
    refusesBody((body) => text(body.description) !== ''),
  ],
  'missing-optional-field-refused': [
    'A share without description or display names is refused',
    refusesBody((body) => OPTIONAL.some((field) => body[field] === undefined)),
  ],
  'missing-optional-field-answered-500': [
    'A share without description or display names makes the server fail',
    refusesBody((body) => OPTIONAL.some((field) => body[field] === undefined), 500),
  ],
  'empty-display-name-refused': [
    'An empty display name is refused',
    refusesBody((body) => body.ownerDisplayName === '' || body.senderDisplayName === ''),
  ],
  'empty-description-refused': ['An empty description is refused', refusesBody((body) => body.description === '')],
  'expiration-refused': ['A share with an expiration is refused', refusesBody((body) => body.expiration !== undefined)],
  'far-expiration-refused': [
    'An expiration after 2038 is refused',
    refusesBody((body) => typeof body.expiration === 'number' && body.expiration > 2 ** 31),
  ],
  'folder-refused': ['Resource type folder is refused', refusesBody((body) => body.resourceType === 'folder')],
  'group-share-refused': ['A share with a known group is refused', refusesBody((body) => body.shareType === 'group')],
  'long-provider-id-refused': [
    'A providerId of more than 64 characters is refused',
    refusesBody((body) => text(body.providerId).length > 64),
  ],
  'provider-id-not-a-number-refused': [
    'A providerId that is not made of digits is refused',
    refusesBody((body) => !/^\d+$/.test(text(body.providerId))),
  ],
  'provider-id-not-a-uuid-refused': [
    'A providerId that is no UUID is refused',
    refusesBody((body) => !/^[0-9a-f-]{36}$/i.test(text(body.providerId))),
  ],
  'name-beyond-ascii-refused': [
    'A name with letters beyond ASCII is refused',
    refusesBody((body) => BEYOND_ASCII.test(text(body.name))),
  ],
  'name-with-blank-refused': ['A name with a blank is refused', refusesBody((body) => text(body.name).includes(' '))],
  'name-without-extension-refused': [
    'A name without a dot is refused',
    refusesBody((body) => !text(body.name).includes('.')),
  ],
  'display-name-beyond-ascii-refused': [
    'A display name with letters beyond ASCII is refused',
    refusesBody((body) => BEYOND_ASCII.test(text(body.ownerDisplayName) + text(body.senderDisplayName))),
  ],
  'sender-other-than-owner-refused': [
    'A share whose sender is not its owner is refused',
    refusesBody((body) => body.sender !== body.owner),
  ],
  'content-type-with-charset-refused': [
    'A content type with a charset is refused',
    refuses(({ headers }) => (headers['content-type'] ?? '').includes(';'), 415),
  ],
});

function longestSecret({ protocol }: Record<string, unknown>): number {
  const holders = isObject(protocol) ? [protocol.options, protocol.webdav] : [];
  return Math.max(0, ...holders.map((holder) => (isObject(holder) ? text(holder.sharedSecret).length : 0)));
}

/** What a receiver does with a share that it takes in. */
const taken = inArea('received-shares', {
  'taken-share-answered-200': [
    'A share that was taken in is answered 200',
    answer('share-answer', (reply) => ({ ...reply, status: 200 }), isSuccess),
  ],
  'taken-share-answered-202': [
    'A share that was taken in is answered 202',
    answer('share-answer', (reply) => ({ ...reply, status: 202 }), isSuccess),
  ],
  'taken-share-answered-204': [
    'A share that was taken in is answered 204 without a body',
    answer('share-answer', () => ({ status: 204 }), isSuccess),
  ],
  'taken-share-answered-with-page': [
    'A share that was taken in is answered with an HTML page',
    answer('share-answer', () => ({ ...HTML, status: 201 }), isSuccess),
  ],
  'taken-share-answered-with-list': [
    'The body of the answer to a share is a list',
    answer('share-answer', (reply) => ({ ...reply, body: '[]' }), isSuccess),
  ],
  'taken-share-answered-as-text': [
    'The JSON answer to a share is served as text/plain',
    answer('share-answer', (reply) => withHeader(reply, 'content-type', 'text/plain'), isSuccess),
  ],
  'recipient-display-name-absent': [
    'The answer to a share has no recipientDisplayName',
    answerJson('share-answer', [remove('/recipientDisplayName')]),
  ],
  'recipient-display-name-is-null': [
    'recipientDisplayName is null',
    answerJson('share-answer', [set('/recipientDisplayName', null)]),
  ],
  'recipient-display-name-is-object': [
    'recipientDisplayName is an object',
    answerJson('share-answer', [set('/recipientDisplayName', { en: 'Bob' })]),
  ],
  'taken-share-is-lost': ['A share that was answered 201 is never shown', behave({ losesAccepted: true })],
  'same-share-shown-twice': ['A share that is sent again is shown again', behave({ storesTwice: true })],
  'sender-not-looked-up': [
    "A share is taken in without looking up its sender's server",
    behave({ discoversSender: false }),
  ],
  'owner-host-taken-for-sender': ["The host of `owner` is taken for the sender's server", behave({ looksAt: 'owner' })],
});

export const receivedShareDeviations: readonly Deviation[] = [...refused, ...taken];
