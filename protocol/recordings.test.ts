import { expect, test } from '@playwright/test';
import { exchangesOf } from './recordings.js';

test('exchanges of a proxy between servers keep host, headers in lower case and bodies', () => {
  const [exchange] = exchangesOf(
    {
      step: 'share',
      client: [{ method: 'POST', path: '/login' }],
      serverToServer: [
        {
          at_ms: 12,
          host: 'a.example.org',
          port: 443,
          method: 'POST',
          path: '/ocm/shares?x=1',
          requestHeaders: { Host: 'a.example.org', 'Content-Type': 'application/json' },
          requestBody: '{"name":"ü"}',
          status: 201,
          responseHeaders: { 'Content-Type': 'application/json' },
          responseBody: '{}',
        },
      ],
    },
    'one',
  );
  expect(exchange).toMatchObject({
    id: 'one#0',
    request: {
      method: 'POST',
      url: 'https://a.example.org/ocm/shares?x=1',
      headers: { host: 'a.example.org', 'content-type': 'application/json' },
      body: { text: '{"name":"ü"}', bytes: 13 },
    },
    response: { status: 201, headers: { 'content-type': 'application/json' }, body: { text: '{}', bytes: 2 } },
  });
});

test('a plain list takes the host with its port from the request', () => {
  const [exchange] = exchangesOf(
    [
      {
        ts: '2026-11-22T16:00:00.000Z',
        server: 'b',
        method: 'GET',
        path: '/ocm/jwks',
        reqHeaders: { host: 'b.example.org:9302' },
        reqBody: '',
        status: 200,
        respHeaders: {},
        respBody: '{"keys":[]}',
      },
    ],
    'two',
  );
  expect(exchange).toMatchObject({
    at: '2026-11-22T16:00:00.000Z',
    to: 'b',
    request: { url: 'https://b.example.org:9302/ocm/jwks' },
  });
});

test('entries that name only a party get the origin that its discovery document shows', () => {
  const document = JSON.stringify({ endPoint: 'http://127.0.0.22:18000/api/ocm/' });
  const exchanges = exchangesOf(
    [
      {
        to: 'b',
        ms: 4,
        at: '2026-11-22T16:00:00.000Z',
        request: { method: 'GET', url: '/ocm-provider/', headers: {}, body: '' },
        response: { status: 200, headers: {}, body: document },
      },
      {
        to: 'b',
        ms: 5,
        at: '2026-11-22T16:00:01.000Z',
        request: { method: 'POST', url: '/api/ocm/shares/', headers: {}, body: '{}' },
        response: { status: 201, body: '{}' },
      },
    ],
    'three',
  );
  expect(exchanges.map(({ request }) => request.url)).toEqual([
    'http://127.0.0.22:18000/ocm-provider/',
    'http://127.0.0.22:18000/api/ocm/shares/',
  ]);
  expect(exchanges[1]?.response?.headers).toEqual({});
});

test('a document saved by itself is the answer to the request that would have fetched it', () => {
  const [discovery] = exchangesOf({ endPoint: 'https://a.example.org/ocm' }, 'four');
  expect(discovery?.request.url).toBe('https://a.example.org/.well-known/ocm');
  const [keys] = exchangesOf({ keys: [{ kid: 'https://a.example.org/ocm#key' }] }, 'five');
  expect(keys?.request.url).toBe('https://a.example.org/.well-known/jwks.json');
});

test('anything else is refused by name', () => {
  expect(() => exchangesOf('text', 'six')).toThrow(/six: neither a list/);
});
