import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Told } from '../protocol/exchange.js';
import { trustOf } from '../protocol/http-client.js';
import { issue, type KeyedCertificate, type LeafKey, type LocalCa, newLeafKey } from '../protocol/tls.js';
import { Attributor } from './attribution.js';
import type { GatewayExchange, GatewayNotice, Party, Route } from './contract.js';
import { follow, type Memory } from './follow.js';
import {
  answerAs,
  type ForwardEvents,
  type ForwardOptions,
  forward,
  MAX_HEADER_BYTES,
  type OwnAnswer,
} from './forward.js';
import { GatewayRecord } from './record.js';
import { hostOf, RouteTable } from './routes.js';
import { passUpgrade } from './upgrade.js';

export interface GatewayOptions {
  listen: { host: string; port: number };
  /** Who vouches for the names: an authority that issues for all of them, or a certificate that holds them. */
  certificates: { ca: LocalCa } | { tls: KeyedCertificate };
  routes?: readonly Route[];
  /** Parties that may write messages, besides those that routes lead to. */
  parties?: readonly Party[];
  /** PEM of authorities that servers behind are believed, besides the system's. */
  trust?: readonly string[];
  /** Longest silence of a server behind, in ms. Default two minutes: products have shorter ones of their own. */
  silenceMs?: number;
  /** Called for every exchange when it is over, before its client has the end of the answer. Secrets are in it. */
  onExchange?: (exchange: GatewayExchange) => void;
  onNotice?: (notice: GatewayNotice) => void;
}

/** A running gateway. */
export interface Gateway {
  readonly port: number;
  /** One more name. The certificate holds it when this resolves. */
  addRoute(route: Route): Promise<void>;
  addParty(party: Party): void;
  /** What passed since a moment (ISO 8601), oldest first, after waiting for what is on its way now (at most `budgetMs`). */
  exchangesSince(at: string, budgetMs: number, after?: number): Promise<Told<GatewayExchange>>;
  close(): Promise<void>;
}

const SILENCE_MS = 120_000;

/**
 * Starts a recording reverse proxy: it ends TLS for the names of its routes, passes requests on to the servers behind, and records both halves
 * of each exchange. Whatever a client or a server does, the answer is at worst an error of the gateway's own. Rejects when it cannot listen.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const memory: Memory = {
    routes: new RouteTable(options.routes),
    attributor: new Attributor(options.parties),
    record: new GatewayRecord(),
    documents: new Map(),
    via: `ocm-interop-${randomBytes(4).toString('hex')}`,
    onExchange: options.onExchange,
  };
  for (const route of options.routes ?? []) addAuthority(memory, route);
  const forwarding: ForwardOptions = {
    trust: trustOf(options.trust ?? []),
    via: memory.via,
    silenceMs: options.silenceMs ?? SILENCE_MS,
  };
  const leaf = await newLeafKey();
  const server = createServer({
    ...(await certificateOf(options, memory.routes, leaf)),
    ALPNProtocols: ['http/1.1'],
    maxHeaderSize: MAX_HEADER_BYTES,
    // A long upload is nobody's fault; silence is watched where it is known whose it is.
    requestTimeout: 0,
    requireHostHeader: false,
  });
  serve(server, memory, forwarding);
  const sockets = watch(server, options.onNotice);
  await listening(server, options.listen);
  const { port } = server.address() as AddressInfo;

  return {
    port,
    async addRoute(route) {
      memory.routes.add(route);
      addAuthority(memory, route);
      server.setSecureContext(await certificateOf(options, memory.routes, leaf));
    },
    addParty: (party) => memory.attributor.add(party),
    async exchangesSince(at, budgetMs, after = 0) {
      await memory.record.settled(budgetMs);
      return memory.record.since(at, after);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function addAuthority({ attributor }: Memory, { party, authority }: Route): void {
  attributor.add({ id: party, authorities: [authority], addresses: [] });
}

/** One certificate with every name in it: clients that ask for an address send no name to choose by. */
async function certificateOf(
  { certificates, listen }: GatewayOptions,
  routes: RouteTable,
  leaf: LeafKey,
): Promise<{ cert: string; key: string }> {
  const names = routes.names();
  const { certPem, keyPem } =
    'tls' in certificates
      ? certificates.tls
      : await issue(certificates.ca, names.length > 0 ? names : [hostOf(listen.host)], leaf);
  return { cert: certPem, key: keyPem };
}

function serve(server: Server, memory: Memory, forwarding: ForwardOptions): void {
  const portOf = (socket: Socket): number => socket.localPort ?? 443;
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { way, events } = follow(incoming, portOf(incoming.socket), memory);
    if ('route' in way) {
      forward(incoming, outgoing, way.route, forwarding, events);
      return;
    }
    incoming.resume();
    refuse(outgoing, way.refusal, events);
  };
  server.on('request', pass);
  // Whether an expectation can be met is for the server behind to say.
  server.on('checkExpectation', pass);
  server.on('upgrade', (incoming, socket, head) => {
    const { way, events } = follow(incoming, portOf(incoming.socket), memory);
    passUpgrade(incoming, socket, head, way, forwarding, events);
  });
}

function refuse(outgoing: ServerResponse, refusal: OwnAnswer, events: ForwardEvents): void {
  events.onRequest({ text: '', bytes: 0 });
  events.onEnd({ error: refusal.error });
  answerAs(outgoing, refusal);
}

/** Keeps the open connections, so that closing ends them, and tells of those that never came to a request. */
function watch(server: Server, onNotice: GatewayOptions['onNotice']): Set<Duplex> {
  const sockets = new Set<Duplex>();
  const say = (socket: Duplex, notice: string): void => {
    const address = (socket as Partial<Socket>).remoteAddress ?? 'unknown';
    onNotice?.({ at: new Date().toISOString(), address, notice });
  };
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code !== 'ECONNRESET') say(socket, `no TLS connection came about: ${error.code ?? error.message}`);
    socket.destroy();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    say(socket, `what came is not HTTP that can be read: ${error.code ?? error.message}`);
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return sockets;
}

function listening(server: Server, { host, port }: GatewayOptions['listen']): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
