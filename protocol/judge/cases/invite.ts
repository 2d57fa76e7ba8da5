import type { SpecVersion } from '../../../vocabulary.js';
import type { Documents } from '../parties.js';
import { type BrokenCase, discoveryDocument, invite, publicKeys, type Sample, SENDER } from './samples.js';

const url = `https://${SENDER}/ocm/invite-accepted`;
const documents: Documents = new Map([[SENDER, discoveryDocument({ endPoint: `https://${SENDER}/ocm` })]]);
const user = { userID: 'alice', email: 'a@example.com', name: 'Alice' };

const REQUESTS: [what: string, sample: Sample, mark: string, spec?: SpecVersion][] = [
  ['the body is cut', { body: '{"token":' }, 'json-object @ body'],
  [
    'the type is text/plain',
    { body: invite(), headers: { 'content-type': 'text/plain' } },
    'content-type-is-json @ header:content-type',
  ],
  ['it goes over plain http', { body: invite(), url: `http://${SENDER}/ocm/invite-accepted` }, 'over-tls @ path'],
  ['it goes beside the API', { body: invite(), url: `https://${SENDER}/invite-accepted` }, 'to-invite-path @ path'],
  [
    'the provider is a URL',
    { body: invite({ recipientProvider: 'https://b.example.org' }) },
    'recipient-provider-is-host @ /recipientProvider',
  ],
  [
    'the provider is missing',
    { body: invite({ recipientProvider: undefined }) },
    'recipient-provider-is-host @ /recipientProvider',
    '1.2.0',
  ],
  [
    'the provider holds a user',
    { body: invite({ recipientProvider: 'bob@b.example.org' }) },
    'recipient-provider-is-host @ /recipientProvider',
  ],
  ['the token is missing', { body: invite({ token: undefined }) }, 'token-is-string @ /token'],
  ['userID is spelled userId', { body: invite({ userID: undefined, userId: 'bob' }) }, 'user-id-is-string @ /userID'],
  ['the email is missing', { body: invite({ email: undefined }) }, 'email-is-string @ /email'],
  ['the name is null', { body: invite({ name: null }) }, 'name-is-string @ /name'],
  ['the name is a number at 1.1.0', { body: invite({ name: 7 }) }, 'name-is-string @ /name', '1.1.0'],
];

const ANSWERS: [what: string, sample: Sample, mark: string, spec?: SpecVersion][] = [
  ['201 instead of 200', { status: 201, answer: user }, 'status-is-200 @ status'],
  [
    'the answer is text/plain',
    { status: 200, answer: user, answerHeaders: { 'content-type': 'text/plain' } },
    'content-type-is-json @ header:content-type',
    '1.1.0',
  ],
  ['the user has no id', { status: 200, answer: { ...user, userID: undefined } }, 'has-user @ /userID'],
  ['the answer is a list', { status: 200, answer: [] }, 'has-user @ body'],
  [
    'an unknown token is a 404',
    { status: 404, answer: { message: 'token not found' } },
    'invalid-token-is-400 @ status',
  ],
  ['a 409 has no message', { status: 409, answer: '' }, 'error-has-message @ body'],
  ['a 404 of 1.1.0 has no message', { status: 404, answer: '{}' }, 'error-has-message @ /message', '1.1.0'],
  [
    'validationErrors is a number',
    { status: 400, answer: { message: 'X', validationErrors: 1 } },
    'error-validation-errors-form @ /validationErrors',
  ],
];

const jwksUrl = `https://${SENDER}/.well-known/jwks.json`;
const KEYS: [what: string, answer: unknown, mark: string][] = [
  ['there are no keys', { keys: [] }, 'is-key-set @ /keys'],
  ['the set is a list', [], 'is-key-set @ body'],
  ['a key has no kid', publicKeys({ kid: undefined }), 'keys-have-kid-and-alg @ /keys/0/kid'],
  ['a key has no alg', publicKeys({ alg: undefined }), 'keys-have-kid-and-alg @ /keys/0/alg'],
  ['a key shows its private part', publicKeys({ d: 'c2VjcmV0' }), 'no-private-members @ /keys/0/d'],
];

export const inviteCases: BrokenCase[] = [
  ...REQUESTS.map(([what, sample, mark, spec]) => ({
    what,
    mark: `invite-accepted/${mark}`,
    spec: spec ?? '1.4.0',
    sample: { url, ...sample },
    documents,
  })),
  ...ANSWERS.map(([what, sample, mark, spec]) => ({
    what,
    mark: `invite-answer/${mark}`,
    spec: spec ?? '1.4.0',
    sample: { url, body: invite(), ...sample },
    documents,
  })),
  ...KEYS.map(([what, answer, mark]) => ({
    what,
    mark: `jwks/${mark}`,
    spec: '1.5.0' as const,
    sample: { method: 'GET', url: jwksUrl, status: 200, answer },
  })),
];
