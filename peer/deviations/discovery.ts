import type { BodyEdit } from '../contract.js';
import type { Deviation } from './deviation.js';
import { answer, answerJson, HTML, inArea, remove, set, withHeader } from './tools.js';

const document = (...edits: BodyEdit[]): Deviation['apply'] => answerJson('discovery-answer', edits);
const FILE = '/resourceTypes/0';
const wellKnown = (request: { path: string }): boolean => request.path === '/.well-known/ocm';
const provider = (request: { path: string }): boolean => request.path.startsWith('/ocm-provider');

/** Fields of the document: absent, of another type, or saying what is not so. */
const fields = inArea('discovery', {
  'discovery-enabled-absent': ['The document has no `enabled`', document(remove('/enabled'))],
  'discovery-enabled-is-string': ['`enabled` is the string "true"', document(set('/enabled', 'true'))],
  'discovery-enabled-is-number': ['`enabled` is 1', document(set('/enabled', 1))],
  'discovery-enabled-is-false': ['`enabled` is false on a server that works', document(set('/enabled', false))],
  'discovery-api-version-absent': ['The document has no `apiVersion`', document(remove('/apiVersion'))],
  'discovery-api-version-is-number': ['`apiVersion` is a number', document(set('/apiVersion', 1.2))],
  'discovery-end-point-absent': ['The document has no `endPoint`', document(remove('/endPoint'))],
  'discovery-end-point-is-object': ['`endPoint` is an object', document(set('/endPoint', { url: '/ocm' }))],
  'discovery-end-point-is-relative': ['`endPoint` is a path', document(set('/endPoint', '/ocm'))],
  'discovery-end-point-without-scheme': [
    '`endPoint` is host and path without scheme',
    answer('discovery-answer', (reply) => ({
      ...reply,
      body: String(reply.body).replace(/("endPoint":")https?:\/\//, '$1'),
    })),
  ],
  'discovery-end-point-is-plain-http': [
    '`endPoint` has the scheme http on a server that speaks TLS',
    answer('discovery-answer', (reply) => ({
      ...reply,
      body: String(reply.body).replace(/("endPoint":")https:/, '$1http:'),
    })),
  ],
  'discovery-end-point-is-elsewhere': [
    '`endPoint` names a port where nobody listens',
    document(set('/endPoint', 'https://127.0.0.1:1/ocm')),
  ],
  'discovery-end-point-leads-nowhere': [
    '`endPoint` names a path below which all is 404',
    answer('discovery-answer', (reply) => ({
      ...reply,
      body: String(reply.body).replace(/("endPoint":"[^"]*)"/, '$1/v9"'),
    })),
  ],
  'discovery-end-point-ends-with-slash': [
    '`endPoint` ends with a slash',
    answer('discovery-answer', (reply) => ({
      ...reply,
      body: String(reply.body).replace(/("endPoint":"[^"]*)"/, '$1/"'),
    })),
  ],
  'discovery-provider-is-object': ['`provider` is an object', document(set('/provider', { name: 'Cloud' }))],
  'discovery-capabilities-is-string': ['`capabilities` is a string', document(set('/capabilities', 'protocol-object'))],
  'discovery-capabilities-is-object': ['`capabilities` is an object', document(set('/capabilities', { all: true }))],
  'discovery-capabilities-hold-numbers': ['`capabilities` lists a number', document(set('/capabilities/0', 7))],
  'discovery-capability-unknown': [
    '`capabilities` lists a word of no version',
    document(set('/capabilities', ['time-travel'])),
  ],
  'discovery-criteria-is-string': ['`criteria` is a string', document(set('/criteria', 'invite'))],
  'discovery-criteria-hold-objects': ['`criteria` lists an object', document(set('/criteria', [{ name: 'invite' }]))],
  'discovery-public-key-is-string': ['`publicKey` is a string', document(set('/publicKey', 'MCowBQYDK2VwAyEA'))],
  'discovery-public-key-without-pem': [
    '`publicKey` names a key without giving it',
    document(set('/publicKey', { keyId: 'https://127.0.0.1/ocm#signature' })),
  ],
  'discovery-public-key-without-id': [
    '`publicKey` gives a key without naming it',
    document(set('/publicKey', { publicKeyPem: '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n' })),
  ],
  'discovery-public-key-of-another-host': [
    '`publicKey` has an id at another host',
    document(
      set('/publicKey', {
        keyId: 'https://elsewhere.example/ocm#signature',
        publicKeyPem: '-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n',
      }),
    ),
  ],
  'discovery-invite-dialog-is-object': [
    '`inviteAcceptDialog` is an object',
    document(set('/inviteAcceptDialog', { path: '/invite' })),
  ],
  'discovery-invites-without-dialog': [
    'Capability `invites` without an `inviteAcceptDialog`',
    document(remove('/inviteAcceptDialog')),
  ],
});

/** Resource types and their protocols. */
const resourceTypes = inArea('discovery', {
  'discovery-resource-types-absent': ['The document has no `resourceTypes`', document(remove('/resourceTypes'))],
  'discovery-resource-types-is-object': [
    '`resourceTypes` is one object in place of a list',
    document(set('/resourceTypes', { name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/shares' } })),
  ],
  'discovery-offers-libraries-only': [
    '`resourceTypes` is one object for libraries, over a protocol of no version',
    document(set('/resourceTypes', { name: 'library', shareTypes: ['user'], protocols: { 'Own API': 'Own API' } })),
  ],
  'discovery-resource-types-empty': ['`resourceTypes` is an empty list', document(set('/resourceTypes', []))],
  'discovery-resource-types-hold-strings': [
    '`resourceTypes` lists words in place of objects',
    document(set('/resourceTypes', ['file'])),
  ],
  'discovery-resource-type-twice': [
    'Two entries of `resourceTypes` are called file',
    document(
      set('/resourceTypes', [
        { name: 'file', shareTypes: ['user', 'group'], protocols: { webdav: '/dav/shares' } },
        { name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/shares' } },
      ]),
    ),
  ],
  'discovery-resource-type-without-name': ['The first resource type has no name', document(remove(`${FILE}/name`))],
  'discovery-resource-type-name-is-number': ['The first resource type is called 1', document(set(`${FILE}/name`, 1))],
  'discovery-share-types-absent': [
    'The first resource type has no `shareTypes`',
    document(remove(`${FILE}/shareTypes`)),
  ],
  'discovery-share-types-is-string': ['`shareTypes` is the string "user"', document(set(`${FILE}/shareTypes`, 'user'))],
  'discovery-share-types-without-user': ['`shareTypes` has no user', document(set(`${FILE}/shareTypes`, ['group']))],
  'discovery-share-types-hold-numbers': ['`shareTypes` lists numbers', document(set(`${FILE}/shareTypes`, [0, 6]))],
  'discovery-share-type-unknown': [
    '`shareTypes` lists a word of no version',
    document(set(`${FILE}/shareTypes`, ['user', 'planet'])),
  ],
  'discovery-protocols-absent': ['The first resource type has no `protocols`', document(remove(`${FILE}/protocols`))],
  'discovery-protocols-is-list': ['`protocols` is a list', document(set(`${FILE}/protocols`, ['webdav']))],
  'discovery-webdav-absent': [
    'Resource type file has another protocol and no webdav',
    document(set(`${FILE}/protocols`, { webapp: '/apps' })),
  ],
  'discovery-webdav-is-object': [
    '`protocols.webdav` is an object',
    document(set(`${FILE}/protocols/webdav`, { path: '/dav/shares' })),
  ],
  'discovery-webdav-is-url': [
    '`protocols.webdav` is a URL',
    document(set(`${FILE}/protocols/webdav`, 'https://127.0.0.1:1/dav/shares')),
  ],
  'discovery-webdav-without-slash': [
    '`protocols.webdav` does not begin with a slash',
    document(set(`${FILE}/protocols/webdav`, 'dav/shares')),
  ],
  'discovery-webdav-leads-nowhere': [
    '`protocols.webdav` names a path that is 404',
    document(set(`${FILE}/protocols/webdav`, '/nothing/here')),
  ],
  'discovery-webdav-has-query': [
    '`protocols.webdav` carries a query',
    document(set(`${FILE}/protocols/webdav`, '/dav/shares?v=1')),
  ],
});

/** How the document is served. */
const serving = inArea('discovery', {
  'well-known-is-404': [
    '/.well-known/ocm is 404',
    answer('discovery-answer', (reply) => ({ ...reply, status: 404, body: '{"message":"NOT_FOUND"}' }), wellKnown),
  ],
  'well-known-is-500': [
    '/.well-known/ocm fails',
    answer('discovery-answer', () => ({ ...HTML, status: 500 }), wellKnown),
  ],
  'well-known-redirects-to-login': [
    '/.well-known/ocm redirects to a page',
    answer('discovery-answer', () => ({ status: 302, headers: { location: '/login' } }), wellKnown),
  ],
  'well-known-is-a-page': [
    '/.well-known/ocm is an HTML page with 200',
    answer('discovery-answer', () => HTML, wellKnown),
  ],
  'well-known-is-empty': [
    '/.well-known/ocm answers 200 without a body',
    answer('discovery-answer', (reply) => ({ ...reply, body: '' }), wellKnown),
  ],
  'ocm-provider-is-404': [
    '/ocm-provider is 404',
    answer('discovery-answer', (reply) => ({ ...reply, status: 404, body: '{"message":"NOT_FOUND"}' }), provider),
  ],
  'ocm-provider-is-a-page': [
    '/ocm-provider is an HTML page with 200',
    answer('discovery-answer', () => HTML, provider),
  ],
  'ocm-provider-without-slash-redirects': [
    '/ocm-provider redirects to /ocm-provider/',
    answer(
      'discovery-answer',
      () => ({ status: 301, headers: { location: '/ocm-provider/' } }),
      (request) => request.path === '/ocm-provider',
    ),
  ],
  'ocm-provider-says-another-version': [
    '/ocm-provider gives another `apiVersion` than /.well-known/ocm',
    answerJson('discovery-answer', [set('/apiVersion', '1.0-proposal1')], provider),
  ],
  'ocm-provider-lacks-a-field': [
    '/ocm-provider lacks `provider`, which /.well-known/ocm has',
    answerJson('discovery-answer', [remove('/provider')], provider),
  ],
  'ocm-provider-has-another-end-point': [
    '/ocm-provider gives another `endPoint` than /.well-known/ocm',
    answerJson('discovery-answer', [set('/endPoint', 'https://127.0.0.1:1/ocm')], provider),
  ],
  'discovery-content-type-is-html': [
    'The document is served as text/html',
    answer('discovery-answer', (reply) => withHeader(reply, 'content-type', 'text/html; charset=utf-8')),
  ],
  'discovery-content-type-is-text': [
    'The document is served as text/plain',
    answer('discovery-answer', (reply) => withHeader(reply, 'content-type', 'text/plain')),
  ],
  'discovery-content-type-absent': [
    'The document is served without content type',
    answer('discovery-answer', (reply) => withHeader(reply, 'content-type', undefined)),
  ],
  'discovery-status-is-203': [
    'The document is served with status 203',
    answer('discovery-answer', (reply) => ({ ...reply, status: 203 })),
  ],
  'discovery-is-list': [
    'The document is wrapped in a list',
    answer('discovery-answer', (reply) => ({ ...reply, body: `[${reply.body}]` })),
  ],
  'discovery-is-cut': [
    'The document ends in the middle',
    answer('discovery-answer', (reply) => ({ ...reply, body: String(reply.body).slice(0, -9) })),
  ],
  'discovery-begins-with-bom': [
    'A byte order mark stands before the document',
    answer('discovery-answer', (reply) => ({ ...reply, body: `\ufeff${reply.body}` })),
  ],
  'discovery-wants-login': [
    'The document is given only with credentials',
    answer(
      'discovery-answer',
      () => ({ status: 401, headers: { 'www-authenticate': 'Basic realm="cloud"' } }),
      (request) => request.headers.authorization === undefined,
    ),
  ],
  'discovery-only-for-json-clients': [
    'A client that does not ask for JSON by name gets a page',
    answer(
      'discovery-answer',
      () => HTML,
      (request) => !/json/.test(request.headers.accept ?? ''),
    ),
  ],
  'discovery-differs-for-browsers': [
    'A client that calls itself a browser gets a page',
    answer(
      'discovery-answer',
      () => HTML,
      (request) => /mozilla/i.test(request.headers['user-agent'] ?? ''),
    ),
  ],
  'discovery-changes-each-time': [
    'A field of the document has another value each time',
    answer('discovery-answer', (reply) => ({
      ...reply,
      body: String(reply.body).replace('reference peer', `reference peer ${Math.random().toString(36).slice(2, 8)}`),
    })),
  ],
});

export const discoveryDeviations: readonly Deviation[] = [...fields, ...resourceTypes, ...serving];
