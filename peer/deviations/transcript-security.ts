import { jsonOf } from '../../protocol/exchange.js';
import type { BodyEdit, HostOptions, PeerHostInfo } from '../contract.js';
import type { LocalPeer } from '../peer.js';

const PASSWORD = 'of-everybody';
/** Time, in ms, that a slow server lets others wait; and bytes of a document that nobody should read. */
const SLOW = 1_000;
const LARGE = 9 * 1024 * 1024;

/** `x`, which may deviate, contacts nobody but hosts of the peer; `m` means it well, and is met by others that do not. */
class Stage {
  readonly #peer: LocalPeer;
  #x: PeerHostInfo | undefined;
  #count = 0;

  constructor(peer: LocalPeer) {
    this.#peer = peer;
  }

  async open(deviations: string[]): Promise<void> {
    this.#x = await this.host('x', { allow: [], enforcesMfa: true, deviations });
    await this.host('m');
  }

  get x(): PeerHostInfo {
    if (!this.#x) throw new RangeError('nobody is on the stage');
    return this.#x;
  }

  async host(id: string, options: Partial<HostOptions> = {}): Promise<PeerHostInfo> {
    const info = await this.#peer.openHost({ id, speaks: '1.2', ...options });
    for (const user of ['alice', 'bob']) {
      await this.#peer.addAccount(id, { user, password: PASSWORD });
      await this.#peer.put(id, user, '/file.txt', 'bytes');
    }
    return info;
  }

  async share(from: string, ...edit: BodyEdit[]): Promise<number | undefined> {
    const to = `alice@${this.x.authority}`;
    const { exchange } = await this.#peer.sendShare(from, {
      from: 'alice',
      to,
      path: '/file.txt',
      permission: 'read',
      edit,
    });
    return exchange.response?.status;
  }

  /** What `x` makes of a share of one more server, and how often somebody was asked for anything. */
  async stranger(options: Partial<HostOptions>, asked?: PeerHostInfo): Promise<string> {
    this.#count += 1;
    const host = await this.host(`s${this.#count}`, options);
    const status = await this.share(host.id);
    const latest = (await this.#peer.received('x', 'alice')).at(-1);
    if (status === 201 && latest) await this.#peer.accept('x', 'alice', latest.id);
    const knocks = await this.#peer.exchanges({ host: (asked ?? host).id, direction: 'in' });
    await this.#peer.closeHost(host.id);
    return `${status} ${knocks.length}`;
  }

  async api(user: string, path: string): Promise<string> {
    const authorization = `Basic ${Buffer.from(`${user}:${PASSWORD}`).toString('base64')}`;
    const { response } = await this.#peer.send('m', {
      method: 'GET',
      url: `${this.x.url}/api${path}`,
      headers: { authorization },
    });
    const names = jsonOf(response?.body);
    return `${response?.status} ${Array.isArray(names) ? names.map(({ name }: { name: string }) => name) : ''}`;
  }

  async close(): Promise<void> {
    for (const { id } of await this.#peer.hosts()) await this.#peer.closeHost(id);
  }
}

/** What a host does when others, or those that it shares with, mean no good. */
export async function* securityTranscript(peer: LocalPeer, deviations: string[]): AsyncGenerator<string> {
  const stage = new Stage(peer);
  try {
    await stage.open(deviations);
    yield* asked(peer, stage);
    yield* lured(stage);
    yield* given(peer, stage);
    yield* giving(peer, stage);
  } finally {
    await stage.close();
  }
}

async function* asked(peer: LocalPeer, { x }: Stage): AsyncGenerator<string> {
  const headers = { 'x-forwarded-host': 'elsewhere.example.org' };
  const { response } = await peer.send('m', { method: 'GET', url: `${x.url}/.well-known/ocm`, headers });
  yield String(response?.body.text).replaceAll(x.authority, '<x>');
  const probe = await peer.send('m', { method: 'GET', url: `${x.endPoint}/mfa-capable` });
  yield String(probe.response?.status);
}

async function* lured(stage: Stage): AsyncGenerator<string> {
  for (const certificate of ['self-signed', 'other-name'] as const) yield stage.stranger({ certificate });
  yield stage.stranger({ apart: true, bind: '127.0.0.1', name: 'LOCALHOST' });
  const apart = await stage.host('apart', { apart: true });
  yield stage.stranger({ trap: { redirectsTo: apart.url } }, apart);
  yield stage.stranger({ trap: { says: { endPoint: apart.endPoint } } }, apart);
  yield stage.stranger({ trap: { pads: LARGE } });
}

async function* given(peer: LocalPeer, stage: Stage): AsyncGenerator<string> {
  yield String(await stage.share('m', { set: '/name', value: '../bob/planted.txt' }));
  yield stage.api('bob', '/folders/');
  yield String(await stage.share('m', { set: '/protocol/webdav/requirements', value: ['mfa-enforced'] }));
  const latest = (await peer.received('x', 'alice')).at(-1);
  if (latest) await peer.accept('x', 'alice', latest.id).catch(() => undefined);
  yield stage.api('alice', `/received/${latest?.id}/content`);
  await stage.host('slow', { trap: { waits: SLOW } });
  const slow = stage.share('slow').then(() => 'the slow one first');
  await peer.awaitExchange({ host: 'x', direction: 'out', contains: 'never' }, 50);
  yield Promise.race([slow, stage.share('m').then(() => 'the quick one first')]);
  await slow;
}

async function* giving(peer: LocalPeer, { x }: Stage): AsyncGenerator<string> {
  const [partner] = (await peer.hosts()).filter(({ id }) => id === 'm');
  const share = { from: 'alice', to: `alice@${partner?.authority}`, path: '/file.txt', permission: 'read' as const };
  const { providerId, sharedSecret } = await peer.sendShare('x', share);
  const received = (await peer.received('m', 'alice')).at(-1);
  if (!received) return;
  await peer.sendNotification('m', { type: 'RESHARE_CHANGE_PERMISSION', about: { received: received.id } });
  const written = await peer.dav('m', 'alice', received.id, { method: 'PUT', body: 'other bytes' });
  yield String(written.response?.status);
  const { response } = await peer.send('apart', {
    method: 'POST',
    url: `${x.endPoint}/notifications`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      notificationType: 'REQUEST_RESHARE',
      resourceType: 'file',
      providerId,
      notification: { sharedSecret: `not ${sharedSecret}`, shareWith: `bob@${partner?.authority}`, senderId: '1' },
    }),
  });
  // The guess has the secret in it, the refusal has not.
  yield `${response?.status} ${response?.body.text.includes(sharedSecret)}`;
}
