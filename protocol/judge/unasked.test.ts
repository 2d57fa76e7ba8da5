import { expect, test } from '@playwright/test';
import type { Exchange } from '../exchange.js';
import { exchange } from './cases/samples.js';
import { unaskedRefusal } from './unasked.js';

const OWNER = 'https://a.example.org/public.php/webdav';

function looked(path: string, rights: string[] | undefined, others = ''): Exchange {
  const own = rights
    ? `<x:share-permissions xmlns:x="http://open-cloud-mesh.org/ns">${JSON.stringify(rights).replaceAll('"', '&quot;')}</x:share-permissions>`
    : '';
  return exchange({
    method: 'PROPFIND',
    url: `${OWNER}${path}`,
    status: 207,
    answer: `<d:multistatus xmlns:d="DAV:"><d:response><d:href>/public.php/webdav${path}</d:href><d:propstat><d:prop>${own}${others}<d:resourcetype/></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response></d:multistatus>`,
  });
}

const asked = (method: string): Exchange => exchange({ method, url: `${OWNER}/doomed.txt`, status: 403 });

test('a refusal without a question is the receiver’s own, where the owner had granted it', () => {
  const other = '<o:share-permissions xmlns:o="http://o.example/ns">19</o:share-permissions>';
  const found = unaskedRefusal([looked('/', ['read']), looked('/doomed.txt', ['share', 'read', 'write'], other)]);
  expect(found).toMatchObject({
    rule: 'access/granted-right-is-tried',
    clauses: ['OCM-DAV-015'],
    role: 'receiver',
    emitter: 'client',
    received:
      'nothing but reading after /public.php/webdav/doomed.txt was granted share, read, write (beside {http://o.example/ns}share-permissions 19)',
  });
});

test('a refusal after the owner was asked, or of what the owner did not grant, is not the receiver’s own', () => {
  const granted = looked('/doomed.txt', ['read', 'write']);
  for (const method of ['DELETE', 'PUT', 'MOVE', 'MKCOL'])
    expect(unaskedRefusal([granted, asked(method)]), method).toBeUndefined();
  expect(unaskedRefusal([looked('/', ['read', 'write']), looked('/doomed.txt', ['read'])])).toBeUndefined();
});

test('where the rights or the access were not recorded nothing is said', () => {
  expect(unaskedRefusal([])).toBeUndefined();
  expect(unaskedRefusal([looked('/doomed.txt', undefined)])).toBeUndefined();
  expect(
    unaskedRefusal([exchange({ method: 'GET', url: `${OWNER}/x`, status: 200, answer: 'bytes' })]),
  ).toBeUndefined();
  const broken = exchange({ method: 'PROPFIND', url: `${OWNER}/x`, status: 207, answer: '<d:multi' });
  expect(unaskedRefusal([broken, exchange({ body: '{}' })])).toBeUndefined();
});
