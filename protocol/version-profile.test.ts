import { expect, test } from '@playwright/test';
import type { SpecVersion } from '../vocabulary.js';
import { detectSpec } from './version-profile.js';

const base = (changes: Record<string, unknown> = {}) => ({
  enabled: true,
  apiVersion: '1.0-proposal1',
  endPoint: 'https://cloud.example.org/ocm',
  resourceTypes: [{ name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/' } }],
  ...changes,
});
const protocols = (changes: Record<string, unknown>) =>
  base({
    resourceTypes: [
      { name: 'folder' },
      { name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/', ...changes } },
    ],
  });

const SEEN: [what: string, document: unknown, spec: SpecVersion, reason: RegExp][] = [
  ['no document', undefined, '1.0.0', /no discovery document/],
  ['a page', '<html>', '1.0.0', /no discovery document/],
  ['a list', [], '1.0.0', /no discovery document/],
  ['a document of the first years', base(), '1.1.0', /announces apiVersion 1\.0-proposal1/],
  [
    'a document with shareTypes for resourceTypes',
    base({ resourceTypes: undefined, shareTypes: [{ name: 'file' }] }),
    '1.1.0',
    /discovery document/,
  ],
  [
    'capabilities written as paths',
    base({ apiVersion: '1.1.0', capabilities: ['/invite-accepted'] }),
    '1.1.0',
    /1\.1\.0/,
  ],
  ['a two-part version', base({ apiVersion: '1.1' }), '1.1.0', /1\.1/],
  ['a public key', base({ publicKey: { id: 'x' } }), '1.2.0', /publicKey/],
  ['a public key with keyId', base({ publicKey: { keyId: 'x' } }), '1.2.1', /keyId/],
  ['capabilities of 1.2', base({ capabilities: ['invites', 'webdav-uri', 'protocol-object'] }), '1.2.0', /capability/],
  ['a WAYF page', base({ capabilities: ['invites', 'invite-wayf'] }), '1.2.1', /invite-wayf/],
  ['old criteria', base({ criteria: ['http-request-signatures'] }), '1.2.0', /criteria/],
  [
    'token exchange beside a first-years version',
    base({
      capabilities: ['notifications', 'shares', 'exchange-token', 'http-sig'],
      tokenEndPoint: 'https://x/t',
      publicKey: { keyId: 'x' },
    }),
    '1.3.0',
    /although it announces apiVersion 1\.0-proposal1/,
  ],
  ['an ssh host', protocols({ ssh: 'host:22' }), '1.3.0', /ssh/],
  ['a -receive key', protocols({ 'webdav-receive': { uri: 'absolute' } }), '1.4.0', /webdav-receive/],
  ['webapp as an object', protocols({ webapp: {} }), '1.4.0', /webapp/],
  ['webapp as a path', protocols({ webapp: '/app' }), '1.1.0', /discovery document/],
  ['new criteria', base({ apiVersion: '1.3.0', criteria: ['must-invite'] }), '1.4.0', /must-invite/],
  [
    'jwksUri beside 1.4.0',
    base({ apiVersion: '1.4.0', criteria: ['must-use-http-sig'], jwksUri: 'https://x/jwks' }),
    '1.5.0',
    /jwksUri/,
  ],
  ['a version that no feature proves', base({ apiVersion: '1.4.0' }), '1.4.0', /no feature tells more/],
  ['a patch that nobody knows', base({ apiVersion: '1.2.9' }), '1.2.2', /1\.2\.9/],
  ['a version of the future', base({ apiVersion: '9.9.9' }), '1.5.0', /9\.9\.9/],
  ['a version that is no version', base({ apiVersion: 'latest' }), '1.1.0', /discovery document/],
  ['a version that is a number', base({ apiVersion: 1.4 }), '1.1.0', /discovery document/],
  ['empty fields', base({ jwksUri: null, tokenEndPoint: null }), '1.1.0', /discovery document/],
  [
    'capabilities named like members of every object',
    base({ capabilities: ['constructor', '__proto__'] }),
    '1.1.0',
    /discovery document/,
  ],
];
for (const [what, document, spec, reason] of SEEN) {
  test(`${what} is held to ${spec}`, () => {
    const profile = detectSpec(document);
    expect(profile.spec).toBe(spec);
    expect(profile.reason).toMatch(reason);
  });
}
