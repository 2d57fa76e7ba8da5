import { expect, test } from '@playwright/test';
import type { Exchange } from './exchange.js';
import { recordBody } from './http-client.js';
import { Redactor } from './redact.js';

const SECRET = 'kJ8_s3cret-value-of-a-share';

function exchange(parts: { url?: string; headers?: Record<string, string>; body?: string; answer?: string }): Exchange {
  return {
    id: 'x',
    at: '2026-01-01T00:00:00.000Z',
    ms: 1,
    request: {
      method: 'POST',
      url: parts.url ?? 'https://cloud.example/ocm/shares',
      headers: parts.headers ?? {},
      body: recordBody(parts.body),
    },
    response: { status: 200, headers: { 'set-cookie': 'sid=abc' }, body: recordBody(parts.answer) },
  };
}

test('a secret is replaced wherever it stands, by the same marker', () => {
  const redactor = new Redactor();
  const share = redactor.exchange(
    exchange({ body: JSON.stringify({ name: 'x', protocol: { options: { sharedSecret: SECRET } } }) }),
  );
  expect(share.request.body.text).toBe('{"name":"x","protocol":{"options":{"sharedSecret":"<secret-1>"}}}');
  const dav = redactor.exchange(
    exchange({
      url: `https://cloud.example/dav/${SECRET}?a=1`,
      headers: { authorization: `Bearer ${SECRET}` },
      answer: `saw ${SECRET}`,
    }),
  );
  expect(dav.request.url).toBe('https://cloud.example/dav/<secret-1>?a=1');
  expect(dav.request.headers.authorization).toBe('Bearer <secret-1>');
  expect(dav.response?.body.text).toBe('saw <secret-1>');
  expect(dav.response?.headers['set-cookie']).toBe('<cookie>');
});

test('Basic credentials tell the form and not the secret or password', () => {
  const redactor = new Redactor();
  const header = (pair: string): string | undefined =>
    redactor.exchange(exchange({ headers: { authorization: `Basic ${btoa(pair)}` } })).request.headers.authorization;
  expect(header(`${SECRET}:`)).toBe('Basic <base64 of <secret-1>:>');
  expect(header('alice:her-password')).toBe('Basic <base64 of user and password>');
  expect(redactor.text('her-password')).toBe('<secret-2>');
});

test('an exchange is redacted also where the secret comes before it is known to be one', () => {
  const text = `path=/dav/${SECRET} {"token":"${SECRET}"} {"sharedSecret":`;
  expect(JSON.stringify(new Redactor().exchange(exchange({ body: text })))).not.toContain(SECRET);
});

test('forms, queries, numbers and upper-case secrets are secrets too; error codes are not', () => {
  const redactor = new Redactor();
  expect(redactor.text('grant_type=authorization_code&code=ab%20cd&client_id=x')).toBe(
    'grant_type=authorization_code&code=<secret-1>&client_id=x',
  );
  expect(redactor.text('https://x.example/?token=abcdef')).toBe('https://x.example/?token=<secret-2>');
  expect(redactor.text('{"sharedSecret": 12345}')).toBe('{"sharedSecret": 0}');
  expect(redactor.text('{"sharedSecret":"ABCDEF_GHI"}')).toBe('{"sharedSecret":"<secret-3>"}');
  expect(redactor.text('{"code":"NOT_FOUND"}')).toBe('{"code":"NOT_FOUND"}');
  expect(redactor.text('https://alice:pw@cloud.example/')).toBe('https://<credentials>@cloud.example/');
});

test('what was redacted stays as it is when it is redacted again', () => {
  const redactor = new Redactor();
  const once = redactor.exchange(
    exchange({ headers: { authorization: `Bearer ${SECRET}` }, body: `{"token":"${SECRET}"}` }),
  );
  expect(redactor.exchange(once)).toEqual(once);
});

test('a text that is cut in the middle of a secret shows no part of it', () => {
  const redactor = new Redactor();
  for (const cut of [
    `{"a":1,"sharedSecret":"${SECRET.slice(0, 12)}`,
    `{"sharedSecret":"${SECRET.slice(0, 12)}…`,
    '{"sharedSecret":"x\\',
  ]) {
    expect(redactor.text(cut)).toMatch(/"sharedSecret":"<cut secret>$/);
  }
  expect(redactor.text(`{"sharedSecret":"${SECRET}"}`)).toBe('{"sharedSecret":"<secret-1>"}');
});

test('a secret sent as token, and the links that are got for it, are replaced', () => {
  const link = 'https://cloud.example/fs/upload-aj/739db175-ebfd-4548-9022-c47796877997';
  const asked = new Redactor().exchange(
    exchange({ headers: { authorization: `token ${SECRET}` }, answer: `"${link}"` }),
  );
  expect(asked.request.headers.authorization).toMatch(/^token <secret-\d>$/);
  expect(asked.response?.body.text).toMatch(/^"https:\/\/cloud\.example\/fs\/upload-aj\/<secret-\d>"$/);
});

test('headers that open a session or an interface are replaced', () => {
  const headers = { requesttoken: SECRET, 'x-access-token': 'short', 'x-api-key': 'key', 'x-request-id': 'harmless' };
  expect(new Redactor().exchange(exchange({ headers, body: `again ${SECRET}` })).request).toMatchObject({
    headers: {
      requesttoken: '<secret-1>',
      'x-access-token': '<secret-2>',
      'x-api-key': '<secret-3>',
      'x-request-id': 'harmless',
    },
    body: { text: 'again <secret-1>' },
  });
});

test('the code of an error is shown however it is written, but not one beside it', () => {
  const shown = new Redactor().text('{"error":{"code":"invalidRequest","message":"no"},"code":"abcdefghijk"}');
  expect(shown).toBe('{"error":{"code":"invalidRequest","message":"no"},"code":"<secret-1>"}');
});
