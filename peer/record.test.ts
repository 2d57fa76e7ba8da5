import { expect, test } from '@playwright/test';
import type { PeerExchange } from './contract.js';
import { ExchangeRecord } from './record.js';

const AT = '2026-01-01T00:00:00.000Z';

function exchange(id: string): PeerExchange {
  const body = { text: '', bytes: 0, truncated: false };
  return { id, at: AT, ms: 0, host: 'one', direction: 'in', request: { method: 'GET', url: '/', headers: {}, body } };
}

test('a mark tells apart what began before and after it within one millisecond', async () => {
  const record = new ExchangeRecord();
  const slow = record.ticket();
  record.add(exchange('earlier'), record.ticket());
  const since = record.ticket();
  record.add(exchange('later'), record.ticket());
  record.add(exchange('begun before, ended after'), slow);

  expect(record.find({ since }).map(({ id }) => id)).toEqual(['later']);
  expect(record.find({ notBefore: AT })).toHaveLength(3);
  expect((await record.await({ since }, 0))?.id).toBe('later');

  const next = record.ticket();
  const waiting = record.await({ since: next }, 5_000);
  record.add(exchange('begun before, ended while somebody waits'), slow);
  record.add(exchange('awaited'), record.ticket());
  expect((await waiting)?.id).toBe('awaited');
});
