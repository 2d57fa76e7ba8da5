import { jsonOf } from '../../protocol/exchange.js';
import type { BodyEdit, Offer, OutgoingShare, PeerHostInfo } from '../contract.js';
import type { CustomResource } from '../custom-resource.js';
import type { LocalPeer } from '../peer.js';

const PASSWORD = 'of-everybody';
const OFFERS: Offer[] = ['webapp', 'ssh', 'datatx'];
const FORM = 'application/x-www-form-urlencoded';

type Edits = Pick<OutgoingShare, 'edit'>;

/** Shares of `m` with `x`: as they are, and with one thing about their web app that is another. */
const VARIANTS: Edits[] = [
  {},
  { edit: [{ set: '/protocol/webapp/targets', value: ['x-hologram'] }] },
  { edit: [{ set: '/protocol/webapp/appIconHint', value: 'https://<m>/icon.svg' }] },
  {
    edit: ['webdav', 'webapp'].map((name) => ({
      set: `/protocol/${name}/requirements`,
      value: ['must-exchange-token', 'must-use-mfa'],
    })),
  },
];

/** Over a protocol, of a type, and by a scheme that is not announced. */
const FOREIGN: BodyEdit[][] = [
  [{ set: '/protocol', value: { name: 'multi', ssh: { uri: 'a@b.example:22/x' } } }],
  [
    { set: '/resourceType', value: 'calendar' },
    { set: '/protocol', value: { name: 'multi', caldav: { uri: 'x', sharedSecret: 'y' } } },
  ],
  [{ set: '/encryption', value: { resourceId: '7', scheme: 'x', x: {} } }],
];
const RESOURCES: CustomResource[] = [
  { type: 'feature-collection', protocols: { ogcapi: { share: { collection: 'roads' } } } },
];

/** `x` may deviate; `m` shows apps in windows only and speaks plain HTTP, too; `old` and `older` speak versions of before. */
class Stage {
  readonly peer: LocalPeer;
  readonly #hosts: Record<string, PeerHostInfo> = {};

  constructor(peer: LocalPeer) {
    this.peer = peer;
  }

  async open(deviations: string[]): Promise<void> {
    const apps = { offers: OFFERS };
    const cast = {
      x: { speaks: '1.5' as const, ...apps, resources: RESOURCES, deviations },
      t: { speaks: '1.5' as const, resources: RESOURCES },
      m: { speaks: '1.5' as const, ...apps, appTargets: ['blank' as const], alsoPlain: true },
      old: { speaks: '1.2' as const, ...apps, deviations },
      older: { speaks: '1.0' as const },
    };
    for (const [id, options] of Object.entries(cast)) {
      this.#hosts[id] = await this.peer.openHost({ id, ...options });
      await this.peer.addAccount(id, { user: 'alice', password: PASSWORD });
      await this.peer.put(id, 'alice', '/file.txt', 'bytes');
      await this.peer.put(id, 'alice', '/folder/inside.txt', 'bytes');
    }
  }

  async close(): Promise<void> {
    for (const id of Object.keys(this.#hosts)) await this.peer.closeHost(id);
  }

  host(id: string): PeerHostInfo {
    const host = this.#hosts[id];
    if (!host) throw new RangeError(`nobody is called ${id}`);
    return host;
  }

  /** Without what differs from run to run. */
  said(value: unknown): string {
    let text = JSON.stringify(value) ?? '';
    for (const { id, authority } of Object.values(this.#hosts)) text = text.replaceAll(authority, `<${id}>`);
    return text
      .replaceAll(/[0-9a-f]{18}|[0-9a-f]{8}-[0-9a-f-]{27}|\b\d{9}\b/g, '<id>')
      .replaceAll(/"(sharedSecret|shared_secret|x5c|x)":"[^"]{20,}"/g, '"$1":"<secret>"');
  }

  async share(from: string, to: string, more: Partial<OutgoingShare> = {}): ReturnType<LocalPeer['sendShare']> {
    const { authority } = this.host(to);
    const edit = JSON.parse(
      JSON.stringify(more.edit ?? []).replaceAll('<m>', this.host('m').authority),
    ) as Edits['edit'];
    const share = { from: 'alice', to: `alice@${authority}`, path: '/file.txt', permission: 'read' as const };
    return this.peer.sendShare(from, { ...share, ...more, edit: edit ?? [] });
  }

  /** What alice at a host does through the API for people. */
  async ask(id: string, method: string, path: string): Promise<[number | undefined, unknown]> {
    const authorization = `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}`;
    const url = `${this.host(id).url}/api${path}`;
    const { response } = await this.peer.send('m', { method, url, headers: { authorization } });
    return [response?.status, jsonOf(response?.body)];
  }

  async latest(id: string): Promise<string> {
    return (await this.peer.received(id, 'alice')).at(-1)?.id ?? '';
  }

  /** Accepts what came last, opens it in its app and reads it. */
  async openLatest(id: string): Promise<unknown> {
    const shareId = await this.latest(id);
    await this.peer.accept(id, 'alice', shareId).catch(() => undefined);
    const opened = await this.ask(id, 'GET', `/received/${shareId}/app`);
    const [read] = await this.ask(id, 'GET', `/received/${shareId}/content`);
    return [opened, read];
  }
}

/** What hosts say to each other about web apps, transfers and protocols besides WebDAV. The peer has to serve its API for people. */
export async function* beyondTranscript(peer: LocalPeer, deviations: string[]): AsyncGenerator<string> {
  const stage = new Stage(peer);
  try {
    await stage.open(deviations);
    yield* scenes(stage);
  } finally {
    await stage.close();
  }
}

async function* scenes(stage: Stage): AsyncGenerator<string> {
  const { peer } = stage;
  const document = await peer.send('m', { method: 'GET', url: `${stage.host('x').url}/.well-known/ocm` });
  yield stage.said(jsonOf(document.response?.body)).replaceAll(/-----BEGIN[^"]+/g, '<key>');

  for (const path of ['/file.txt', '/folder']) {
    const { exchange } = await stage.share('x', 'm', { path });
    const body = jsonOf(exchange.request.body) as { protocol?: { webapp?: { uri?: string } } };
    yield stage.said([exchange.request.url.split('/', 1), body]);
    yield* served(stage, body.protocol?.webapp?.uri ?? stage.host('x').url);
  }
  const plain = await peer.exchanges({ host: 'm', direction: 'in', method: 'POST', pathEnds: '/shares' });
  yield String(plain.map(({ request }) => request.url.split(':', 1)));

  for (const variant of VARIANTS) {
    const { exchange } = await stage.share('m', 'x', variant);
    yield stage.said([exchange.response?.status, await stage.openLatest('x')]);
    await peer.idle();
    const icons = await peer.exchanges({ host: 'm', direction: 'in', pathEnds: '/icon.svg' });
    yield String(icons.length);
  }
  for (const edit of FOREIGN) {
    const { exchange } = await stage.share('old', 'old', { edit });
    yield String(exchange.response?.status);
  }
  const things = await stage.share('t', 'x', { resource: 'feature-collection' });
  const back = await stage.share('x', 't');
  yield String([things.exchange.response?.status, things.exchange.request.method, back.exchange.request.method]);
  const given = await stage.share('x', 't', { resource: 'feature-collection' });
  yield stage.said(jsonOf(given.exchange.request.body));
  const soon = Math.floor(Date.now() / 1000) + 3600;
  await stage.share('m', 'x', { edit: [{ set: '/expiration', value: soon }] });
  await stage.openLatest('x');
  const told = await peer.exchanges({ host: 'm', direction: 'in', pathEnds: '/notifications' });
  yield String(told.length);

  const { exchange } = await stage.share('old', 'older');
  yield stage.said(jsonOf(exchange.request.body));
  const uriTemplate = `${stage.host('m').url}/apps/{relative-path-to-shared-resource}`;
  await stage.share('m', 'old', { edit: [{ set: '/protocol/webapp', value: { uriTemplate, viewMode: 'read' } }] });
  yield stage.said(await stage.openLatest('old'));
}

/** The app of `x`, with a token and without, and when its share is over. */
async function* served(stage: Stage, uri: string): AsyncGenerator<string> {
  const { peer } = stage;
  const shareId = await stage.latest('m');
  await peer.accept('m', 'alice', shareId);
  const [, form] = await stage.ask('m', 'GET', `/received/${shareId}/app`);
  const { fields = {} } = (form ?? {}) as { fields?: Record<string, string> };
  const post = async (url: string, over: Record<string, string> = {}): Promise<string> => {
    const body = new URLSearchParams({ ...fields, ...over }).toString();
    const { response } = await peer.send('m', { method: 'POST', url, headers: { 'content-type': FORM }, body });
    return stage.said([response?.status, response?.headers.location, response?.body.text]);
  };
  yield post(uri);
  yield post(`${uri}/inside.txt`);
  yield post(uri, { access_token: 'of-nobody' });
}
