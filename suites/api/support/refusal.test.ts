import { expect, test } from '@playwright/test';
import type { Exchange } from '../../../protocol/exchange.js';
import { judgeRefusal } from './refusal.js';

const answered = (status: number, headers: Record<string, string> = {}): Exchange => ({
  id: 'x',
  at: '2026-01-01T00:00:00.000Z',
  ms: 1,
  request: { method: 'POST', url: 'https://cloud.example/ocm/shares', headers: {}, body: { text: '{}', bytes: 2 } },
  response: { status, headers, body: { text: '', bytes: 0 } },
});
const cut: Exchange = {
  id: 'x',
  at: '2026-01-01T00:00:00.000Z',
  ms: 1,
  request: answered(0).request,
  error: { code: 'reset', message: 'the connection was closed' },
};

test('the status that the text names is a refusal without remark', () => {
  expect(judgeRefusal(answered(400), 'an empty share', {})).toEqual({});
});

test('another 4xx is a refusal whose status is recorded', () => {
  expect(judgeRefusal(answered(422), 'an empty share', {}).reading).toBe('refuses an empty share with 422');
});

test('where the text leaves open which refusal is right, the status that it names is recorded, too', () => {
  expect(judgeRefusal(answered(400), 'an empty share', { tells: true }).reading).toBe(
    'refuses an empty share with 400',
  );
});

test('a 2xx is wrong, unless the target may make sense of the message', () => {
  expect(judgeRefusal(answered(201), 'an empty share', {}).broken?.reason).toMatch(/takes in an empty share/);
  expect(judgeRefusal(answered(201), 'an empty share', { mayBeTaken: true })).toMatchObject({ taken: true });
});

test('a 5xx is a crash, also where the message might have been taken in', () => {
  expect(judgeRefusal(answered(500), 'an empty share', { mayBeTaken: true }).broken?.reason).toMatch(/fail with 500/);
});

test('501 is a refusal only where something is not supported', () => {
  expect(judgeRefusal(answered(501), 'an empty share', {}).broken).toBeDefined();
  expect(judgeRefusal(answered(501), 'a strange type', { names: [501] })).toEqual({});
  expect(judgeRefusal(answered(501), 'no type', { alsoRefuses: [501] }).reading).toBeDefined();
});

test('a redirect neither takes in nor refuses', () => {
  expect(judgeRefusal(answered(302), 'an empty share', {}).broken?.reason).toMatch(/neither/);
});

test('429 and a declared pause decide nothing', () => {
  expect(judgeRefusal(answered(429), 'an empty share', {}).outcome?.kind).toBe('throttled');
  expect(judgeRefusal(answered(503, { 'retry-after': '60' }), 'an empty share', {}).outcome?.kind).toBe(
    'not-verifiable',
  );
  expect(judgeRefusal(answered(503), 'an empty share', {}).broken).toBeDefined();
});

test('a connection cut in the middle is a refusal of a body that is too large, and else decides nothing', () => {
  expect(judgeRefusal(cut, 'six megabytes', { cutIsRefusal: true }).reading).toMatch(/cuts the connection/);
  expect(judgeRefusal(cut, 'an empty share', {}).outcome?.kind).toBe('not-verifiable');
});
