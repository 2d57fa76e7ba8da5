import { randomUUID } from 'node:crypto';
import { type Discovered, discover } from '../../protocol/discovery.js';
import type { Told } from '../../protocol/exchange.js';
import {
  createHttpClient,
  type HttpClient,
  type HttpReply,
  recordBody,
  recordHeaders,
} from '../../protocol/http-client.js';
import type { SigningKey } from '../../protocol/signatures/index.js';
import type { AnswerKind, Behaviour, OutgoingRequest, RequestKind } from '../behaviour.js';
import { serveApp } from '../beyond/app.js';
import { APP_PATH, hasOffer } from '../beyond/discovery.js';
import type { DirectoryOptions, PeerExchange, PeerHostInfo } from '../contract.js';
import type { RawIncoming } from '../http/listener.js';
import {
  findRoute,
  jsonReply,
  type PeerReply,
  type PeerRequest,
  type Route,
  type RouteFactory,
} from '../http/router.js';
import { DIRECTORY_PATH, directoryDocument, type ListedServer, offeredServers } from '../invites/directory.js';
import { INVITE_PATH, receiveInviteAccepted } from '../invites/endpoint.js';
import { hasInvites } from '../invites/form.js';
import { dialogOf } from '../invites/wayf.js';
import { libraryRoute } from '../library/paths.js';
import { serveLibrary, withSlash } from '../library/serve.js';
import type { ExchangeRecord } from '../record.js';
import { Signing } from '../signing/signing.js';
import { receiveTokenRequest } from '../tokens/endpoint.js';
import type { LinkedItem, PeerAdministrator, PeerPeople, PeerUser } from '../user-actions.js';
import { Administrator } from './administrator.js';
import { CALL_BUDGET, type Handled, type HostContext } from './context.js';
import { serveDav } from './dav-server.js';
import { API_PATH, discoveryDocument, discoveryPaths, WEBDAV_PATH } from './discovery-document.js';
import { Person } from './person.js';
import { linkedItem } from './public-links.js';
import { receiveNotification } from './receive-notification.js';
import { receiveShare } from './receive-share.js';
import { HostState } from './state.js';
import { discoveryAnswer, isSpelledPlainly, Waiting } from './trap.js';

/** How long another host's discovery is taken as known, in ms: long enough for a burst of shares, short enough for a restart. */
const REMEMBER_DISCOVERY = 30_000;
/** A timer holds no more than this, in ms; what ends later than in 24 days outlives every run. */
const LONGEST_TIMER = 2 ** 31 - 1;
const NOTHING_THERE = { message: 'NOT_FOUND' };

export interface PeerHostOptions {
  info: PeerHostInfo;
  behaviour: Behaviour;
  trust: string[];
  /** Host[:port] that may be contacted. */
  allow: (authority: string) => boolean;
  /** The key of another host of the peer, by its id: for one that signs as somebody else. */
  neighbour: (host: string) => Promise<SigningKey>;
  /** A directory of its own, and the key that signs it. */
  directory?: { list: DirectoryOptions; key: SigningKey } | undefined;
  mounts: readonly RouteFactory[];
  record: ExchangeRecord;
}

/** One OCM server: its accounts and shares, what it answers, what it sends. */
export class PeerHost implements HostContext, PeerPeople {
  readonly info: PeerHostInfo;
  readonly state: HostState;
  readonly behaviour: Behaviour;
  readonly signing: Signing;
  readonly #client: HttpClient;
  /** For those who are contacted although that is not allowed. */
  readonly #unguarded: HttpClient;
  readonly #directory: PeerHostOptions['directory'];
  readonly #record: ExchangeRecord;
  readonly #routes: Route[];
  readonly #origin: string;
  readonly #basePath: string;
  readonly #known = new Map<string, { found: Promise<Discovered>; until: number }>();
  #inFlight = 0;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #idleWaiters = new Set<() => void>();
  readonly #waiting = new Waiting();

  constructor(options: PeerHostOptions) {
    this.info = options.info;
    this.state = new HostState(options.info);
    this.behaviour = options.behaviour;
    this.signing = new Signing(this, options.neighbour);
    this.#directory = options.directory;
    this.#record = options.record;
    const client = {
      from: options.info.id,
      ca: options.trust,
      ...(options.behaviour.leavesUnverified ? { unverified: options.behaviour.leavesUnverified } : {}),
      timeoutMs: CALL_BUDGET,
    };
    this.#client = createHttpClient({ ...client, allow: options.allow });
    this.#unguarded = createHttpClient(client);
    this.#routes = options.mounts.flatMap((mount) => mount(this));
    const url = new URL(options.info.url);
    this.#origin = url.origin;
    this.#basePath = url.pathname.replace(/\/$/, '');
  }

  person(user: string): Person | undefined {
    const account = this.state.accounts.get(user);
    return account && new Person(this, account);
  }

  authenticate(user: string, password: string): PeerUser | undefined {
    return this.state.accounts.get(user)?.password === password ? this.person(user) : undefined;
  }

  administrator(user: string): PeerAdministrator | undefined {
    return this.state.accounts.get(user)?.isAdmin ? new Administrator(this) : undefined;
  }

  exchanges(since: string, after: number): Told<PeerExchange> {
    return { exchanges: this.#record.find({ host: this.info.id, notBefore: since, after }), next: this.#record.end };
  }

  async call(kind: RequestKind, request: OutgoingRequest, account?: string): Promise<HttpReply> {
    if (this.behaviour.withholdsRequests.has(kind)) return pretended(request);
    for (const { before, make } of this.behaviour.extraRequests) {
      if (before === kind) await this.send(make(request), account);
    }
    const changed = this.behaviour.requests
      .filter(({ on }) => on === kind)
      .reduce((draft, { change }) => change(draft), request);
    const isGuarded = kind === 'discovery-request' || !this.behaviour.guardsDiscoveryOnly;
    return this.send(await this.signing.sign(kind, changed), account, isGuarded);
  }

  /** Sends a request as it is and records it. Never rejects. */
  async send(request: OutgoingRequest, account?: string, isGuarded = true): Promise<HttpReply> {
    this.#inFlight += 1;
    const ticket = this.#record.ticket();
    try {
      const isSeen = !this.behaviour.guardsBySpelling || isSpelledPlainly(request.url);
      const reply = await (isGuarded && isSeen ? this.#client : this.#unguarded).request(request);
      const about = account === undefined ? {} : { account };
      this.#record.add({ ...reply.exchange, host: this.info.id, direction: 'out', ...about }, ticket);
      return reply;
    } finally {
      this.#settled();
    }
  }

  discover(authority: string, account?: string): Promise<Discovered> {
    const known = this.#known.get(authority);
    if (known && known.until > Date.now()) return known.found;
    const client: HttpClient = {
      request: async ({ method, url, headers = {} }) => {
        const reply = await this.call('discovery-request', { method, url, headers }, account);
        const { location } = reply.exchange.response?.headers ?? {};
        if (!this.behaviour.followsRedirects || location === undefined) return reply;
        return this.send({ method, url: location, headers }, account, false);
      },
      close: () => Promise.resolve(),
    };
    // A host looks where it serves itself: what it speaks knows no other place.
    const paths = this.behaviour.discoveryPaths ?? discoveryPaths(this.info);
    const scheme = this.info.url.startsWith('http:') ? 'http' : 'https';
    const found = discover(client, authority, { scheme, paths });
    this.#known.set(authority, { found, until: Date.now() + REMEMBER_DISCOVERY });
    // A host that was not there may be there a moment later.
    void found.then(({ document }) => (document ? undefined : this.forget(authority)));
    return found;
  }

  /** Drops what is known of another host. */
  forget(authority: string): void {
    this.#known.delete(authority);
    this.signing.forget(authority);
  }

  async handle(incoming: RawIncoming): Promise<PeerReply> {
    const rawPath = incoming.target.split('?', 1)[0] ?? '/';
    const inside = rawPath === this.#basePath || rawPath.startsWith(`${this.#basePath}/`);
    const path = inside ? rawPath.slice(this.#basePath.length) || '/' : rawPath;
    const kind = this.#kindOf(rawPath, inside ? path : undefined);
    const request = this.#requestOf(incoming, kind === 'discovery-answer' ? rawPath : path);
    const mounted = kind === 'unknown-path-answer' && inside && findRoute(this.#routes, request.method, path);
    if (mounted) return safely(() => mounted.route.handle({ ...request, params: mounted.params }));

    this.#inFlight += 1;
    const ticket = this.#record.ticket();
    const at = new Date();
    const id = randomUUID().slice(0, 13);
    const asked = (): Omit<PeerExchange, 'ms'> => ({
      id,
      at: at.toISOString(),
      to: this.info.id,
      host: this.info.id,
      direction: 'in',
      request: {
        method: incoming.method,
        url: (incoming.isPlain ? this.#origin.replace(/^https:/, 'http:') : this.#origin) + incoming.target,
        headers: incoming.headers,
        body: recordBody(incoming.stored ?? incoming.body),
      },
    });
    // Who is kept waiting is seen to wait.
    if (kind === 'discovery-answer' && this.info.trap?.waits !== undefined)
      this.#record.add({ ...asked(), ms: 0 }, ticket);
    let handled: Handled = { reply: { status: 500 } };
    const reply = await safely(async () => {
      handled = await this.#answer(kind, request, id);
      return this.behaviour.answers
        .filter(({ on }) => on === kind)
        .reduce((draft, { change }) => change(draft, request), handled.reply);
    });
    this.#record.add(
      {
        ...asked(),
        ms: Date.now() - at.getTime(),
        ...(handled.account === undefined ? {} : { account: handled.account }),
        response: { status: reply.status, headers: recordHeaders(reply.headers ?? {}), body: recordBody(reply.body) },
      },
      ticket,
    );
    this.#settled();
    return reply;
  }

  /** Resolves when nothing is being answered and nothing is on its way out. */
  idle(): Promise<void> {
    if (this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.add(resolve));
  }

  schedule(ms: number, work: () => Promise<unknown>): void {
    const begin = (): void => {
      this.#inFlight += 1;
      work()
        .catch((error: unknown) => console.error('the reference peer failed at what it had put off:', error))
        .finally(() => this.#settled());
    };
    // What is about to begin counts as under way; an hour's wait does not.
    if (ms <= 0) {
      this.#inFlight += 1;
      setImmediate(() => {
        begin();
        this.#settled();
      });
      return;
    }
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        begin();
      },
      Math.min(ms, LONGEST_TIMER),
    );
    timer.unref();
    this.#timers.add(timer);
  }

  linked(token: string): LinkedItem | undefined {
    return linkedItem(this, token);
  }

  offeredServers(): Promise<ListedServer[]> {
    return offeredServers(this);
  }

  dialogOf(server: string, token: string): Promise<string> {
    return dialogOf(this, server, token);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#waiting.end();
    await this.#client.close();
    await this.#unguarded.close();
  }

  async #document(): Promise<Record<string, unknown>> {
    return { ...discoveryDocument(this.info), ...(await this.signing.published()) };
  }

  #settled(): void {
    this.#inFlight -= 1;
    if (this.#inFlight > 0) return;
    for (const resolve of this.#idleWaiters) resolve();
    this.#idleWaiters.clear();
  }

  #requestOf(incoming: RawIncoming, path: string): PeerRequest {
    return {
      method: incoming.method,
      path,
      target: incoming.target,
      query: new URLSearchParams(incoming.target.split('?').slice(1).join('?')),
      headers: incoming.headers,
      body: incoming.body,
      ...(incoming.stored ? { stored: incoming.stored } : {}),
      params: {},
      origin: this.#origin,
      basePath: this.#basePath,
    };
  }

  /** Discovery stays at the root of the host, everything else is below the base path (`path`, undefined outside of it). */
  #kindOf(rawPath: string, path: string | undefined): AnswerKind {
    if (discoveryPaths(this.info).includes(rawPath)) return 'discovery-answer';
    const { dialect } = this.info;
    if (dialect) return libraryRoute(path ?? '', dialect) ?? 'unknown-path-answer';
    if (path === `${API_PATH}/shares`) return 'share-answer';
    if (path === `${API_PATH}/notifications`) return 'notification-answer';
    if (hasInvites(this.info) && path === API_PATH + INVITE_PATH) return 'invite-answer';
    if (this.#directory && path === DIRECTORY_PATH) return 'directory-answer';
    if (hasOffer(this.info, 'webapp') && path?.startsWith(`${APP_PATH}/`)) return 'webapp-answer';
    if (this.info.tokens && path === API_PATH + this.behaviour.tokenPath) return 'token-answer';
    if (this.signing.isKeySet(rawPath, path, API_PATH)) return 'jwks-answer';
    return path === WEBDAV_PATH || path?.startsWith(`${WEBDAV_PATH}/`) ? 'dav-answer' : 'unknown-path-answer';
  }

  async #answer(kind: AnswerKind, request: PeerRequest, exchange: string): Promise<Handled> {
    const { method } = request;
    const { dialect } = this.info;
    const isRoute = kind === 'share-answer' || kind === 'notification-answer';
    if (dialect && isRoute && !request.path.endsWith('/')) return { reply: withSlash(request) };
    switch (kind) {
      case 'discovery-answer':
        if (method !== 'GET' && method !== 'HEAD') return { reply: notAllowed('GET, HEAD') };
        return { reply: await discoveryAnswer(this.info, request.target, () => this.#document(), this.#waiting) };
      case 'jwks-answer':
        if (method !== 'GET' && method !== 'HEAD') return { reply: notAllowed('GET, HEAD') };
        return { reply: jsonReply(200, await this.signing.keySet()) };
      case 'webapp-answer':
        return serveApp(this, request);
      case 'directory-answer': {
        if (method !== 'GET' && method !== 'HEAD') return { reply: notAllowed('GET, HEAD') };
        if (!this.#directory) return { reply: jsonReply(404, NOTHING_THERE) };
        const { list, key } = this.#directory;
        return { reply: jsonReply(200, directoryDocument(this, list, key)) };
      }
      case 'token-answer': {
        const { tokens } = this.info;
        if (method !== 'POST' || !tokens) return { reply: notAllowed('POST') };
        return receiveTokenRequest(this, request, tokens);
      }
      case 'share-answer':
        return method === 'POST' ? receiveShare(this, request, exchange) : { reply: notAllowed('POST') };
      case 'notification-answer':
        return method === 'POST' ? receiveNotification(this, request) : { reply: notAllowed('POST') };
      case 'invite-answer':
        return method === 'POST' ? receiveInviteAccepted(this, request) : { reply: notAllowed('POST') };
      case 'dav-answer':
        return serveDav(this, request);
      case 'library-answer':
        return dialect ? serveLibrary(this, request, dialect) : { reply: jsonReply(404, NOTHING_THERE) };
      default:
        return { reply: jsonReply(404, NOTHING_THERE) };
    }
  }
}

/** What a host believes that forgets to send: all went well. */
function pretended({ method, url, headers, body }: OutgoingRequest): HttpReply {
  const response = { status: 201, headers: {}, body: recordBody('') };
  const request = { method, url, headers: recordHeaders(headers), body: recordBody(body) };
  return {
    exchange: { id: randomUUID().slice(0, 13), at: new Date().toISOString(), ms: 0, request, response },
    bytes: new Uint8Array(),
  };
}

function notAllowed(allow: string): PeerReply {
  return jsonReply(405, { message: 'METHOD_NOT_ALLOWED' }, { allow });
}

/** A fault of ours is answered and said, and does not end the process. */
async function safely(handle: () => PeerReply | Promise<PeerReply>): Promise<PeerReply> {
  try {
    return await handle();
  } catch (error) {
    console.error('the reference peer failed to answer a request:', error);
    return jsonReply(500, { message: 'INTERNAL_ERROR' });
  }
}
