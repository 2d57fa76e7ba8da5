import { expect, test } from '@playwright/test';
import type { Told } from '../protocol/exchange.js';
import { createHttpClient, type HttpClient } from '../protocol/http-client.js';
import type { PeerAccount } from './contract.js';
import { type LocalPeer, startPeer } from './peer.js';

interface Person extends PeerAccount {
  url: string;
}

let peer: LocalPeer;
let http: HttpClient;
let alice: Person;
let bob: Person;

test.beforeEach(async () => {
  peer = await startPeer();
  http = createHttpClient({ ca: peer.caPem === undefined ? [] : [peer.caPem] });
  alice = await person('one', 'alice', '1.2');
  bob = await person('two', 'bob', '1.2');
});

test.afterEach(async () => {
  await http.close();
  await peer.close();
});

async function person(id: string, user: string, speaks: '1.0' | '1.2'): Promise<Person> {
  const { url } = await peer.openHost({ id, speaks });
  return { ...(await peer.addAccount(id, { user, password: `${user}-password` })), url };
}

async function ask(
  who: Person,
  method: string,
  path: string,
  body?: string | Record<string, unknown>,
): Promise<{ status: number | undefined; json: unknown; text: string }> {
  const { exchange, bytes } = await http.request({
    method,
    url: `${who.url}/api${path}`,
    headers: { authorization: `Basic ${Buffer.from(`${who.user}:${who.password}`).toString('base64')}` },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = Buffer.from(bytes).toString('utf8');
  const isJson = exchange.response?.headers['content-type'] === 'application/json';
  return { status: exchange.response?.status, json: isJson ? (JSON.parse(text) as unknown) : undefined, text };
}

test('a wrong password is refused with 401, a challenge and a message', async () => {
  const { exchange } = await http.request({ method: 'GET', url: `${alice.url}/api/me` });
  expect(exchange.response?.status).toBe(401);
  expect(exchange.response?.headers['www-authenticate']).toContain('Basic');
  expect(await ask({ ...alice, password: 'wrong' }, 'GET', '/me')).toMatchObject({
    status: 401,
    json: { message: 'Unknown account or wrong password' },
  });
});

test('a person is told who they are and where', async () => {
  expect(await ask(alice, 'GET', '/me')).toMatchObject({
    status: 200,
    json: { user: 'alice', address: alice.address, host: { id: 'one', speaks: '1.2', deviations: [] } },
  });
});

test('files and folders are made, read, listed and removed', async () => {
  expect((await ask(alice, 'PUT', '/folders/Plans')).status).toBe(204);
  expect((await ask(alice, 'PUT', '/files/Plans/a%20%26%20b.txt', 'text')).status).toBe(204);
  expect((await ask(alice, 'GET', '/files/Plans/a%20%26%20b.txt')).text).toBe('text');
  expect(await ask(alice, 'GET', '/folders/Plans')).toMatchObject({
    json: [{ name: 'a & b.txt', kind: 'file', size: 4 }],
  });
  expect((await ask(alice, 'DELETE', '/files/Plans')).status).toBe(204);
  expect((await ask(alice, 'GET', '/folders/Plans')).status).toBe(404);
  expect((await ask(alice, 'GET', '/files/Plans/a%20%26%20b.txt')).status).toBe(404);
});

test('what cannot be done is answered with a status and a message', async () => {
  await ask(alice, 'PUT', '/files/a.txt', 'a');
  const nobody = { path: '/a.txt', address: bob.address.replace('bob', 'nobody'), permission: 'read' };
  const refusals: [number, string, string, (string | Record<string, unknown>)?][] = [
    [400, 'POST', '/shares', 'no json'],
    [400, 'POST', '/shares', { path: '/a.txt', permission: 'read' }],
    [400, 'POST', '/shares', { path: '/a.txt', address: bob.address, permission: 'all' }],
    [400, 'POST', '/shares', { path: '/a.txt', address: 'bob', permission: 'read' }],
    [404, 'POST', '/shares', { path: '/none.txt', address: bob.address, permission: 'read' }],
    [502, 'POST', '/shares', nobody],
    [404, 'PATCH', '/shares/none', { permission: 'read' }],
    [404, 'DELETE', '/shares/none'],
    [404, 'POST', '/pending/none/accept'],
    [404, 'DELETE', '/received/none'],
    [409, 'PUT', '/files/none/a.txt', 'a'],
    [400, 'GET', '/exchanges?since=yesterday'],
    [400, 'GET', '/exchanges?after=yesterday'],
    [404, 'GET', '/none'],
  ];
  for (const [status, method, path, body] of refusals) {
    const answer = await ask(alice, method, path, body);
    expect(answer, `${method} ${path}`).toMatchObject({ status, json: { message: expect.stringMatching(/./) } });
  }
});

test("a change that the owner's server refuses is answered 403", async () => {
  await ask(alice, 'PUT', '/files/a.txt', 'a');
  await ask(alice, 'POST', '/shares', { path: '/a.txt', address: bob.address, permission: 'read' });
  const [pending] = (await ask(bob, 'GET', '/pending')).json as { id: string }[];
  expect((await ask(bob, 'POST', `/pending/${pending?.id}/accept`)).status).toBe(204);
  expect((await ask(bob, 'PUT', `/received/${pending?.id}/content`, 'b')).status).toBe(403);
  expect((await ask(bob, 'GET', `/received/${pending?.id}/content`)).text).toBe('a');
});

test('recorded messages come without secrets, and the same secret has the same marker at both hosts', async () => {
  await ask(alice, 'PUT', '/files/a.txt', 'a');
  await ask(alice, 'POST', '/shares', { path: '/a.txt', address: bob.address, permission: 'read' });
  const [pending] = (await ask(bob, 'GET', '/pending')).json as { id: string }[];
  await ask(bob, 'POST', `/pending/${pending?.id}/accept`);
  expect((await ask(bob, 'GET', `/received/${pending?.id}/content`)).text).toBe('a');

  const recorded = (await peer.exchanges({ host: 'one', direction: 'out', pathEnds: '/shares' }))[0];
  const secret = /"sharedSecret":"([^"]+)"/.exec(recorded?.request.body.text ?? '')?.[1] ?? '';
  expect(secret).not.toBe('');
  const [sent, got] = [await ask(alice, 'GET', '/exchanges'), await ask(bob, 'GET', '/exchanges')];
  for (const form of [secret, Buffer.from(secret).toString('base64').replace(/=+$/, '')])
    expect(sent.text + got.text).not.toContain(form);

  const markerOf = (told: unknown): string | undefined =>
    /"sharedSecret":"(<secret-\d+>)"/.exec(
      (told as Told).exchanges.find(({ request }) => request.url.endsWith('/shares'))?.request.body.text ?? '',
    )?.[1];
  const marker = markerOf(sent.json);
  expect(marker).toBeDefined();
  expect(markerOf(got.json)).toBe(marker);
  const read = (got.json as Told).exchanges.find(
    ({ request }) => request.method === 'GET' && request.headers.authorization,
  );
  expect(read?.request.headers.authorization).toContain(marker);
});

test("messages of the same host's other people are not given", async () => {
  const carol = { ...(await peer.addAccount('one', { user: 'carol' })), url: alice.url };
  await ask(alice, 'PUT', '/files/a.txt', 'a');
  await ask(alice, 'POST', '/shares', { path: '/a.txt', address: bob.address, permission: 'read' });
  expect((await ask(carol, 'GET', '/exchanges')).text).not.toContain('a.txt');
  expect((await ask(alice, 'GET', '/exchanges')).text).toContain('a.txt');
  const later = new Date(Date.now() + 60_000).toISOString();
  expect((await ask(alice, 'GET', `/exchanges?since=${later}`)).json).toMatchObject({ exchanges: [] });
});

test('who asks again with what "next" said is told only what was recorded since then', async () => {
  const ofAlice = async (query = ''): Promise<Told> => (await ask(alice, 'GET', `/exchanges${query}`)).json as Told;
  await ask(alice, 'PUT', '/files/a.txt', 'a');
  await ask(alice, 'PUT', '/files/b.txt', 'b');
  const share = (path: string): Promise<unknown> =>
    ask(alice, 'POST', '/shares', { path, address: bob.address, permission: 'read' });
  await share('/a.txt');
  const first = await ofAlice();
  expect(first.exchanges.length).toBeGreaterThan(0);
  expect((await ofAlice(`?after=${first.next}`)).exchanges).toEqual([]);
  await share('/b.txt');
  const second = await ofAlice(`?after=${first.next}`);
  expect(second.exchanges.map(({ request }) => request.url)).toContainEqual(expect.stringMatching(/\/shares$/));
  const known = new Set(first.exchanges.map(({ id }) => id));
  expect(second.exchanges.filter(({ id }) => known.has(id))).toEqual([]);
  // A peer that was started again counts anew: what it has is new to whoever asks.
  expect((await ofAlice(`?after=${second.next + 1_000}`)).exchanges).toHaveLength(
    first.exchanges.length + second.exchanges.length,
  );
});
