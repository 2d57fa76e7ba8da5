import { expect, test } from '@playwright/test';
import { exchange, notification, type Sample, share, tokenForm } from './cases/samples.js';
import { classify } from './classify.js';
import { documentsIn } from './documents.js';

const documents = new Map<string, unknown>([
  [
    'cloud.example.org',
    {
      endPoint: 'https://api.example.org/base/ocm/',
      tokenEndPoint: 'https://api.example.org/odd/path',
      jwksUri: 'https://keys.example.org/set',
      resourceTypes: [{ name: 'file', protocols: { webdav: '/files/' } }],
    },
  ],
]);
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const KNOWN: [what: string, sample: Sample, request: string, answer: string][] = [
  [
    'POST below the endPoint, whatever the body',
    { url: 'https://api.example.org/base/ocm/shares', body: 'x' },
    'share-creation',
    'share-answer',
  ],
  [
    'doubled slashes',
    { url: 'https://api.example.org/base/ocm//notifications/', body: 'x' },
    'notification',
    'notification-answer',
  ],
  ['the tokenEndPoint', { url: 'https://api.example.org/odd/path', body: 'x' }, 'token-request', 'token-answer'],
  ['the jwksUri', { method: 'GET', url: 'https://keys.example.org/set' }, 'other', 'jwks-answer'],
  [
    'a share by its shape',
    { url: 'https://x.example.org/index.php/apps/sharing/shares', body: share() },
    'share-creation',
    'share-answer',
  ],
  [
    'a notification by its shape',
    { url: 'https://x.example.org/a/notifications', body: notification() },
    'notification',
    'notification-answer',
  ],
  [
    'a token request by its shape',
    { url: 'https://x.example.org/access-token', headers: form, body: tokenForm() },
    'token-request',
    'token-answer',
  ],
  [
    'discovery below a prefix',
    { method: 'GET', url: 'https://x.example.org/index.php/ocm-provider/' },
    'other',
    'discovery-answer',
  ],
  ['PROPFIND anywhere', { method: 'PROPFIND', url: 'https://x.example.org/anything' }, 'dav-request', 'dav-answer'],
  [
    'GET below the advertised webdav path',
    { method: 'GET', url: 'https://api.example.org/files/a.txt' },
    'dav-request',
    'dav-answer',
  ],
  [
    'the users own interface',
    { url: 'https://x.example.org/ocs/v2.php/apps/files_sharing/api/v1/shares', headers: form, body: 'path=%2Fa' },
    'other',
    'other',
  ],
  [
    'a login with OAuth',
    {
      url: 'https://x.example.org/oauth/token',
      headers: form,
      body: 'grant_type=authorization_code&code=abc&client_id=4711',
    },
    'other',
    'other',
  ],
  ['a look at a collection', { method: 'GET', url: 'https://x.example.org/ocm/shares' }, 'other', 'other'],
  ['a page', { method: 'GET', url: 'https://x.example.org/' }, 'other', 'other'],
];
for (const [what, sample, request, answer] of KNOWN) {
  test(`${what} is ${request} / ${answer}`, () => {
    expect(classify(exchange(sample), documents)).toEqual({ request, answer });
  });
}

test('discovery documents are found in recorded traffic by the host that served them', () => {
  const traffic = [
    exchange({ method: 'GET', url: 'https://a.example.org/.well-known/ocm', status: 200, answer: { endPoint: 'x' } }),
    exchange({ method: 'GET', url: 'https://b.example.org/ocm-provider/', status: 404, answer: {} }),
    exchange({ method: 'GET', url: 'https://c.example.org/ocm-provider', status: 200, answer: '<html>' }),
  ];
  expect([...documentsIn(traffic)]).toEqual([['a.example.org', { endPoint: 'x' }]]);
});
