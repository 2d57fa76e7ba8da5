import { expect, test } from '@playwright/test';
import type { SpecVersion } from '../../vocabulary.js';
import { protocols, type } from './cases/discovery.js';
import { discoveryDocument, judged, marks, RECEIVER } from './cases/samples.js';

const answer = (document: unknown, spec: SpecVersion = '1.4.0', path = '/.well-known/ocm', status = 200) =>
  marks(judged({ method: 'GET', url: `https://${RECEIVER}${path}`, status, answer: document }, spec));

for (const spec of ['1.1.0', '1.2.0', '1.2.2', '1.3.0', '1.4.0', 'draft-06'] as const) {
  test(`a conformant document keeps every rule at ${spec}`, () => {
    expect(answer(discoveryDocument(), spec)).toEqual([]);
  });
}

test('a conformant 1.5.0 document with every member keeps every rule', () => {
  const document = discoveryDocument({
    resourceTypes: [
      {
        name: 'folder',
        shareTypes: ['user', 'group'],
        protocols: {
          webdav: '/dav/',
          webapp: {},
          'webapp-receive': { targets: ['blank', 'iframe'] },
          ssh: 'ssh.example.org:2222',
          'ssh-receive': {},
        },
      },
    ],
    capabilities: ['exchange-token', 'http-sig', 'invites'],
    criteria: ['must-exchange-token'],
    jwksUri: `https://keys.example.org/jwks`,
    inviteAcceptDialog: '/accept',
  });
  expect(answer(document, '1.5.0')).toEqual([]);
});

test('two entries of one name are told at the second', () => {
  const { resourceTypes } = type({});
  expect(answer(discoveryDocument({ resourceTypes: [...resourceTypes, ...resourceTypes] }))).toEqual([
    'discovery/resource-type-names-unique @ /resourceTypes/1/name',
  ]);
});

test('a rule waits for the version that brought its clause', () => {
  expect(answer(discoveryDocument({ capabilities: ['http-sig'] }), '1.4.0')).toEqual([]);
  expect(answer(discoveryDocument(protocols({ webapp: '/app' })), '1.3.0')).toEqual([]);
  expect(answer(discoveryDocument(protocols({ webdav: 'https://b.example.org/dav' })), '1.1.0')).toEqual([]);
  expect(answer(discoveryDocument(type({ shareTypes: undefined })), '1.1.0')).toEqual([]);
  expect(answer(discoveryDocument({ enabled: undefined }), '1.0.0')).toEqual([]);
});

test('a dialog given as a full URL is the reading of one schema of the text (OCM-AMB-021)', () => {
  expect(answer(discoveryDocument({ inviteAcceptDialog: 'https://b.example.org/accept' }))).toEqual([]);
});

test('plain http on the own machine is a test set-up', () => {
  expect(answer(discoveryDocument({ tokenEndPoint: 'http://127.0.0.1:8080/token' }))).toEqual([]);
});

test('an HTML page with status 200 is no document', () => {
  expect(answer('<html></html>')).toEqual(['discovery/is-json-object @ body']);
  expect(answer('<html></html>', '1.1.0', '/ocm-provider')).toEqual(['discovery/is-json-object @ body']);
  expect(answer([])).toEqual(['discovery/is-json-object @ body']);
});

test('a missing document is told by its status, where that path is demanded', () => {
  expect(answer('', '1.4.0', '/.well-known/ocm', 404)).toEqual(['discovery/answers @ status']);
  expect(answer('', '1.4.0', '/ocm-provider/', 404)).toEqual([]);
  expect(answer('', '1.1.0', '/ocm-provider', 500)).toEqual(['discovery/answers @ status']);
  for (const status of [301, 429, 503]) expect(answer('', '1.4.0', '/.well-known/ocm', status)).toEqual([]);
});
