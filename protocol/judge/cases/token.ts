import type { Documents } from '../parties.js';
import { type BrokenCase, discoveryDocument, type Sample, SENDER, tokenForm } from './samples.js';

const url = `https://${SENDER}/token`;
const documents: Documents = new Map([
  [SENDER, discoveryDocument({ endPoint: `https://${SENDER}/ocm`, tokenEndPoint: url })],
]);
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const REQUESTS: [what: string, sample: Sample, mark: string][] = [
  [
    'the body is JSON',
    { body: { grant_type: 'authorization_code' }, headers: { 'content-type': 'application/json' } },
    'form-encoded @ header:content-type',
  ],
  ['the grant is one of its own', { body: tokenForm({ grant_type: 'ocm_share' }) }, 'grant-type @ /grant_type'],
  ['the grant is missing', { body: tokenForm({}, 'grant_type') }, 'grant-type @ /grant_type'],
  [
    'the client is a URL',
    { body: tokenForm({ client_id: 'https://b.example.org' }) },
    'client-id-is-host @ /client_id',
  ],
  ['the code is missing', { body: tokenForm({}, 'code') }, 'code-present @ /code'],
  ['it goes to a guessed path', { body: tokenForm(), url: `https://${SENDER}/ocm/token` }, 'to-token-end-point @ path'],
  ['it goes over plain http', { body: tokenForm(), url: `http://${SENDER}/token` }, 'over-https @ path'],
];

const ANSWERS: [what: string, sample: Sample, mark: string][] = [
  ['201 instead of 200', { status: 201, answer: {} }, 'status-is-200 @ status'],
  [
    'the token is missing',
    { status: 200, answer: { token_type: 'Bearer', expires_in: 60 } },
    'has-token @ /access_token',
  ],
  ['the answer is a page', { status: 200, answer: '<html>' }, 'has-token @ body'],
  [
    'the token type is mac',
    { status: 200, answer: { access_token: 'x', token_type: 'mac', expires_in: 60 } },
    'token-type-is-bearer @ /token_type',
  ],
  [
    'the lifetime is a string',
    { status: 200, answer: { access_token: 'x', token_type: 'Bearer', expires_in: '60' } },
    'expires-in-is-number @ /expires_in',
  ],
  [
    'a refresh token is issued',
    { status: 200, answer: { access_token: 'x', token_type: 'Bearer', expires_in: 60, refresh_token: 'y' } },
    'no-refresh-token @ /refresh_token',
  ],
  ['a refusal is a page', { status: 400, answer: '<html>' }, 'error-has-code @ body'],
  ['a refusal has no error', { status: 400, answer: { message: 'no' } }, 'error-has-code @ /error'],
  ['a refusal has an error of its own', { status: 401, answer: { error: 'nope' } }, 'error-code-known @ /error'],
];

export const tokenCases: BrokenCase[] = [
  ...REQUESTS.map(([what, sample, mark]) => ({
    what,
    mark: `token-request/${mark}`,
    spec: '1.4.0' as const,
    sample: { url, headers: form, ...sample },
    documents,
  })),
  ...ANSWERS.map(([what, sample, mark]) => ({
    what,
    mark: `token-answer/${mark}`,
    spec: '1.4.0' as const,
    sample: { url, headers: form, body: tokenForm(), ...sample },
    documents,
  })),
];
