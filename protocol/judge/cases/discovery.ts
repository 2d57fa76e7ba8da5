import type { SpecVersion } from '../../../vocabulary.js';
import { type BrokenCase, discoveryDocument, RECEIVER } from './samples.js';

/** A document whose one resource type is changed. */
export const type = (changes: Record<string, unknown>) => ({
  resourceTypes: [{ name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/' }, ...changes }],
});
/** A document whose protocols are changed. */
export const protocols = (changes: Record<string, unknown>) => type({ protocols: { webdav: '/dav/', ...changes } });

const BROKEN: [what: string, changes: Record<string, unknown>, mark: string, spec?: SpecVersion][] = [
  ['enabled is missing', { enabled: undefined }, 'enabled-is-boolean @ /enabled'],
  ['enabled is the string "true"', { enabled: 'true' }, 'enabled-is-boolean @ /enabled'],
  ['apiVersion is a number', { apiVersion: 1.4 }, 'api-version-is-string @ /apiVersion'],
  ['apiVersion is empty', { apiVersion: '' }, 'api-version-is-string @ /apiVersion'],
  ['endPoint is relative', { endPoint: '/ocm' }, 'end-point-is-absolute-uri @ /endPoint'],
  ['endPoint is missing', { endPoint: undefined }, 'end-point-is-absolute-uri @ /endPoint'],
  ['provider is an object', { provider: {} }, 'provider-is-string @ /provider'],
  ['resourceTypes is an object', { resourceTypes: { name: 'file' } }, 'resource-types-is-array @ /resourceTypes'],
  ['resourceTypes is missing', { resourceTypes: undefined }, 'resource-types-is-array @ /resourceTypes'],
  ['resourceTypes is empty', { resourceTypes: [] }, 'resource-types-not-empty @ /resourceTypes'],
  ['an entry is a string', { resourceTypes: ['file'] }, 'resource-type-has-members @ /resourceTypes/0'],
  [
    'an entry has no shareTypes',
    type({ shareTypes: undefined }),
    'resource-type-has-members @ /resourceTypes/0/shareTypes',
  ],
  ['an entry has no name', type({ name: undefined }), 'resource-type-has-members @ /resourceTypes/0/name'],
  ['protocols is an array', type({ protocols: ['webdav'] }), 'protocols-is-object @ /resourceTypes/0/protocols'],
  ['a name is a number', type({ name: 7 }), 'resource-type-name-is-string @ /resourceTypes/0/name'],
  ['shareTypes lacks user', type({ shareTypes: ['group'] }), 'share-types-include-user @ /resourceTypes/0/shareTypes'],
  ['only calendars are offered', type({ name: 'calendar' }), 'offers-file @ /resourceTypes', '1.1.0'],
  [
    'file comes without webdav',
    type({ protocols: { webapp: {} } }),
    'file-has-webdav @ /resourceTypes/0/protocols/webdav',
  ],
  ['webdav is a word', protocols({ webdav: 'TODO' }), 'webdav-is-path @ /resourceTypes/0/protocols/webdav'],
  [
    'webdav is a URL',
    protocols({ webdav: 'https://b.example.org/dav' }),
    'webdav-is-path @ /resourceTypes/0/protocols/webdav',
    '1.2.0',
  ],
  [
    'webdav-receive is a string',
    protocols({ 'webdav-receive': 'absolute' }),
    'webdav-receive-form @ /resourceTypes/0/protocols/webdav-receive',
  ],
  [
    'webdav-receive has another uri',
    protocols({ 'webdav-receive': { uri: 'both' } }),
    'webdav-receive-form @ /resourceTypes/0/protocols/webdav-receive/uri',
  ],
  ['webapp is a path', protocols({ webapp: '/app' }), 'webapp-is-empty-object @ /resourceTypes/0/protocols/webapp'],
  [
    'webapp-receive has no targets',
    protocols({ 'webapp-receive': {} }),
    'webapp-receive-targets @ /resourceTypes/0/protocols/webapp-receive/targets',
  ],
  [
    'webapp-receive targets popups',
    protocols({ 'webapp-receive': { targets: ['popup'] } }),
    'webapp-receive-targets @ /resourceTypes/0/protocols/webapp-receive/targets/0',
  ],
  ['ssh is a URL', protocols({ ssh: 'ssh://host:22' }), 'ssh-is-host-port @ /resourceTypes/0/protocols/ssh'],
  [
    'ssh-receive holds something',
    protocols({ 'ssh-receive': { keys: 1 } }),
    'ssh-receive-is-empty-object @ /resourceTypes/0/protocols/ssh-receive',
  ],
  ['capabilities is a string', { capabilities: 'invites' }, 'capabilities-are-strings @ /capabilities'],
  ['criteria holds a number', { criteria: [1] }, 'criteria-are-strings @ /criteria/0'],
  [
    'exchange-token without tokenEndPoint',
    { tokenEndPoint: undefined },
    'token-capability-has-end-point @ /tokenEndPoint',
  ],
  ['tokenEndPoint is a path', { tokenEndPoint: '/token' }, 'token-end-point-is-url @ /tokenEndPoint'],
  [
    'tokenEndPoint is plain http',
    { tokenEndPoint: 'http://b.example.org/token' },
    'token-end-point-is-https @ /tokenEndPoint',
  ],
  ['invites without a dialog', { capabilities: ['invites'] }, 'invites-has-dialog @ /inviteAcceptDialog'],
  ['the dialog is a relative word', { inviteAcceptDialog: 'accept' }, 'invite-dialog-is-path @ /inviteAcceptDialog'],
  [
    'the criterion comes without the capability',
    { capabilities: [], criteria: ['must-exchange-token'] },
    'token-criterion-has-capability @ /capabilities',
  ],
  [
    'publicKey has no PEM',
    { publicKey: { keyId: 'https://b.example.org/#k' } },
    'public-key-members @ /publicKey/publicKeyPem',
    '1.3.0',
  ],
  [
    'publicKey has no id',
    { publicKey: { publicKeyPem: '-----BEGIN PUBLIC KEY-----' } },
    'public-key-members @ /publicKey',
    '1.3.0',
  ],
  [
    'the key id is of another host',
    { publicKey: { keyId: 'https://c.example.org/#k', publicKeyPem: '-----BEGIN PUBLIC KEY-----' } },
    'public-key-host @ /publicKey/keyId',
    '1.2.1',
  ],
  ['http-sig without jwksUri', { capabilities: ['http-sig'] }, 'http-sig-has-jwks-uri @ /jwksUri', '1.5.0'],
  ['jwksUri is a path', { jwksUri: '/jwks' }, 'jwks-uri-is-url @ /jwksUri', '1.5.0'],
  ['jwksUri is plain http', { jwksUri: 'http://b.example.org/jwks' }, 'jwks-uri-is-https @ /jwksUri', '1.5.0'],
  [
    'a private resource type is offered',
    type({ name: 'talk-room' }),
    'names-are-registered @ /resourceTypes/0/name',
    '1.5.0',
  ],
];

const url = `https://${RECEIVER}/.well-known/ocm`;

export const discoveryCases: BrokenCase[] = [
  ...BROKEN.map(([what, changes, mark, spec]) => ({
    what,
    mark: `discovery/${mark}`,
    spec: spec ?? '1.4.0',
    sample: { method: 'GET', url, status: 200, answer: discoveryDocument(changes) },
  })),
  {
    what: 'two entries have one name',
    mark: 'discovery/resource-type-names-unique @ /resourceTypes/1/name',
    spec: '1.4.0',
    sample: {
      method: 'GET',
      url,
      status: 200,
      answer: discoveryDocument({ resourceTypes: [...type({}).resourceTypes, ...type({}).resourceTypes] }),
    },
  },
  {
    what: 'the document is a page',
    mark: 'discovery/is-json-object @ body',
    spec: '1.4.0',
    sample: { method: 'GET', url, status: 200, answer: '<html></html>' },
  },
  {
    what: 'there is no document',
    mark: 'discovery/answers @ status',
    spec: '1.4.0',
    sample: { method: 'GET', url, status: 404 },
  },
];
