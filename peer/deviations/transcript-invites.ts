import { jsonOf } from '../../protocol/exchange.js';
import { formsOfInvite, readInvite, writeInvite } from '../../protocol/invite-string.js';
import { publicKeyFrom, readJws } from '../../protocol/jws.js';
import type { OutgoingAcceptance, PeerHostInfo } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

/** Versions that the host that may deviate speaks. */
const VERSIONS = ['1.2', '1.5'] as const;
const PASSWORD = 'of-everybody';
const SERVERS = [{ url: 'https://one.example.org', displayName: 'One' }];
/** Beginnings of tokens that are told apart by how a string is read; each is filled up so that the encoding is even. */
const TOKENS = ['plain', 'one@two@', '>>>???'];

type Changes = Omit<Partial<OutgoingAcceptance>, 'from' | 'token' | 'provider'>;

/** Acceptances that are right, or wrong in one way each. */
const CHANGES: Changes[] = [
  {},
  ...['recipientProvider', 'token', 'userID', 'email', 'name'].flatMap((field): Changes[] => [
    { edit: [{ remove: `/${field}` }] },
    { edit: [{ set: `/${field}`, value: 7 }] },
  ]),
  { edit: [{ set: '/token', value: 'of-nobody' }] },
  { edit: [{ set: '/recipientProvider', value: 'https://x' }] },
  { edit: [{ set: '/recipientProvider', value: '127.0.0.1:1' }], signature: { none: true } },
  { rawBody: '{' },
  { rawBody: '<x/>', headers: { 'content-type': 'application/xml' } },
  { signature: { key: 'unpublished' } },
];

/** One version's cast: `x` may deviate, `m` does not, `c` signs nothing, and the directory of `d` is signed by nobody. */
class Stage {
  readonly #peer: LocalPeer;
  readonly #hosts: Record<string, PeerHostInfo> = {};

  constructor(peer: LocalPeer) {
    this.#peer = peer;
  }

  async open(speaks: (typeof VERSIONS)[number], deviations: string[]): Promise<void> {
    const directory = { federation: 'Test', servers: SERVERS };
    const others = { m: {}, c: { signs: 'none' as const }, d: { deviations: ['directory-signed-by-nobody'] } };
    for (const [id, more] of Object.entries({ x: { deviations }, ...others })) {
      this.#hosts[id] = await this.#peer.openHost({ id, speaks, insecure: true, directory, ...more });
      for (const user of ['alice', 'bob']) await this.#peer.addAccount(id, { user, password: PASSWORD, admin: true });
      await this.#peer.put(id, 'alice', '/file.txt', 'bytes');
    }
  }

  async close(): Promise<void> {
    for (const id of Object.keys(this.#hosts)) await this.#peer.closeHost(id);
  }

  host(id: string): PeerHostInfo {
    const host = this.#hosts[id];
    if (!host) throw new RangeError(`nobody is called ${id}`);
    return host;
  }

  /** What bob at `x` does through the API for people: status and JSON. */
  async ask(method: string, path: string, body: unknown): Promise<[number | undefined, unknown]> {
    const authorization = `Basic ${Buffer.from(`bob:${PASSWORD}`).toString('base64')}`;
    const { response } = await this.#peer.send('m', {
      method,
      url: `${this.host('x').url}/api${path}`,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return [response?.status, jsonOf(response?.body)];
  }

  async invite(ends?: Date): Promise<{ token: string; text: string; link: string }> {
    const [, json] = await this.ask('POST', '/invites', ends ? { ends: ends.toISOString() } : {});
    return json as { token: string; text: string; link: string };
  }

  /** An acceptance by somebody at `m`, what is answered, and whom bob knows then. */
  async accept(token: string, changes: Changes = {}, from = 'alice'): Promise<unknown> {
    const provider = this.host('x').authority;
    const { response } = await this.#peer.acceptInvite('m', { from, provider, token, ...changes });
    const contacts = await this.#peer.contacts('x', 'bob');
    const known = contacts.map(({ address }) => address.slice(0, address.indexOf('@')));
    return [response?.status, response?.headers['content-type'], response?.body.text, known];
  }

  /** Bob takes an invite of `id`, and what reaches that host. */
  async take(id: string, token: string, text: string): Promise<unknown> {
    await this.#peer.createInvite(id, { from: 'alice', token });
    const earlier = (await this.#peer.exchanges({ host: id, direction: 'in' })).length;
    const [status] = await this.ask('POST', '/invites/accept', { text });
    const came = (await this.#peer.exchanges({ host: id, direction: 'in' })).slice(earlier);
    const told = came.map(({ request: { method, url, headers, body } }) => [
      method,
      new URL(url).pathname,
      headers['content-type'],
      headers.signature !== undefined,
      body.text,
    ]);
    return [status, told];
  }

  /** The page for visitors, and where it leads. */
  async visit(link: string): Promise<unknown> {
    const page = await this.#peer.send('m', { method: 'GET', url: link });
    const sent = await this.#peer.send('m', {
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `server=${encodeURIComponent(`http://${this.host('m').authority}`)}`,
    });
    const offers = page.response?.body.text.includes(SERVERS[0]?.url ?? '');
    const way = sent.response?.headers.location;
    return [page.response?.status, offers, way && new URL(way).pathname, way && [...new URL(way).searchParams.keys()]];
  }

  async directory(): Promise<unknown> {
    const { url = '', key = '' } = this.host('x').directory ?? {};
    const { response } = await this.#peer.send('m', { method: 'GET', url });
    const jws = readJws(response?.body.text ?? '', publicKeyFrom(key));
    return [response?.status, jws ?? response?.body.text];
  }

  async share(): Promise<unknown> {
    const to = `bob@${this.host('x').authority}`;
    const share = { from: 'alice', to, path: '/file.txt', permission: 'read' as const };
    return (await this.#peer.sendShare('m', share)).exchange.response?.status;
  }

  /** Words that do not change from run to run. */
  said(value: unknown): string {
    let text = JSON.stringify(value) ?? '';
    for (const [id, { authority }] of Object.entries(this.#hosts)) text = text.replaceAll(authority, `host-${id}`);
    return text;
  }
}

/** What a host and its partners say to each other about invites and directories, step by step, without what differs from run to run. */
export async function* inviteTranscript(deviations: string[]): AsyncGenerator<string> {
  const peer = await startPeer();
  try {
    for (const speaks of VERSIONS) {
      const stage = new Stage(peer);
      await stage.open(speaks, deviations);
      yield* scenes(stage);
      await stage.close();
    }
  } finally {
    await peer.close();
  }
}

async function* scenes(stage: Stage): AsyncGenerator<string> {
  const provider = stage.host('m').authority;
  const [first, second] = [await stage.invite(), await stage.invite()];
  const read = readInvite(first.text);
  const shared = [...first.token].filter((letter, at) => second.token[at] === letter).length;
  const isLike = first.token.length > 16 && shared < first.token.length / 2;
  yield stage.said([formsOfInvite(first.text), read?.provider, isLike, [...new URL(first.link).searchParams.keys()]]);
  yield stage.said(await stage.directory());

  for (const changes of CHANGES) {
    const { token } = await stage.invite();
    yield stage.said([changes, await stage.accept(token, changes), await stage.accept(token)]);
  }
  const taken = await stage.invite();
  yield stage.said([await stage.accept(taken.token), await stage.accept(taken.token, {}, 'bob')]);
  const ended = await stage.invite(new Date(0));
  yield stage.said([await stage.accept(ended.token), await stage.share()]);

  for (const [at, start] of TOKENS.entries()) {
    const token = evenly(`${start}-${at}`, provider);
    yield stage.said(await stage.take('m', token, writeInvite({ token, provider }, 'base64')));
    const uneven = `${token}x`;
    const parts = { token: uneven, provider };
    yield stage.said(await stage.take('m', uneven, writeInvite(parts, 'base64')));
    yield stage.said(await stage.take('m', `${uneven}y`, writeInvite({ ...parts, token: `${uneven}y` }, 'base64url')));
  }
  const unsigned = { token: 'of-c', provider: stage.host('c').authority };
  yield stage.said(await stage.take('c', unsigned.token, writeInvite(unsigned, 'base64')));

  yield stage.said(await stage.visit(first.link));
  const { url = '', key = '' } = stage.host('d').directory ?? {};
  await stage.ask('PUT', `/admin/directories/${encodeURIComponent(url)}`, { key });
  yield stage.said(await stage.visit((await stage.invite()).link));
}

/** A token with which the encoding needs no padding. */
function evenly(token: string, provider: string): string {
  return token + 'x'.repeat((3 - ((token.length + 1 + provider.length) % 3)) % 3);
}
