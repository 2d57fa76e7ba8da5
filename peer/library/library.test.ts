import { expect, test } from '@playwright/test';
import { jsonOf } from '../../protocol/exchange.js';
import type { LibraryDialect } from '../../protocol/library-dialect.js';
import type { HostOptions, PeerExchange, PeerHostInfo } from '../contract.js';
import { bytesOf, type Content } from '../http/content.js';
import type { Route } from '../http/router.js';
import { type LocalPeer, startPeer } from '../peer.js';
import type { PeerPeople, PeerUser } from '../user-actions.js';

/** Words of nobody's: which ones are used is not the peer's business. */
const dialect: LibraryDialect = {
  name: 'library-api',
  label: 'a dialect',
  protocol: 'Own API',
  serviceUrl: 'ownServiceURL',
  filesPath: '/files-by-link',
};
const UUID = /^[-0-9a-f]{36}$/;

interface Pair {
  peer: LocalPeer;
  a: PeerHostInfo;
  b: PeerHostInfo;
  alice: PeerUser;
  bob: PeerUser;
}

/** Alice at one host and Bob, who has an at-sign in his name, at another. */
async function withPair(run: (pair: Pair) => Promise<void>, options: Partial<HostOptions> = {}): Promise<void> {
  const people = new Map<string, PeerPeople>();
  const mount = (host: PeerPeople): Route[] => {
    people.set(host.info.id, host);
    return [];
  };
  const peer = await startPeer({ mounts: [mount] });
  const login = async (id: string, user: string): Promise<PeerUser> => {
    const { password } = await peer.addAccount(id, { user });
    const person = people.get(id)?.authenticate(user, password);
    if (!person) throw new Error(`${user} cannot log in at ${id}`);
    return person;
  };
  try {
    const a = await peer.openHost({ id: 'a', speaks: '1.0', dialect, insecure: true, basePath: '/cloud' });
    const b = await peer.openHost({ id: 'b', speaks: '1.0', dialect, insecure: true, ...options });
    const alice = await login('a', 'alice');
    await run({ peer, a, b, alice, bob: await login('b', 'bob@mail.example') });
  } finally {
    await peer.close();
  }
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (content: Content | undefined): string | undefined => content && bytesOf(content).toString('utf8');
const json = ({ request }: PeerExchange): unknown => jsonOf(request.body);

test('a library is shared, lives at once, and is listed, read and written through the owner', async () => {
  await withPair(async ({ peer, a, alice, bob }) => {
    alice.mkdir('/library');
    alice.mkdir('/library/deeper');
    alice.put('/library/one & ü.txt', bytes('first'));
    await alice.share('/library', bob.address, 'edit');
    expect(bob.pending()).toEqual([]);
    const [share] = bob.received();
    expect(share).toMatchObject({ name: 'library', kind: 'folder', from: `alice@${a.authority}`, permission: 'edit' });
    const id = share?.id ?? '';
    expect((await bob.listInside(id))?.map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'folder deeper',
      'file one & ü.txt',
    ]);
    expect(text(await bob.readReceived(id, 'one & ü.txt'))).toBe('first');
    expect(await bob.readReceived(id, 'two.txt')).toBeUndefined();
    expect(await bob.writeReceived(id, bytes('from bob'), 'deeper/two.txt')).toEqual({ done: true });
    expect(text(alice.get('/library/deeper/two.txt'))).toBe('from bob');
    expect(await bob.writeReceived(id, bytes('changed'), 'one & ü.txt')).toEqual({ done: true });
    expect(text(alice.get('/library/one & ü.txt'))).toBe('changed');
    expect((await bob.renameInside(id, 'one & ü.txt', 'x')).done).toBe(false);
    const asked = await peer.exchanges({ host: 'a', direction: 'in' });
    expect(asked.some(({ request }) => request.url.includes(secretOf(asked)))).toBe(false);
  });
});

const secretOf = (exchanges: PeerExchange[]): string =>
  exchanges.flatMap(({ request }) => /^token (\S+)$/.exec(request.headers.authorization ?? '')?.[1] ?? [])[0] ?? '-';

test('a file of a received library is found in whichever Unicode form it is asked for, and may be large', async () => {
  await withPair(async ({ alice, bob }) => {
    alice.mkdir('/library');
    alice.put('/library/caf\u00e9.txt', bytes('composed'));
    alice.put('/library/large.bin', Buffer.alloc(20_000_000, 'x'));
    await alice.share('/library', bob.address, 'edit');
    const id = bob.received()[0]?.id ?? '';
    expect(text(await bob.readReceived(id, 'cafe\u0301.txt'))).toBe('composed');
    expect(await bob.writeReceived(id, bytes('changed'), 'cafe\u0301.txt')).toEqual({ done: true });
    expect(text(alice.get('/library/caf\u00e9.txt'))).toBe('changed');
    expect((await bob.readReceived(id, 'large.bin'))?.length).toBe(20_000_000);
  });
});

test('a share has the form of the dialect: no hosts, ids of servers, paths with a slash at the end', async () => {
  await withPair(async ({ peer, a, b, alice, bob }) => {
    alice.mkdir('/library');
    await alice.share('/library', bob.address, 'read');
    const sent = await peer.exchanges({ host: 'a', direction: 'out' });
    expect(sent.map(({ request }) => `${request.method} ${request.url}`)).toEqual([
      `GET ${b.url}/ocm-provider/`,
      `POST ${b.endPoint}/shares/`,
    ]);
    expect(jsonOf(sent[0]?.response?.body)).toEqual({
      enabled: true,
      apiVersion: '1.0-proposal1',
      endPoint: `${b.url}/api/v2.1/ocm/`,
      resourceTypes: { name: 'library', shareTypes: ['user'], protocols: { 'Own API': 'Own API' } },
    });
    const body = sent[1] && json(sent[1]);
    expect(body).toMatchObject({
      shareWith: 'bob@mail.example',
      owner: 'alice',
      sender: 'alice',
      providerId: expect.stringMatching(UUID) as unknown,
      shareType: 'user',
      resourceType: 'library',
      protocol: {
        name: 'Own API',
        options: {
          sharedSecret: expect.stringMatching(/^[a-z0-9]{23}$/) as unknown,
          permissions: ['read'],
          repoId: expect.stringMatching(UUID) as unknown,
          ownServiceURL: `${a.url}/`,
        },
      },
    });
    const noSlash = await peer.send('a', { method: 'POST', url: `${b.endPoint}/shares`, body: '{}' });
    expect([noSlash.response?.status, noSlash.response?.headers.location]).toEqual([301, '/api/v2.1/ocm/shares/']);
  });
});

test('a share for reading refuses uploads, and the end of a share shuts it and is told to the other side', async () => {
  await withPair(async ({ peer, alice, bob }) => {
    alice.mkdir('/library');
    alice.put('/library/one.txt', bytes('first'));
    const { providerId } = await alice.share('/library', bob.address, 'read');
    const id = bob.received()[0]?.id ?? '';
    expect(await bob.writeReceived(id, bytes('x'), 'two.txt')).toEqual({
      done: false,
      refusal: 'it says that this is not allowed (403)',
    });
    alice.setPermission(providerId, 'edit');
    expect(await bob.writeReceived(id, bytes('x'), 'two.txt')).toEqual({ done: true });
    await alice.unshare(providerId);
    expect(bob.received()).toEqual([]);
    await alice.share('/library', bob.address, 'read');
    await bob.leave(bob.received()[0]?.id ?? '');
    expect(alice.listSent()).toEqual([]);
    const told = await peer.exchanges({ method: 'POST', direction: 'out', pathEnds: '/notifications/' });
    expect(told.map((exchange) => [exchange.host, json(exchange), exchange.response?.status])).toMatchObject([
      ['a', { notificationType: 'SHARE_UNSHARED', resourceType: 'library' }, 201],
      ['b', { notificationType: 'SHARE_DECLINED', resourceType: 'library' }, 201],
    ]);
  });
});

test('the secret of an ended share, no secret and Bearer open nothing; a link to a file works once', async () => {
  await withPair(async ({ peer, a, alice, bob }) => {
    alice.mkdir('/library');
    alice.put('/library/one.txt', bytes('first'));
    const { providerId } = await alice.share('/library', bob.address, 'read');
    const secret = String(secretIn(await peer.received('b', bob.user)));
    const ask = async (path: string, authorization?: string) =>
      (
        await peer.send('b', {
          method: 'GET',
          url: a.url + path,
          ...(authorization ? { headers: { authorization } } : {}),
        })
      ).response;
    const dir = '/api/v2.1/via-repo-token/dir/?path=/';
    expect((await ask(dir, `Token ${secret}`))?.status).toBe(200);
    expect((await ask(dir))?.status).toBe(401);
    expect((await ask(dir, `Bearer ${secret}`))?.status).toBe(401);
    expect((await ask('/api/v2.1/via-repo-token/dir/?path=/nowhere', `token ${secret}`))?.status).toBe(404);
    const link = jsonOf((await ask('/api/v2.1/via-repo-token/download-link/?path=/one.txt', `token ${secret}`))?.body);
    const follow = async () => (await peer.send('b', { method: 'GET', url: String(link) })).response;
    const file = await follow();
    expect(file?.body.text).toBe('first');
    expect(file?.headers['content-disposition']).toBe("attachment; filename*=UTF-8''one.txt");
    expect((await follow())?.status).toBe(403);
    await alice.unshare(providerId);
    expect((await ask(dir, `token ${secret}`))?.status).toBe(401);
  });
});

function secretIn(shares: { body: Record<string, unknown> }[]): unknown {
  const protocol = shares[0]?.body.protocol as { options?: { sharedSecret?: unknown } } | undefined;
  return protocol?.options?.sharedSecret;
}

test('an upload never overwrites what is there, unless the form says so', async () => {
  await withPair(async ({ peer, a, alice, bob }) => {
    alice.mkdir('/library');
    alice.put('/library/one.txt', bytes('first'));
    await alice.share('/library', bob.address, 'edit');
    const secret = String(secretIn(await peer.received('b', bob.user)));
    const upload = async (query: string, field = ''): Promise<unknown> => {
      const url = `${a.url}/api/v2.1/via-repo-token/upload-link/?path=/&${query}`;
      const asked = await peer.send('b', { method: 'GET', url, headers: { authorization: `token ${secret}` } });
      const body = [
        '--x\r\ncontent-disposition: form-data; name="parent_dir"\r\n\r\n/\r\n',
        field && `--x\r\ncontent-disposition: form-data; name="replace"\r\n\r\n${field}\r\n`,
        '--x\r\ncontent-disposition: form-data; name="file"; filename="one.txt"\r\n\r\nsecond\r\n--x--\r\n',
      ].join('');
      const headers = { 'content-type': 'multipart/form-data; boundary=x' };
      const link = String(jsonOf(asked.response?.body));
      const posted = await peer.send('b', { method: 'POST', url: link, headers, body });
      expect(posted.response?.headers['access-control-allow-origin']).toBe('*');
      return jsonOf(posted.response?.body);
    };
    expect(await upload('from=web')).toMatchObject([{ name: 'one (1).txt', size: 6 }]);
    expect([text(alice.get('/library/one.txt')), text(alice.get('/library/one (1).txt'))]).toEqual(['first', 'second']);
    expect(await upload('from=web', '1')).toMatchObject([{ name: 'one (2).txt' }]);
    expect(await upload('from=api&replace=1')).toMatchObject([{ name: 'one (3).txt' }]);
    expect(await upload('from=api&replace=1', '1')).toMatchObject([{ name: 'one.txt' }]);
    expect(text(alice.get('/library/one.txt'))).toBe('second');
  });
});

test('shares that cannot be taken in are refused with a 4xx or 501, and the same share twice is one share', async () => {
  await withPair(async ({ peer, bob, alice }) => {
    alice.mkdir('/library');
    const send = async (
      ...edit: ({ set: string; value: unknown } | { remove: string })[]
    ): Promise<number | undefined> =>
      (await peer.sendShare('a', { from: 'alice', to: bob.address, path: '/library', permission: 'read', edit }))
        .exchange.response?.status;
    const options = '/protocol/options';
    for (const field of ['shareWith', 'name', 'providerId', 'sender', 'protocol'])
      expect(await send({ remove: `/${field}` }), field).toBe(400);
    for (const member of ['sharedSecret', 'permissions', 'repoId', 'ownServiceURL'])
      expect(await send({ remove: `${options}/${member}` }), member).toBe(400);
    expect(await send({ set: '/shareWith', value: 'nobody' })).toBe(400);
    expect(await send({ set: '/protocol', value: 'words' })).toBe(400);
    expect(await send({ set: `${options}/ownServiceURL`, value: 'https://no.slash.example' })).toBe(400);
    expect(await send({ set: '/resourceType', value: 'file' })).toBe(501);
    expect(await send({ set: '/protocol/name', value: 'webdav' })).toBe(501);
    expect(bob.received()).toEqual([]);
    const secret = { set: `${options}/sharedSecret`, value: 'one-secret' };
    expect(await send(secret)).toBe(201);
    expect(await send(secret)).toBe(201);
    expect(await send()).toBe(400);
    expect(bob.received()).toHaveLength(1);
  });
});

test('a file is shared as a library of its own, which holds nothing else and takes nothing else', async () => {
  await withPair(async ({ alice, bob }) => {
    alice.put('/file.txt', bytes('first'));
    alice.put('/other.txt', bytes('not shared'));
    await alice.share('/file.txt', bob.address, 'edit');
    const id = bob.received()[0]?.id ?? '';
    expect((await bob.listInside(id))?.map(({ name }) => name)).toEqual(['file.txt']);
    expect(text(await bob.readReceived(id, 'file.txt'))).toBe('first');
    expect(await bob.readReceived(id, 'other.txt')).toBeUndefined();
    expect(await bob.writeReceived(id, bytes('second'), 'file.txt')).toEqual({ done: true });
    expect((await bob.writeReceived(id, bytes('x'), 'other.txt')).done).toBe(false);
    expect([text(alice.get('/file.txt')), text(alice.get('/other.txt'))]).toEqual(['second', 'not shared']);
  });
});

test('people at a host that speaks OCM cannot be shared with', async () => {
  await withPair(
    async ({ alice, bob }) => {
      alice.mkdir('/library');
      await expect(alice.share('/library', bob.address, 'read')).rejects.toThrow('did not take the share');
    },
    { dialect: undefined as never, speaks: '1.2' },
  );
});
