import { expect, test } from '@playwright/test';
import { createHttpClient, type HttpClient } from '../protocol/http-client.js';
import { type LocalPeer, startPeer } from './peer.js';

let peer: LocalPeer;
let http: HttpClient;
let url: string;

test.beforeEach(async () => {
  peer = await startPeer();
  http = createHttpClient({ ca: peer.caPem === undefined ? [] : [peer.caPem] });
  ({ url } = await peer.openHost({ id: 'one', speaks: '1.2' }));
  await peer.addAccount('one', { user: 'root', password: 'root', admin: true });
  await peer.addAccount('one', { user: 'alice', password: 'alice' });
});

test.afterEach(async () => {
  await http.close();
  await peer.close();
});

async function ask(user: string, method: string, path: string, body?: Record<string, unknown>): Promise<number> {
  const { exchange } = await http.request({
    method,
    url: `${url}/api${path}`,
    headers: { authorization: `Basic ${Buffer.from(`${user}:${user}`).toString('base64')}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return exchange.response?.status ?? 0;
}

const user = (name: string): string => `/admin/users/${encodeURIComponent(name)}`;

test('an administrator makes people with names of any shape, who then log in, and removes them', async () => {
  for (const name of ['ann@example.org', 'Ann Lee', 'ann.lee+test', '安']) {
    expect(await ask('root', 'PUT', user(name), { password: name }), name).toBe(204);
    expect(await ask(name, 'GET', '/me'), name).toBe(200);
    expect(await ask('root', 'PUT', user(name), { password: name }), name).toBe(409);
    expect(await ask('root', 'DELETE', user(name)), name).toBe(204);
    expect(await ask(name, 'GET', '/me'), name).toBe(401);
  }
  expect(await ask('root', 'PUT', user('a/b'), { password: 'x' })).toBe(400);
});

test('nobody else administers', async () => {
  expect(await ask('alice', 'PUT', user('mallory'), { password: 'x' })).toBe(403);
  expect(await ask('stranger', 'PUT', user('mallory'), { password: 'x' })).toBe(401);
});
