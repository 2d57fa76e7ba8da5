import { randomBytes } from 'node:crypto';
import { canonicalAuthority } from '../protocol/address.js';
import { writeInvite } from '../protocol/invite-string.js';
import { pemOf } from '../protocol/signatures/index.js';
import { createCa, issue, type KeyedCertificate, type LocalCa, newLeafKey, spkiHash } from '../protocol/tls.js';
import { badCertificate } from './bad-certificate.js';
import type { ExchangeFilter, HostOptions, PeerControl, PeerHostInfo, ReceivedShareRecord } from './contract.js';
import { behaviourOf } from './deviations/index.js';
import { API_PATH } from './host/discovery-document.js';
import { normalPath } from './host/file-tree.js';
import { PeerHost } from './host/host.js';
import type { Person } from './host/person.js';
import { remoteDav } from './host/remote-dav.js';
import { sendNotification, sendShare, takeBack } from './host/send.js';
import type { ReceivedShare } from './host/state.js';
import { type Listener, listen } from './http/listener.js';
import type { RouteFactory } from './http/router.js';
import { acceptInvite } from './invites/accept.js';
import { DIRECTORY_PATH, newDirectoryKey } from './invites/directory.js';
import { inviteLink, inviteText, makeInvite } from './invites/inviting.js';
import { LIBRARY_OCM_PATH } from './library/paths.js';
import { MOUNTS } from './mounts.js';
import { ExchangeRecord } from './record.js';
import { dialectOfHost, tokenWayOf } from './tongues.js';

export interface StartPeerOptions {
  /** Authority that issues the hosts' certificates; default: a new one in memory. */
  ca?: LocalCa;
  /** Certificate for every host instead of issued ones. */
  tls?: KeyedCertificate;
  /** PEM of authorities that the hosts trust as clients, besides their own and those that Node.js trusts. */
  trust?: string[];
  /** Pages and APIs for people; default: those of the peer. */
  mounts?: readonly RouteFactory[];
}

/** A peer in this process. */
export interface LocalPeer extends PeerControl {
  /** PEM of the authority that issued the hosts' certificates; undefined with `tls`. */
  readonly caPem: string | undefined;
  /** Public key hash of every host's certificate, for a browser (`spkiHash`). */
  readonly spki: string;
}

interface OpenHost {
  host: PeerHost;
  isApart: boolean;
  /** Undefined while the host is off the network. */
  listener: Listener | undefined;
  listen: () => Promise<Listener>;
}

/** Starts a peer without hosts; `openHost` adds them. */
export async function startPeer(options: StartPeerOptions = {}): Promise<LocalPeer> {
  const ca = options.tls ? undefined : (options.ca ?? (await createCa()));
  const certificateFor = await certificates(ca, options.tls);
  const first = await certificateFor(['127.0.0.1']);
  const trust = [ca ? ca.certPem : first.certPem, ...(options.trust ?? [])];
  const record = new ExchangeRecord();
  const open = new Map<string, OpenHost>();

  /** Which servers a host's client may contact: those it was told, and other hosts of this peer. */
  const allowance = (told: readonly string[] | undefined) => (authority: string) =>
    told === undefined ||
    told.includes(authority) ||
    [...open.values()].some(({ host, isApart }) => !isApart && host.info.authority === authority);

  const hostOf = (id: string): PeerHost => {
    const found = open.get(id);
    if (!found) throw new RangeError(`the peer has no host "${id}"; it has ${[...open.keys()].join(', ') || 'none'}`);
    return found.host;
  };
  const personOf = (id: string, user: string): Person => {
    const person = hostOf(id).person(user);
    if (!person) throw new RangeError(`${id} has no account "${user}"`);
    return person;
  };
  const receivedOf = (id: string, user: string, shareId: string): ReceivedShare => {
    const share = hostOf(id).state.received.get(shareId);
    if (!share || share.user !== user) throw new RangeError(`${user} at ${id} was not sent a share "${shareId}"`);
    return share;
  };

  return {
    caPem: ca?.certPem,
    spki: spkiHash(first.certPem),

    async openHost(wanted) {
      if (open.has(wanted.id)) throw new RangeError(`the peer has a host "${wanted.id}" already`);
      const behaviour = behaviourOf(wanted.deviations ?? []);
      const bind = wanted.bind ?? '127.0.0.1';
      const names = [...new Set([hostName(wanted.name ?? bind), bind])];
      // The host knows its own address only when it listens; nobody else knows it before.
      let host: PeerHost | undefined;
      const certificate = wanted.certificate ? badCertificate(wanted.certificate, names, ca) : certificateFor(names);
      const tls = wanted.insecure ? {} : { tls: await certificate };
      const listenAt = (port: number): Promise<Listener> =>
        listen({
          ...tls,
          port,
          bind,
          alsoPlain: wanted.alsoPlain === true,
          handle: async (request) => (host ? host.handle(request) : { status: 503 }),
        });
      const listener = await listenAt(wanted.port ?? 0);
      const key = wanted.directory && newDirectoryKey();
      const info = { ...infoOf(wanted, bind, listener.port) };
      if (key) info.directory = { url: info.url + DIRECTORY_PATH, key: pemOf(key) };
      host = new PeerHost({
        info,
        behaviour,
        trust,
        allow: allowance(wanted.allow),
        neighbour: (id) => hostOf(id).signing.key(),
        directory: key && wanted.directory && { list: wanted.directory, key },
        mounts: options.mounts ?? MOUNTS,
        record,
      });
      open.set(info.id, { host, isApart: wanted.apart === true, listener, listen: () => listenAt(listener.port) });
      return info;
    },
    async suspendHost(id) {
      hostOf(id);
      const suspended = open.get(id);
      const listener = suspended?.listener;
      if (suspended) suspended.listener = undefined;
      await listener?.close();
    },
    async resumeHost(id) {
      hostOf(id);
      const resumed = open.get(id);
      if (resumed && !resumed.listener) resumed.listener = await resumed.listen();
    },
    async limitHost(id, authorities) {
      hostOf(id).state.listed = authorities && new Set(authorities.map(canonicalAuthority));
    },
    async closeHost(id) {
      const { info } = hostOf(id);
      const closing = open.get(id);
      open.delete(id);
      for (const { host } of open.values()) host.forget(info.authority);
      await closing?.listener?.close();
      await closing?.host.close();
      record.forget(id);
    },
    hosts: async () => [...open.values()].map(({ host }) => host.info),

    async addAccount(id, { user, password = randomBytes(9).toString('base64url'), displayName = user, admin = false }) {
      const { state } = hostOf(id);
      if (state.accounts.has(user)) throw new RangeError(`${id} has an account "${user}" already`);
      state.accounts.set(user, { ...state.newAccount(user, password, displayName), isAdmin: admin });
      return { user, password, address: state.addressOf(user) };
    },
    async addGroup(id, { name, members }) {
      hostOf(id).state.groups.set(name, [...members]);
    },

    async put(id, user, path, content) {
      const person = personOf(id, user);
      const parts = (normalPath(path) ?? '/').split('/').slice(1);
      for (let depth = 1; depth < parts.length; depth += 1) {
        const above = `/${parts.slice(0, depth).join('/')}`;
        if (!person.list(above)) person.mkdir(above);
      }
      if (content !== undefined) person.put(path, typeof content === 'string' ? Buffer.from(content) : content);
      else if (!person.list(path)) person.mkdir(path);
    },
    sendShare: async (id, share) => sendShare(hostOf(id), share),
    sendNotification: async (id, notification) => sendNotification(hostOf(id), notification),
    async send(id, { signature, headers = {}, ...request }) {
      const host = hostOf(id);
      const plain = { ...request, headers };
      const { exchange } = await host.send(
        signature ? await host.signing.sign('token-request', { ...plain, signature }) : plain,
      );
      return exchange;
    },
    async unshare(id, providerId, notify) {
      const host = hostOf(id);
      const share = host.state.sent.get(providerId);
      if (!share) throw new RangeError(`${id} sent no share "${providerId}"`);
      if (notify) await takeBack(host, share);
      else share.state = 'ended';
    },

    async createInvite(id, { from, token, form }) {
      personOf(id, from);
      const host = hostOf(id);
      const invite = makeInvite(host, from, token === undefined ? {} : { token });
      const parts = { token: invite.token, provider: host.info.authority };
      return {
        ...parts,
        text: form ? writeInvite(parts, form) : inviteText(host, invite),
        link: inviteLink(host, invite),
      };
    },
    acceptInvite: async (id, acceptance) => (await acceptInvite(hostOf(id), acceptance)).exchange,
    contacts: async (id, user) => personOf(id, user).contacts(),

    async received(id, user) {
      personOf(id, user);
      return [...hostOf(id).state.received.values()].filter((share) => share.user === user).map(recordOf);
    },
    accept: async (id, user, shareId) => personOf(id, user).acceptShare(shareId),
    decline: async (id, user, shareId) => personOf(id, user).declineShare(shareId),
    async dav(id, user, shareId, request) {
      const { exchange } = await remoteDav(hostOf(id), receivedOf(id, user, shareId), request);
      return exchange;
    },

    mark: async () => record.ticket(),
    exchanges: async (filter: ExchangeFilter) => record.find(filter),
    awaitExchange: (filter, budgetMs) => record.await(filter, budgetMs),
    async idle(id) {
      await Promise.all(
        (id === undefined ? [...open.values()].map(({ host }) => host) : [hostOf(id)]).map((h) => h.idle()),
      );
    },
    async close() {
      record.close();
      for (const { host, listener } of open.values()) {
        await listener?.close();
        await host.close();
      }
      open.clear();
    },
  };
}

/** Certificates by names, made once each, all on one key so that one hash tells a browser about all of them. */
async function certificates(
  ca: LocalCa | undefined,
  own: KeyedCertificate | undefined,
): Promise<(names: string[]) => Promise<KeyedCertificate>> {
  if (own) return async () => own;
  if (!ca) throw new RangeError('a peer needs an authority or a certificate');
  const leaf = await newLeafKey();
  const issued = new Map<string, Promise<KeyedCertificate>>();
  return (names) => {
    const key = names.join(' ');
    const known = issued.get(key) ?? issue(ca, names, leaf);
    issued.set(key, known);
    return known;
  };
}

function infoOf(wanted: HostOptions, bind: string, port: number): PeerHostInfo {
  const here = `${bind.includes(':') ? `[${bind}]` : bind}:${port}`;
  const isBare = wanted.name !== undefined && wanted.port === undefined && !/:\d+$/.test(wanted.name);
  const authority = isBare ? `${wanted.name}:${port}` : (wanted.name ?? here);
  const basePath = normalPath(wanted.basePath ?? '/');
  if (basePath === undefined) throw new RangeError(`"${wanted.basePath}" is not a base path`);
  const [signs, tokens] = [dialectOfHost(wanted), tokenWayOf(wanted)];
  const url = `${wanted.insecure ? 'http' : 'https'}://${authority}${basePath === '/' ? '' : basePath}`;
  return {
    id: wanted.id,
    speaks: wanted.speaks,
    ...(wanted.dialect ? { dialect: wanted.dialect } : {}),
    ...(signs ? { signs } : {}),
    ...(wanted.keyIds ? { keyIds: wanted.keyIds } : {}),
    ...(tokens ? { tokens } : {}),
    ...(wanted.demands ? { demands: wanted.demands } : {}),
    ...(wanted.offers ? { offers: wanted.offers } : {}),
    ...(wanted.appTargets ? { appTargets: wanted.appTargets } : {}),
    ...(wanted.resources ? { resources: wanted.resources } : {}),
    ...(wanted.tokenLifetime === undefined ? {} : { tokenLifetime: wanted.tokenLifetime }),
    url,
    authority,
    endPoint: url + (wanted.dialect ? LIBRARY_OCM_PATH : API_PATH),
    deviations: [...(wanted.deviations ?? [])],
    ...(wanted.trap ? { trap: wanted.trap } : {}),
    ...(wanted.enforcesMfa ? { enforcesMfa: true as const } : {}),
  };
}

function hostName(authority: string): string {
  return authority.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

function recordOf({ id, body, name, state, senderHost, exchange }: ReceivedShare): ReceivedShareRecord {
  return { id, body, name, state, senderHost, exchange };
}
