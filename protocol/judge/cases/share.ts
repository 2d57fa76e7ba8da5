import type { SpecVersion } from '../../../vocabulary.js';
import type { Documents } from '../parties.js';
import { type BrokenCase, discoveryDocument, RECEIVER, type Sample, SENDER, share, webapp, webdav } from './samples.js';

type Row = [what: string, changes: Record<string, unknown>, mark: string, spec?: SpecVersion];

const legacy = (options: unknown) => ({ name: 'webdav', options });

const BODY: Row[] = [
  ['shareWith is missing', { shareWith: undefined }, 'share-with-is-address @ /shareWith'],
  ['shareWith has a scheme', { shareWith: `bob@https://${RECEIVER}` }, 'share-with-is-address @ /shareWith'],
  ['shareWith is a bare name', { shareWith: 'bob' }, 'share-with-is-address @ /shareWith', '1.2.1'],
  ['shareWith ends with a path', { shareWith: `bob@${RECEIVER}/cloud` }, 'share-with-is-address @ /shareWith'],
  ['shareWith has an unbracketed IPv6 host', { shareWith: 'bob@::1' }, 'share-with-is-address @ /shareWith'],
  ['name is missing', { name: undefined }, 'name-is-string @ /name'],
  ['name is empty', { name: '' }, 'name-is-string @ /name'],
  ['description is an object', { description: {} }, 'description-is-string @ /description'],
  ['providerId is a number', { providerId: 42 }, 'provider-id-is-string @ /providerId'],
  ['owner is a bare name', { owner: 'alice' }, 'owner-is-address @ /owner'],
  ['sender is missing', { sender: undefined }, 'sender-is-address @ /sender', '1.1.0'],
  ['sender is a URL', { sender: `https://${SENDER}/alice` }, 'sender-is-address @ /sender'],
  ['senderDisplayName is null', { senderDisplayName: null }, 'display-names-are-strings @ /senderDisplayName'],
  ['shareType is missing', { shareType: undefined }, 'share-type-is-string @ /shareType'],
  ['shareType is a word of its own', { shareType: 'room' }, 'share-type-known @ /shareType'],
  ['resourceType is missing', { resourceType: undefined }, 'resource-type-is-string @ /resourceType'],
  ['expiration is a date', { expiration: '2026-01-01' }, 'expiration-is-epoch-seconds @ /expiration'],
  ['expiration is in milliseconds', { expiration: 1795363749000 }, 'expiration-is-epoch-seconds @ /expiration'],
  ['code is a number', { code: 7 }, 'code-is-string @ /code', '1.2.0'],
  ['encryption has no scheme', { encryption: { resourceId: 'x' } }, 'encryption-members @ /encryption/scheme', '1.5.0'],
  [
    'encryption has no details',
    { encryption: { resourceId: 'x', scheme: 'ocm-mls' } },
    'encryption-members @ /encryption/ocm-mls',
    '1.5.0',
  ],
  [
    'encryption lacks fingerprints',
    { encryption: { resourceId: 'x', scheme: 'ocm-pgp', 'ocm-pgp': {} } },
    'encryption-members @ /encryption/ocm-pgp/fingerprints',
    '1.5.0',
  ],
  ['protocol is a string', { protocol: 'webdav' }, 'protocol-is-object @ /protocol'],
  ['the old form has no options', { protocol: { name: 'webdav' } }, 'legacy-form-members @ /protocol/options', '1.0.0'],
  ['multi describes nothing', { protocol: { name: 'multi' } }, 'protocol-form @ /protocol'],
  [
    'two protocols go under one name',
    { protocol: { ...webdav(), ssh: { uri: 'a@b.example.org:22/x' }, name: 'webdav' } },
    'protocol-form @ /protocol/name',
  ],
  ['webdav is a string', { protocol: { name: 'multi', webdav: '/dav' } }, 'webdav-is-object @ /protocol/webdav'],
  [
    'webdav says url for uri',
    { protocol: webdav({ uri: undefined, url: 'https://a.example.org/dav/1' }) },
    'webdav-uri-is-string @ /protocol/webdav/uri',
  ],
  [
    'webdav uri is a number at 1.1.0',
    { protocol: webdav({ uri: 7 }) },
    'webdav-uri-is-string @ /protocol/webdav/uri',
    '1.1.0',
  ],
  [
    'webdav uri leads to a host named https',
    { protocol: webdav({ uri: 'https://https://b.example.org/dav' }) },
    'webdav-uri-leads-to-resource @ /protocol/webdav/uri',
  ],
  [
    'webdav uri is ftp',
    { protocol: webdav({ uri: 'ftp://a.example.org/dav' }) },
    'webdav-uri-leads-to-resource @ /protocol/webdav/uri',
  ],
  [
    'webdav has no secret',
    { protocol: webdav({ sharedSecret: undefined }) },
    'webdav-secret-is-string @ /protocol/webdav/sharedSecret',
  ],
  [
    'webdav has neither secret nor code',
    { protocol: webdav({ sharedSecret: undefined }) },
    'webdav-secret-is-string @ /protocol/webdav/sharedSecret',
    '1.2.0',
  ],
  [
    'the secret is empty',
    { protocol: webdav({ sharedSecret: '' }) },
    'webdav-secret-is-string @ /protocol/webdav/sharedSecret',
  ],
  [
    'the secret stands in the uri',
    { protocol: webdav({ uri: 'https://a.example.org/dav/hfiuhworzwnur98d' }) },
    'secret-not-in-uri @ /protocol/webdav/uri',
  ],
  [
    'a permission is a property name',
    { protocol: webdav({ permissions: ['{ns}share-permissions'] }) },
    'webdav-permissions-known @ /protocol/webdav/permissions/0',
  ],
  [
    'permissions is a string',
    { protocol: webdav({ permissions: 'read' }) },
    'webdav-permissions-known @ /protocol/webdav/permissions',
  ],
  [
    'requirements is empty',
    { protocol: webdav({ requirements: [] }) },
    'webdav-requirements-known @ /protocol/webdav/requirements',
  ],
  [
    'a requirement is of an older version',
    { protocol: webdav({ requirements: ['mfa-enforced'] }) },
    'webdav-requirements-known @ /protocol/webdav/requirements/0',
  ],
  [
    'accessTypes is unknown',
    { protocol: webdav({ accessTypes: ['local'] }) },
    'webdav-access-types-known @ /protocol/webdav/accessTypes/0',
  ],
  ['size is a string', { protocol: webdav({ size: '8' }) }, 'webdav-size-is-integer @ /protocol/webdav/size'],
  ['webapp is a string', { protocol: { name: 'multi', webapp: '/app' } }, 'webapp-is-object @ /protocol/webapp'],
  ['webapp has no uri', { protocol: webapp({ uri: undefined }) }, 'webapp-uri-is-absolute @ /protocol/webapp/uri'],
  ['webapp uri is relative', { protocol: webapp({ uri: '/app/1' }) }, 'webapp-uri-is-absolute @ /protocol/webapp/uri'],
  ['webapp has no viewMode', { protocol: webapp() }, 'webapp-view-mode @ /protocol/webapp/viewMode', '1.3.0'],
  [
    'webapp has no targets',
    { protocol: webapp({ targets: undefined }) },
    'webapp-targets-known @ /protocol/webapp/targets',
  ],
  ['webapp targets nothing', { protocol: webapp({ targets: [] }) }, 'webapp-targets-known @ /protocol/webapp/targets'],
  [
    'webapp permissions are unknown',
    { protocol: webapp({ permissions: ['admin'] }) },
    'webapp-permissions-known @ /protocol/webapp/permissions/0',
  ],
  [
    'webapp does not require exchange',
    { protocol: webapp({ requirements: ['must-use-mfa'] }) },
    'webapp-requires-exchange @ /protocol/webapp/requirements',
  ],
  [
    'webapp has no secret',
    { protocol: webapp({ sharedSecret: undefined }) },
    'webapp-secret-is-string @ /protocol/webapp/sharedSecret',
  ],
  [
    'the icon hint is no media type',
    { protocol: webapp({ appIconHint: 'https://x.example.org/icon.png' }) },
    'webapp-hints @ /protocol/webapp/appIconHint',
  ],
  [
    'requirements of two protocols differ',
    { protocol: { ...webdav(), ...webapp() } },
    'requirements-agree @ /protocol/webdav/requirements',
  ],
  [
    'datatx has no srcUri',
    { protocol: { name: 'datatx', datatx: {} } },
    'datatx-members @ /protocol/datatx/srcUri',
    '1.2.0',
  ],
  ['ssh is a string', { protocol: { name: 'multi', ssh: 'a@b' } }, 'ssh-is-object @ /protocol/ssh'],
  [
    'ssh uri has no port',
    { protocol: { name: 'multi', ssh: { uri: 'alice@host/path' } } },
    'ssh-uri-form @ /protocol/ssh/uri',
  ],
  [
    'ssh access is unknown',
    { protocol: { name: 'multi', ssh: { uri: 'alice@host:22/path', accessTypes: ['scp'] } } },
    'ssh-access-types-known @ /protocol/ssh/accessTypes/0',
  ],
];

const receiver = (changes: Record<string, unknown> = {}): Documents =>
  new Map([[RECEIVER, discoveryDocument(changes)]]);
const both = (own: Record<string, unknown>, other: Record<string, unknown> = {}): Documents =>
  new Map([
    [SENDER, discoveryDocument({ endPoint: `https://${SENDER}/ocm`, ...own })],
    [RECEIVER, discoveryDocument(other)],
  ]);
const takes = (protocols: Record<string, unknown>) => ({
  resourceTypes: [{ name: 'file', shareTypes: ['user'], protocols }],
});

type Wide = [what: string, sample: Sample, mark: string, documents?: Documents, spec?: SpecVersion];
const WIDE: Wide[] = [
  ['the body is a form', { body: 'shareWith=bob' }, 'json-object @ body'],
  ['the body is a list', { body: [share()] }, 'json-object @ body'],
  [
    'the type is text/plain',
    { body: share(), headers: { 'content-type': 'text/plain' } },
    'content-type-is-json @ header:content-type',
  ],
  ['it goes over plain http', { body: share(), url: `http://${RECEIVER}/ocm/shares` }, 'over-tls @ path'],
  [
    'it goes beside the API',
    { body: share(), url: `https://${RECEIVER}/api/shares` },
    'to-shares-path @ path',
    receiver(),
  ],
  [
    'the secret stands in the request line',
    { body: share(), url: `https://${RECEIVER}/ocm/shares?s=hfiuhworzwnur98d` },
    'secret-not-in-uri @ path',
  ],
  [
    'options only, to a server that can more',
    { body: share({ protocol: legacy({ sharedSecret: 'hfiuhworzwnur98d' }) }) },
    'not-secret-only @ /protocol/options',
    receiver(),
  ],
  [
    'absolute, where relative is taken',
    { body: share() },
    'webdav-uri-form-respected @ /protocol/webdav/uri',
    receiver(takes({ 'webdav-receive': { uri: 'relative' } })),
  ],
  [
    'absolute, where relative can be resolved',
    { body: share() },
    'webdav-uri-is-relative @ /protocol/webdav/uri',
    receiver({ capabilities: ['webdav-uri'] }),
    '1.3.0',
  ],
  [
    'a target the receiver lacks',
    { body: share({ protocol: webapp({ targets: ['iframe'] }) }) },
    'webapp-targets-offered @ /protocol/webapp/targets/0',
    receiver(takes({ 'webapp-receive': { targets: ['blank'] } })),
  ],
  [
    'webapp without token exchange',
    { body: share({ protocol: webapp() }) },
    'webapp-sender-exchanges @ /protocol/webapp',
    both({ capabilities: [] }),
  ],
  [
    'no exchange, where it is demanded',
    { body: share() },
    'exchange-required-where-demanded @ /protocol/webdav/requirements',
    both({}, { criteria: ['must-exchange-token'] }),
  ],
  [
    'a sender that cannot exchange, where it is demanded',
    { body: share() },
    'exchange-required-where-demanded @ /protocol',
    both({ capabilities: [] }, { criteria: ['must-exchange-token'] }),
  ],
  [
    'exchange demanded of a server without it',
    { body: share({ protocol: webdav({ requirements: ['must-exchange-token'] }) }) },
    'exchange-not-forced @ /protocol/webdav/requirements',
    receiver({ capabilities: [] }),
  ],
  [
    'a protocol of its own that the receiver does not announce',
    { body: share({ protocol: { ...webdav(), 'x-own': { uri: 'x' } } }) },
    'custom-protocol-is-announced @ /protocol/x-own',
    receiver(),
    '1.2.0',
  ],
  [
    'a group share nobody advertises',
    { body: share({ shareType: 'group' }) },
    'combination-is-advertised @ /shareType',
    receiver(),
    '1.5.0',
  ],
  [
    'a resource type nobody advertises',
    { body: share({ resourceType: 'calendar' }) },
    'combination-is-advertised @ /resourceType',
    receiver(),
    '1.5.0',
  ],
  [
    'a protocol nobody advertises',
    { body: share({ protocol: webapp() }) },
    'combination-is-advertised @ /protocol/webapp',
    receiver(),
    '1.5.0',
  ],
];

export const shareCases: BrokenCase[] = [
  ...BODY.map(([what, changes, mark, spec]) => ({
    what,
    mark: `sent-share/${mark}`,
    spec: spec ?? '1.4.0',
    sample: { body: share(changes) },
  })),
  ...WIDE.map(([what, sample, mark, documents, spec]) => ({
    what,
    mark: `sent-share/${mark}`,
    spec: spec ?? '1.4.0',
    sample,
    ...(documents && { documents }),
  })),
];

const sshShare = share({ protocol: { name: 'multi', ssh: { uri: 'alice@host:22/path' } } });
const ANSWERS: [what: string, sample: Sample, mark: string, spec?: SpecVersion][] = [
  ['200 instead of 201', { status: 200, answer: { recipientDisplayName: 'Bob' } }, 'status-is-201 @ status'],
  ['the 201 body is empty', { status: 201 }, 'recipient-display-name @ body'],
  ['the 201 body is a list', { status: 201, answer: [] }, 'recipient-display-name @ body'],
  ['the display name is missing', { status: 201, answer: {} }, 'recipient-display-name @ /recipientDisplayName'],
  [
    'the display name is null',
    { status: 201, answer: { recipientDisplayName: null } },
    'recipient-display-name @ /recipientDisplayName',
  ],
  [
    'the answer is text/plain',
    { status: 201, answer: { recipientDisplayName: 'Bob' }, answerHeaders: { 'content-type': 'text/plain' } },
    'content-type-is-json @ header:content-type',
  ],
  [
    'an ssh share gets no keys',
    { body: sshShare, status: 201, answer: { recipientDisplayName: 'Bob' } },
    'ssh-has-public-keys @ /recipientPublicKeys',
  ],
  ['a 400 is a page', { status: 400, answer: '<html>' }, 'error-has-message @ body'],
  ['a 403 has no message', { status: 403, answer: { error: 'no' } }, 'error-has-message @ /message', '1.0.0'],
  ['a message is a number', { status: 501, answer: { message: 7 } }, 'error-has-message @ /message'],
  [
    'validationErrors is an object',
    { status: 400, answer: { message: 'X', validationErrors: {} } },
    'error-validation-errors-form @ /validationErrors',
  ],
  [
    'a validation error is a string',
    { status: 400, answer: { message: 'X', validationErrors: ['name'] } },
    'error-validation-errors-form @ /validationErrors/0',
  ],
];

export const shareAnswerCases: BrokenCase[] = ANSWERS.map(([what, sample, mark, spec]) => ({
  what,
  mark: `share-answer/${mark}`,
  spec: spec ?? '1.4.0',
  sample: { body: share(), ...sample },
}));
