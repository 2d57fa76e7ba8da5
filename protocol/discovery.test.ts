import { expect, test } from '@playwright/test';
import { discover, readDocument } from './discovery.js';
import type { Exchange } from './exchange.js';
import { type HttpClient, recordBody } from './http-client.js';

/** A client that answers from a table of paths; anything else is 404. */
function answering(answers: Record<string, { status?: number; body?: string; error?: Exchange['error'] }>): HttpClient {
  return {
    async request({ method, url }) {
      const { status = 200, body = '', error } = answers[new URL(url).pathname] ?? { status: 404 };
      const outcome = error ? { error } : { response: { status, headers: {}, body: recordBody(body) } };
      const request = { method, url, headers: {}, body: recordBody('') };
      return { exchange: { id: url, at: '', ms: 0, request, ...outcome }, bytes: new Uint8Array() };
    },
    close: () => Promise.resolve(),
  };
}

const DOCUMENT = {
  endPoint: 'https://api.example/ocm/',
  resourceTypes: [
    { name: 'calendar', protocols: { webdav: '/cal' } },
    { name: 'file', protocols: { webdav: '/dav/' } },
  ],
  capabilities: ['protocol-object', 7],
};

test('the well-known path is asked first, and read when it answers', async () => {
  const found = await discover(answering({ '/.well-known/ocm': { body: JSON.stringify(DOCUMENT) } }), 'cloud.example');
  expect(found).toMatchObject({
    path: '/.well-known/ocm',
    endPoint: 'https://api.example/ocm',
    webdavPath: '/dav/',
    capabilities: ['protocol-object'],
  });
  expect(found.exchanges).toHaveLength(1);
});

test('a page, an empty object or an error at one path leads to the next', async () => {
  const found = await discover(
    answering({
      '/.well-known/ocm': { body: '<html>' },
      '/ocm-provider': { body: '{}' },
      '/ocm-provider/': { body: JSON.stringify(DOCUMENT) },
    }),
    'cloud.example',
  );
  expect(found.path).toBe('/ocm-provider/');
  expect(found.exchanges.map(({ request }) => new URL(request.url).pathname)).toEqual([
    '/.well-known/ocm',
    '/ocm-provider',
    '/ocm-provider/',
  ]);
});

test('a host that is not there is asked once', async () => {
  const error = { code: 'refused' as const, message: 'nothing listens' };
  const found = await discover(answering({ '/.well-known/ocm': { error } }), 'cloud.example');
  expect(found.document).toBeUndefined();
  expect(found.exchanges).toHaveLength(1);
  expect(found.exchange.error).toEqual(error);
});

test('a document with fields of other types is read as far as it goes', () => {
  const unreadable = { endPoint: '/ocm', webdavPath: undefined, capabilities: 'all', resourceTypes: { name: 'file' } };
  expect(readDocument(unreadable)).toEqual({ endPoint: undefined, webdavPath: undefined, capabilities: [] });
  expect(readDocument({ resourceTypes: [null, 'file', { name: 'file', protocols: [] }] }).webdavPath).toBeUndefined();
});

test('files are found by the list under its first name, and the present name goes before', () => {
  const first = [{ name: 'file', protocols: { webdav: '/public.php/webdav/' } }];
  expect(readDocument({ shareTypes: first }).webdavPath).toBe('/public.php/webdav/');
  const both = { shareTypes: first, resourceTypes: [{ name: 'file', protocols: { webdav: '/dav/' } }] };
  expect(readDocument(both).webdavPath).toBe('/dav/');
});
