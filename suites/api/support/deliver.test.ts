import { expect, test } from '@playwright/test';
import type { Exchange } from '../../../protocol/exchange.js';
import { mayBeKept } from './deliver.js';

const answered = (status?: number): Exchange => ({
  id: 'x',
  at: '2026-01-01T00:00:00.000Z',
  ms: 1,
  request: { method: 'POST', url: 'https://cloud.example/ocm/shares', headers: {}, body: { text: '{}', bytes: 2 } },
  ...(status === undefined
    ? { error: { code: 'reset', message: 'the connection was closed' } }
    : { response: { status, headers: {}, body: { text: '', bytes: 0 } } }),
});

test('a share is taken back when it was taken in, and when a server failed over it or gave no answer', () => {
  expect([201, 200, 500, 503, undefined].map((status) => mayBeKept(answered(status)))).toEqual(Array(5).fill(true));
  expect([400, 401, 404].map((status) => mayBeKept(answered(status)))).toEqual(Array(3).fill(false));
});
