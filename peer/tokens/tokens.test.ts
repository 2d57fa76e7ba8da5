import { expect, test } from '@playwright/test';
import { jsonOf } from '../../protocol/exchange.js';
import type { HostOptions } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

let peer: LocalPeer;
let count = 0;

test.beforeAll(async () => {
  peer = await startPeer();
});
test.afterAll(() => peer.close());

/** alice at a shares with bob at b, who accepts and reads. */
async function shared(
  sender: Omit<HostOptions, 'id'>,
  receiver: Omit<HostOptions, 'id'>,
): Promise<{
  a: string;
  b: string;
  id: string;
  body: Record<string, unknown>;
  read: () => Promise<number | undefined>;
}> {
  count += 1;
  const [a, b] = [`a${count}`, `b${count}`];
  await peer.openHost({ id: a, ...sender });
  const { authority } = await peer.openHost({ id: b, ...receiver });
  await peer.addAccount(a, { user: 'alice' });
  await peer.addAccount(b, { user: 'bob' });
  await peer.put(a, 'alice', '/hello.txt', 'hello');
  await peer.sendShare(a, { from: 'alice', to: `bob@${authority}`, path: '/hello.txt', permission: 'read' });
  const [received] = await peer.received(b, 'bob');
  if (!received) throw new Error('the share did not arrive');
  return {
    a,
    b,
    id: received.id,
    body: received.body,
    read: async () => (await peer.dav(b, 'bob', received.id, { method: 'GET' })).response?.status,
  };
}

const sentTokens = async (host: string) => peer.exchanges({ host, direction: 'out', pathEnds: '/token' });
const sentDav = async (host: string) => peer.exchanges({ host, direction: 'out', method: 'GET', pathEnds: '' });
const bearers = async (host: string): Promise<(string | undefined)[]> =>
  (await sentDav(host)).flatMap(({ request }) =>
    request.url.includes('/dav/') ? [request.headers.authorization?.replace(/^Bearer /, '')] : [],
  );
const webdav = (body: Record<string, unknown>): Record<string, unknown> =>
  ((body.protocol as Record<string, unknown>).webdav ?? {}) as Record<string, unknown>;

for (const speaks of ['1.3', '1.4', '1.5'] as const) {
  test(`${speaks}: a receiver that demands tokens gets such shares, and opens them with tokens alone`, async () => {
    const { a, b, body, read } = await shared({ speaks }, { speaks, demands: ['token'] });
    expect(webdav(body).requirements).toEqual(['must-exchange-token']);
    expect(await read()).toBe(200);
    expect(await read()).toBe(200);
    const [asked, ...more] = await sentTokens(b);
    expect(more).toEqual([]);
    const form = new URLSearchParams(asked?.request.body.text);
    expect(Object.fromEntries(form)).toMatchObject({
      grant_type: 'authorization_code',
      code: webdav(body).sharedSecret,
    });
    expect(asked?.request.headers.signature).toBeDefined();
    const token = (jsonOf(asked?.response?.body) as { access_token: string }).access_token;
    expect(new Set(await bearers(b))).toEqual(new Set([token]));
    const uri = `https://${(await peer.hosts()).find(({ id }) => id === a)?.authority}/dav/shares/${String(webdav(body).uri)}`;
    const raw = { authorization: `Bearer ${String(webdav(body).sharedSecret)}` };
    expect((await peer.send(b, { method: 'GET', url: uri, headers: raw })).response?.status).toBe(401);
  });

  test(`${speaks}: without the demand a token is used where there is one, and the secret where there is none`, async () => {
    const offered = await shared({ speaks }, { speaks });
    expect(webdav(offered.body).requirements).toBeUndefined();
    expect(await offered.read()).toBe(200);
    expect(await sentTokens(offered.b)).toHaveLength(1);
    const none = await shared({ speaks, tokens: false }, { speaks });
    expect(await none.read()).toBe(200);
    expect(await sentTokens(none.b)).toEqual([]);
    expect(new Set(await bearers(none.b))).toEqual(new Set([webdav(none.body).sharedSecret]));
  });
}

test('a token that runs out is fetched anew, and no longer opens anything', async () => {
  const { a, b, body, read } = await shared({ speaks: '1.5', tokenLifetime: 0 }, { speaks: '1.5', demands: ['token'] });
  expect(await read()).toBe(401);
  expect(await read()).toBe(401);
  const { authority } = (await peer.hosts()).find(({ id }) => id === a) ?? {};
  expect(webdav(body).sharedSecret).toBeDefined();
  expect((await sentTokens(b)).length).toBeGreaterThanOrEqual(1);
  expect(authority).toBeDefined();
});

test('1.2: a code beside the secret is traded in with JSON, where both sides have that', async () => {
  const { b, body, read } = await shared(
    { speaks: '1.2', tokens: true },
    { speaks: '1.2', tokens: true, demands: ['token'] },
  );
  expect(body.code).toEqual(expect.any(String));
  expect(await read()).toBe(200);
  const [asked] = await sentTokens(b);
  expect(jsonOf(asked?.request.body)).toMatchObject({ grant_type: 'ocm_authorization_code', code: body.code });
  expect(jsonOf(asked?.response?.body)).toMatchObject({ token_type: 'bearer' });
});

test('the token endpoint names what is wrong, in the words of OAuth', async () => {
  const { a, b, body } = await shared({ speaks: '1.5' }, { speaks: '1.5' });
  const sender = (await peer.hosts()).find(({ id }) => id === a);
  const receiver = (await peer.hosts()).find(({ id }) => id === b);
  const url = `${sender?.endPoint}/token`;
  const good = {
    grant_type: 'authorization_code',
    client_id: receiver?.authority ?? '',
    code: String(webdav(body).sharedSecret),
  };
  const unsigned = await peer.send(b, {
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(good).toString(),
  });
  expect([unsigned.response?.status, jsonOf(unsigned.response?.body)]).toEqual([400, { error: 'invalid_client' }]);
});

test('who demands tokens takes no share without, and who cannot give them does not share there', async () => {
  count += 1;
  const [a, b] = [`a${count}`, `b${count}`];
  await peer.openHost({ id: a, speaks: '1.5', tokens: false });
  const { authority } = await peer.openHost({ id: b, speaks: '1.5', demands: ['token'] });
  await peer.addAccount(a, { user: 'alice' });
  await peer.addAccount(b, { user: 'bob' });
  await peer.put(a, 'alice', '/hello.txt', 'hello');
  const { exchange } = await peer.sendShare(a, {
    from: 'alice',
    to: `bob@${authority}`,
    path: '/hello.txt',
    permission: 'read',
  });
  expect(exchange.response?.status).toBe(403);
});
