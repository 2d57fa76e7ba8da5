import { expect, test } from '@playwright/test';
import { jsonOf } from '../../protocol/exchange.js';
import { documentsIn, judge, keysIn } from '../../protocol/judge/index.js';
import { SIGNATURE_DIALECTS, type SignatureDialect } from '../../protocol/signatures/index.js';
import { detectSpec } from '../../protocol/version-profile.js';
import type { HostOptions, PeerExchange, SignatureEdit, Speaks } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

let peer: LocalPeer;
let count = 0;

test.beforeAll(async () => {
  peer = await startPeer();
});
test.afterAll(() => peer.close());

const speaksFor: Record<SignatureDialect, Speaks> = {
  cavage: '1.2',
  unmarked: '1.3',
  label: '1.4',
  tag: '1.4',
  jwk: '1.5',
};

interface Pair {
  a: string;
  b: string;
  share: (signature?: SignatureEdit) => Promise<number | undefined>;
  exchanges: () => Promise<PeerExchange[]>;
}

/** Two hosts of one version, each with an account; alice at a shares with bob at b. */
async function pair(options: Omit<HostOptions, 'id'>, other: Partial<HostOptions> = {}): Promise<Pair> {
  count += 1;
  const [a, b] = [`a${count}`, `b${count}`];
  await peer.openHost({ id: a, ...options });
  const receiver = await peer.openHost({ id: b, ...options, ...other });
  await peer.addAccount(a, { user: 'alice' });
  await peer.addAccount(b, { user: 'bob' });
  await peer.put(a, 'alice', '/hello.txt', 'hello');
  return {
    a,
    b,
    share: async (signature) => {
      const { exchange } = await peer.sendShare(a, {
        from: 'alice',
        to: `bob@${receiver.authority}`,
        path: '/hello.txt',
        permission: 'read',
        ...(signature ? { signature } : {}),
      });
      return exchange.response?.status;
    },
    exchanges: async () => [...(await peer.exchanges({ host: a })), ...(await peer.exchanges({ host: b }))],
  };
}

for (const dialect of SIGNATURE_DIALECTS) {
  const speaks = speaksFor[dialect];
  const hosts = { speaks, signs: dialect };

  test(`${dialect}: two hosts of ${speaks} share, accept and end signed, and every message keeps the text`, async () => {
    const { a, b, share, exchanges } = await pair(hosts);
    expect(await share()).toBe(201);
    const [received] = await peer.received(b, 'bob');
    const accepted = await peer.accept(b, 'bob', received?.id ?? '');
    expect(accepted?.response?.status).toBe(201);
    const providerId = String(received?.body.providerId);
    await peer.unshare(a, providerId, true);
    expect((await peer.received(b, 'bob'))[0]?.state).toBe('unshared');
    const all = await exchanges();
    const posts = all.filter(({ request, direction }) => request.method === 'POST' && direction === 'out');
    expect(posts.length).toBeGreaterThanOrEqual(3);
    for (const { request } of posts) expect(request.headers.signature, request.url).toBeDefined();
    const documents = documentsIn(all);
    const keys = keysIn(all, documents);
    const infos = new Map((await peer.hosts()).map(({ id, authority }) => [id, authority]));
    const found = all.flatMap((exchange) => {
      const client = exchange.direction === 'out' ? infos.get(exchange.host) : undefined;
      const specOf = () => detectSpec(documents.values().next().value).spec;
      return judge(exchange, { specOf, documents, keys, ...(client ? { client } : {}) });
    });
    expect(found.map(({ rule, where, reason }) => `${rule} ${where} ${reason}`)).toEqual([]);
  });

  test(`${dialect}: what was changed on the way is refused with 401, and leaves nothing behind`, async () => {
    const { b, share } = await pair(hosts);
    const old = dialect === 'cavage';
    const edits: SignatureEdit[] = [
      { signs: { url: 'https://other.example.org/other/shares' } },
      // 1.3.0 has an example without the length, and nothing that asks for it.
      ...(dialect === 'unmarked' ? [] : [{ signs: { headers: { 'content-length': '7' } } }]),
      { signs: { headers: old ? { date: new Date(0).toUTCString() } : { 'content-digest': 'sha-256=:AAAA:' } } },
      { age: 3600 },
      { age: -3600 },
      { key: 'unpublished' },
      { omits: [old ? 'date' : '@target-uri'] },
      { omits: [old ? 'digest' : 'content-digest'] },
      { sends: { body: { replace: 'hello.txt', with: 'Hello.txt' } } },
      { sends: { body: { replace: 'hello.txt', with: 'Hello.txt' }, digest: true } },
      ...(old ? [] : [{ key: 'unknown' as const }, { signs: { method: 'PUT' } }, { key: 'mac' as const }]),
      ...(dialect === 'jwk' || dialect === 'tag' ? [{ beside: 'second' as const }] : []),
      ...(dialect === 'label' ? [{ beside: 'second' as const }, { label: 'sig1' }, { omits: ['date'] }] : []),
      ...(dialect === 'jwk' ? [{ parameters: { keyid: null } }, { parameters: { alg: 'rsa-pss-sha512' } }] : []),
      ...(['label', 'tag', 'jwk'].includes(dialect) ? [{ parameters: { created: null } }] : []),
    ];
    for (const edit of edits) {
      const status = await share(edit);
      expect(status, JSON.stringify(edit)).toBe(401);
    }
    expect(await peer.received(b, 'bob')).toEqual([]);
    expect(await share()).toBe(201);
    expect(await peer.received(b, 'bob')).toHaveLength(1);
  });

  test(`${dialect}: an unsigned request of a server that signs is refused, and one of a server that does not only on demand`, async () => {
    expect(await (await pair(hosts)).share({ none: true })).toBe(401);
    const quiet = { speaks, signs: 'none' as const };
    expect(await (await pair(quiet, { signs: dialect })).share()).toBe(201);
    expect(await (await pair(quiet, { signs: dialect, demands: ['signature'] })).share()).toBe(401);
  });
}

for (const dialect of ['label', 'tag', 'jwk'] as const) {
  test(`${dialect}: what the text leaves free is taken`, async () => {
    const { share, b } = await pair({ speaks: speaksFor[dialect], signs: dialect });
    const edits: SignatureEdit[] = [
      { beside: 'proxy' },
      { beside: 'garbage' },
      { adds: ['content-type'] },
      { parameters: { alg: null } },
      { parameters: { nonce: 'abc' } },
      { digests: ['sha-512'] },
      { digests: ['sha-256', 'sha-512'] },
      ...(dialect === 'label' ? [] : [{ label: 'sig1' }]),
    ];
    for (const edit of edits) expect(await share(edit), JSON.stringify(edit)).toBe(201);
    expect(await peer.received(b, 'bob')).toHaveLength(edits.length);
  });
}

test('a message by the key of another server, about people of its own or of the other one, is refused', async () => {
  const { a, share } = await pair({ speaks: '1.5' });
  const stranger = await peer.openHost({ id: `stranger-of-${a}`, speaks: '1.5' });
  expect(await share({ key: { host: stranger.id } })).toBe(401);
});

test('each version publishes its key where its text says', async () => {
  const read = async (id: string, url: string): Promise<unknown> =>
    jsonOf((await peer.send(id, { method: 'GET', url })).response?.body);
  for (const dialect of SIGNATURE_DIALECTS) {
    count += 1;
    const { id, authority, endPoint } = await peer.openHost({
      id: `k${count}`,
      speaks: speaksFor[dialect],
      signs: dialect,
    });
    const document = (await read(id, `https://${authority}/.well-known/ocm`)) as Record<string, unknown>;
    const capabilities = document.capabilities as string[];
    expect(capabilities.includes('http-sig'), dialect).toBe(dialect !== 'cavage');
    expect(document.publicKey !== undefined, dialect).toBe(dialect === 'cavage');
    expect(document.jwksUri, dialect).toBe(dialect === 'jwk' ? `${endPoint}/jwks` : undefined);
    if (dialect === 'cavage') continue;
    const url = dialect === 'jwk' ? `${endPoint}/jwks` : `https://${authority}/.well-known/jwks.json`;
    expect(await read(id, url), dialect).toMatchObject({
      keys: [{ kty: 'OKP', alg: 'Ed25519', kid: `${authority}#key1` }],
    });
  }
});

test('a notification that is signed by neither end of the share is refused', async () => {
  const { a, b, share } = await pair({ speaks: '1.5' });
  expect(await share()).toBe(201);
  const [received] = await peer.received(b, 'bob');
  const stranger = await peer.openHost({ id: `third-of-${a}`, speaks: '1.5' });
  const providerId = String(received?.body.providerId);
  const exchange = await peer.sendNotification(a, {
    type: 'SHARE_UNSHARED',
    about: { sent: providerId },
    edit: [{ set: '/senderDomain', value: stranger.authority }],
    signature: { key: { host: stranger.id } },
  });
  expect(exchange.response?.status).toBe(403);
  expect((await peer.received(b, 'bob'))[0]?.state).toBe('pending');
});

test('a key may be named by a URL, which some servers insist on', async () => {
  const { a, share } = await pair({ speaks: '1.4', keyIds: 'url' });
  expect(await share()).toBe(201);
  expect(await share({ key: 'unpublished' })).toBe(401);
  const sent = await peer.exchanges({ host: a, direction: 'out', pathEnds: '/shares' });
  expect(sent[0]?.request.headers['signature-input']).toContain('keyid="https://');
});
