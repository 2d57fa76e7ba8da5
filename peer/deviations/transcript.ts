import { jsonOf } from '../../protocol/exchange.js';
import type { LibraryDialect } from '../../protocol/library-dialect.js';
import type { BodyEdit, OutgoingShare, PeerExchange, PeerHostInfo } from '../contract.js';
import type { LocalPeer } from '../peer.js';
import type { Deviation } from './deviation.js';
import { beyondTranscript } from './transcript-beyond.js';
import { inviteTranscript } from './transcript-invites.js';
import { securityTranscript } from './transcript-security.js';
import { signatureTranscript } from './transcript-signatures.js';
import { tokenTranscript } from './transcript-tokens.js';
import { wishTranscript } from './transcript-wishes.js';

/** Hosts of a transcript: the one that may deviate, and two conformant partners. */
interface Cast {
  peer: LocalPeer;
  host: PeerHostInfo;
  partners: PeerHostInfo[];
}

type Area = Deviation['area'];

/** Words of nobody's. */
const DIALECT: LibraryDialect = {
  name: 'library-api',
  label: 'a dialect',
  protocol: 'Own API',
  serviceUrl: 'ownServiceURL',
  filesPath: '/by-link',
};

/** Shares per step: few, so that a difference is found soon. */
const CHUNK = 8;

/** The document of a host of the newest text, which has members that older ones do not know; keys are random. */
async function* newerDocument(peer: LocalPeer, deviations: string[]): AsyncGenerator<string> {
  const [host, reader] = [
    await peer.openHost({ id: 'n', speaks: '1.5', deviations }),
    await peer.openHost({ id: 'r', speaks: '1.5' }),
  ];
  try {
    const { response } = await peer.send('r', { method: 'GET', url: `${host.url}/.well-known/ocm` });
    yield String(response?.body.text)
      .replaceAll(host.authority, '<host>')
      .replaceAll(/-----BEGIN[^"]+/g, '<key>');
  } finally {
    for (const { id } of [host, reader]) await peer.closeHost(id);
  }
}

/**
 * What one host and two partners say to each other about the matters of an area, step by step, with what is random told by order
 * in place of by value. A deviation that leaves every step as it is cannot be seen.
 */
export async function* transcriptOf(peer: LocalPeer, area: Area, deviations: string[]): AsyncGenerator<string> {
  if (area === 'signatures') return yield* signatureTranscript(peer, deviations);
  if (area === 'invites' || area === 'directories') return yield* inviteTranscript(deviations);
  if (area === 'tokens') return yield* tokenTranscript(peer, deviations);
  if (area === 'beyond') return yield* beyondTranscript(peer, deviations);
  if (area === 'security') return yield* securityTranscript(peer, deviations);
  const open = (id: string, speaks: '1.0' | '1.2', names: string[] = []): Promise<PeerHostInfo> =>
    // Without TLS for speed, save where the scheme is part of what is told.
    peer.openHost({
      id,
      speaks,
      ...(area === 'libraries' ? { dialect: DIALECT } : {}),
      insecure: area !== 'discovery',
      deviations: names,
    });
  if (area === 'discovery') yield* newerDocument(peer, deviations);
  const host = await open('x', '1.2', deviations);
  const partners = [await open('m', '1.2'), await open('c', '1.0')];
  const all = [host, ...partners];
  try {
    for (const { id } of all) {
      for (const user of ['alice', 'bob']) await peer.addAccount(id, { user, displayName: user });
      await peer.addGroup(id, { name: 'team', members: ['alice', 'bob'] });
      await peer.put(id, 'alice', '/file.txt', 'bytes of a file');
      await peer.put(id, 'alice', '/folder/inside.txt', 'bytes of a file in a folder');
    }
    let told = 0;
    for (const step of stepsOf(area, { peer, host, partners })) {
      await step();
      const exchanges = await peer.exchanges({ host: 'x' });
      yield normalized(exchanges.slice(told), all) + (await inboxes(peer));
      told = exchanges.length;
    }
  } finally {
    for (const { id } of all) await peer.closeHost(id);
  }
  if (area === 'notifications') yield* wishTranscript(peer, deviations);
}

function stepsOf(area: Area, cast: Cast): (() => Promise<void>)[] {
  const { peer, host } = cast;
  const receiving = shareVariants(host).map((share) => async (): Promise<void> => {
    await peer.sendShare('m', {
      from: 'alice',
      to: `bob@${host.authority}`,
      path: '/file.txt',
      permission: 'read',
      ...share,
    });
  });
  const chunks = Array.from({ length: Math.ceil(receiving.length / CHUNK) }, (_, index) => async (): Promise<void> => {
    for (const send of receiving.slice(index * CHUNK, (index + 1) * CHUNK)) await send();
  });
  const served = [() => askForDiscovery(peer, host)];
  const given = cast.partners.map(
    ({ id }) =>
      () =>
        makeHostReceive(peer, host, id),
  );
  const sent = cast.partners.map((receiver) => () => makeHostSend(peer, host, receiver));
  switch (area) {
    case 'discovery':
      return served;
    case 'error-ladder':
    case 'received-shares':
      return [...served, ...chunks, ...given];
    case 'addresses':
      return [...sent, ...chunks];
    case 'notifications':
      return [...served, ...sent, ...given];
    case 'sent-messages':
    case 'webdav':
      return [...sent, ...given];
    case 'libraries':
      return [() => shareLibraries(cast)];
    case 'signatures':
    case 'invites':
    case 'directories':
    case 'tokens':
    case 'beyond':
    case 'security':
      return [];
  }
}

/** Libraries of the host's, used by a partner with and without their secret; and a partner's, looked at by somebody at the host. */
async function shareLibraries({ peer, host, partners: [partner] }: Cast): Promise<void> {
  if (!partner) return;
  for (const permission of ['read', 'edit'] as const) {
    const share = { from: 'alice', to: `bob@${partner.authority}`, path: '/folder', permission };
    const { providerId, sharedSecret } = await peer.sendShare('x', share);
    for (const authorization of [`token ${sharedSecret}`, 'token wrong', `Bearer ${sharedSecret}`])
      await useLibrary(peer, host, { authorization });
    await useLibrary(peer, host, {});
    await peer.unshare('x', providerId, true);
    await useLibrary(peer, host, { authorization: `token ${sharedSecret}` });
  }
  await peer.sendShare('m', { from: 'alice', to: `bob@${host.authority}`, path: '/folder', permission: 'edit' });
  const received = (await peer.received('x', 'bob'))[0];
  if (received) await peer.accept('x', 'bob', received.id);
}

/** Lists a library, follows the link to a file in it, and asks for one to upload to. */
async function useLibrary(peer: LocalPeer, { url }: PeerHostInfo, headers: Record<string, string>): Promise<void> {
  const api = `${url}/api/v2.1/via-repo-token`;
  await peer.send('m', { method: 'GET', url: `${api}/dir/?path=/`, headers });
  await peer.send('m', { method: 'GET', url: `${api}/upload-link/?path=/&from=web`, headers });
  const asked = await peer.send('m', { method: 'GET', url: `${api}/download-link/?path=/inside.txt`, headers });
  const link = jsonOf(asked.response?.body);
  if (typeof link === 'string') await peer.send('m', { method: 'GET', url: link });
}

/** What people at the host see. */
async function inboxes(peer: LocalPeer): Promise<string> {
  const seen = await Promise.all(
    ['alice', 'bob'].map(async (user) =>
      (await peer.received('x', user)).map(({ name, state }) => `${user}: ${name} ${state}`),
    ),
  );
  return seen.flat().join('\n');
}

async function askForDiscovery(peer: LocalPeer, host: PeerHostInfo): Promise<void> {
  for (const path of ['/.well-known/ocm', '/ocm-provider', '/ocm-provider/']) {
    for (const headers of [{}, { accept: 'application/json' }, { 'user-agent': 'Mozilla/5.0' }]) {
      await peer.send('m', { method: 'GET', url: `${host.url}${path}`, headers });
    }
  }
  for (const path of ['shares', 'notifications']) {
    await peer.send('m', { method: 'GET', url: `${host.endPoint}/${path}` });
  }
}

const set = (pointer: string, value: unknown): BodyEdit => ({ set: pointer, value });
const remove = (pointer: string): BodyEdit => ({ remove: pointer });
const FIELDS = ['shareWith', 'name', 'providerId', 'owner', 'sender', 'shareType', 'resourceType', 'protocol'];
const NESTED = ['protocol/name', 'protocol/webdav/sharedSecret', 'protocol/webdav/uri'];

/** Shares as they may and may not be, in every form. */
function shareVariants(host: PeerHostInfo): Partial<OutgoingShare>[] {
  const at = (identifier: string): Partial<OutgoingShare> => ({ edit: [set('/shareWith', identifier)] });
  const edited = (...edit: BodyEdit[]): Partial<OutgoingShare> => ({ edit });
  const own = host.authority;
  return [
    {},
    { form: 'legacy' },
    { form: 'named', uri: 'absolute' },
    { uri: 'relative' },
    { permission: 'edit' },
    { shareType: 'group', to: `team@${own}` },
    { path: '/folder' },
    { headers: { 'content-type': 'application/json; charset=utf-8' } },
    edited(remove('/protocol/name')),
    edited(set('/protocol/webapp', { uri: 'x' }), set('/protocol/webdav/extra', 1)),
    edited(remove('/protocol/webdav/permissions'), set('/extra', 1)),
    edited(set('/protocol/webdav/permissions', ['read', 'share'])),
    edited(set('/protocol/webdav/permissions', 'read')),
    edited(set('/protocol/webdav/requirements', ['mfa-enforced'])),
    edited(set('/protocol/webdav/sharedSecret', 'x'.repeat(300))),
    edited(set('/description', 'words'), set('/expiration', 4_102_444_800)),
    edited(remove('/description'), remove('/ownerDisplayName'), remove('/senderDisplayName')),
    edited(set('/ownerDisplayName', ''), set('/senderDisplayName', 'Zoë')),
    edited(set('/senderDisplayName', 5)),
    edited(set('/expiration', 1)),
    edited(set('/name', 'naïve name')),
    edited(set('/name', 'x'.repeat(400))),
    edited(set('/name', '../x')),
    edited(set('/owner', 'carol@c.example')),
    edited(set('/owner', 'somebody')),
    edited(set('/sender', 'somebody')),
    edited(set('/sender', 'a@[::1]:1')),
    edited(set('/sender', 'a@127.0.0.1:1')),
    edited(set('/providerId', 'id'.repeat(50))),
    edited(set('/providerId', '77'), set('/protocol/webdav/sharedSecret', 'first-secret')),
    edited(set('/providerId', '77'), set('/protocol/webdav/sharedSecret', 'first-secret')),
    edited(set('/providerId', '77'), set('/protocol/webdav/sharedSecret', 'other-secret')),
    edited(set('/shareType', 'planet')),
    edited(set('/resourceType', 'thing')),
    edited(set('/protocol', { name: 'smb' })),
    edited(set('/protocol', { name: 'multi' })),
    edited(set('/protocol', { name: 'webdav' })),
    ...[...FIELDS, ...NESTED].flatMap((field) => [
      edited(remove(`/${field}`)),
      edited(set(`/${field}`, 5)),
      edited(set(`/${field}`, '')),
    ]),
    { form: 'legacy', edit: [remove('/protocol/options/sharedSecret')] },
    { form: 'legacy', edit: [remove('/protocol/name')] },
    ...[`nobody@${own}`, `a@b@${own}`, `Zoë@${own}`, `'"@${own}`, `%40@${own}`, `${'x'.repeat(300)}@${own}`].map(at),
    ...[`bob@https://${own}`, `bob@${own}/ocm/`, `bob@elsewhere.example`, `BOB@${own}`, `bob@x@${own}`, `@${own}`].map(
      at,
    ),
    ...['{', '[]', '['.repeat(5_000) + ']'.repeat(5_000)].map((rawBody) => ({ rawBody })),
    { edit: [set('/name', 'x'.repeat(1_100_000))] },
    { rawBody: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    { headers: { 'content-type': 'text/plain' } },
  ];
}

/** Both sides of gestures and notifications on shares that the host was given. */
async function makeHostReceive(peer: LocalPeer, host: PeerHostInfo, sender: string): Promise<void> {
  for (const path of ['/folder', '/file.txt', '/file.txt']) {
    const to = `bob@${host.authority}`;
    const sent = await peer.sendShare(sender, { from: 'alice', to, path, permission: 'edit' });
    const share = (await peer.received('x', 'bob')).find(({ body }) => body.providerId === sent.providerId);
    if (!share) continue;
    if (path === '/folder') {
      await peer.accept('x', 'bob', share.id);
      await peer.dav('x', 'bob', share.id, { method: 'GET', inside: 'inside.txt' });
    }
    const about = { sent: sent.providerId };
    const type = 'SHARE_UNSHARED';
    await peer.sendNotification(sender, { type, about, edit: [set('/notification/sharedSecret', 'wrong')] });
    if (path === '/folder') await peer.sendNotification(sender, { type, about });
    else if (share.state !== 'unshared') await peer.decline('x', 'bob', share.id).catch(() => undefined);
  }
}

async function makeHostSend(peer: LocalPeer, host: PeerHostInfo, receiver: PeerHostInfo): Promise<void> {
  const { id, authority } = receiver;
  for (const [path, permission, shareEdits] of [
    ['/file.txt', 'read', []],
    ['/folder', 'edit', []],
    ['/file.txt', 'edit', [set('/expiration', 1_000_000_000)]],
  ] as const) {
    const share = { from: 'alice', to: `Bob@x@${authority}`, path, permission, edit: [...shareEdits] };
    await peer.addAccount(id, { user: 'Bob@x' }).catch(() => undefined);
    const { providerId, sharedSecret } = await peer.sendShare('x', share);
    const given = (await peer.received(id, 'Bob@x')).find(({ body }) => body.providerId === providerId);
    // An expired share can no longer be accepted, which is not what is looked at here.
    if (given?.state === 'pending') await peer.accept(id, 'Bob@x', given.id).catch(() => undefined);
    await useWebdav(peer, host, sharedSecret);
    if (given) await notifyOf(peer, id, given.id);
    // Without discovery there was no share to take back.
    await peer.unshare('x', providerId, true).catch(() => undefined);
    await useWebdav(peer, host, sharedSecret);
  }
}

async function useWebdav(peer: LocalPeer, host: PeerHostInfo, secret: string): Promise<void> {
  const url = `${host.url}/dav/shares`;
  const credentials: Record<string, string>[] = [
    {},
    { authorization: 'Bearer wrong-secret' },
    { authorization: `Bearer ${secret}` },
    { authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
  ];
  for (const headers of credentials) {
    for (const [method, path, body] of [
      ['PROPFIND', ''],
      ['GET', ''],
      ['GET', '/inside.txt'],
      ['PUT', '/inside.txt', 'new bytes'],
      ['PUT', '', 'new bytes'],
    ] as const) {
      await peer.send('m', { method, url: url + path, headers: { ...headers, depth: '1' }, ...(body ? { body } : {}) });
    }
  }
}

async function notifyOf(peer: LocalPeer, host: string, received: string): Promise<void> {
  const about = { received };
  const fields = ['notificationType', 'providerId', 'resourceType', 'notification'];
  const variants: Parameters<LocalPeer['sendNotification']>[1][] = [
    { type: 'SHARE_ACCEPTED', about },
    { type: 'SHARE_NEWS', about },
    { type: 'SHARE_DECLINED', about, edit: [set('/providerId', '1')] },
    { type: 'SHARE_DECLINED', about, edit: [set('/resourceType', 'thing')] },
    { type: 'SHARE_ACCEPTED', about, rawBody: '{' },
    { type: 'SHARE_ACCEPTED', about, rawBody: '[]' },
    { type: 'SHARE_ACCEPTED', about, edit: [set('/x', 'x'.repeat(1_100_000))] },
    { type: 'SHARE_ACCEPTED', about, rawBody: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ...fields.flatMap((field) => [
      { type: 'SHARE_ACCEPTED', about, edit: [remove(`/${field}`)] },
      { type: 'SHARE_ACCEPTED', about, edit: [set(`/${field}`, 5)] },
    ]),
    { type: 'SHARE_DECLINED', about },
    { type: 'SHARE_UNSHARED', about },
  ];
  for (const notification of variants) await peer.sendNotification(host, notification);
}

/** Numbers what is random in the order of its appearance. */
function normalized(exchanges: PeerExchange[], hosts: PeerHostInfo[]): string {
  const seen = new Map<string, string>();
  const numbered = (value: string): string => {
    const known = seen.get(value) ?? `#${seen.size}`;
    seen.set(value, known);
    return known;
  };
  let text = exchanges
    .map(({ direction, request, response }) =>
      [
        direction,
        request.method,
        request.url,
        request.headers['content-type'],
        request.headers.authorization,
        request.body.text.slice(0, 2_000),
        response?.status,
        response?.headers['content-type'],
        response?.headers['www-authenticate'],
        response?.body.text,
      ].join(' '),
    )
    .join('\n');
  for (const { id, authority } of hosts) text = text.replaceAll(authority, `host-${id}`);
  return text
    .replace(
      /Basic [A-Za-z0-9+/=]{30,}/g,
      (header) => `Basic ${Buffer.from(header.slice(6), 'base64').toString('utf8')}`,
    )
    .replace(
      /(?<![\w-])(?:[\w-]{32}|[0-9a-f-]{36}|[a-z0-9]{23}|[0-9a-f]{40}|[0-9a-f]{18}|[0-9a-f]{20}|\d{9,10})(?![\w-])/g,
      numbered,
    )
    .replace(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT|\d{4}-\d\d-\d\dT[\d:]{8}\+00:00/g, 'date');
}
