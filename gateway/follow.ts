import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import { type ExchangeError, jsonOf } from '../protocol/exchange.js';
import { classify } from '../protocol/judge/index.js';
import { text } from '../protocol/judge/json.js';
import { type Attributor, isPersonal } from './attribution.js';
import type { GatewayExchange, Route } from './contract.js';
import { type ForwardEvents, type OwnAnswer, pathOf } from './forward.js';
import { isOwn, recorded } from './headers.js';
import type { GatewayRecord } from './record.js';
import type { RouteTable } from './routes.js';

/** What a gateway knows and remembers, beyond one request. */
export interface Memory {
  routes: RouteTable;
  attributor: Attributor;
  record: GatewayRecord;
  /** Discovery documents that passed, by authority. */
  documents: Map<string, unknown>;
  via: string;
  onExchange: ((exchange: GatewayExchange) => void) | undefined;
}

/** One request, from its head on: where it goes or why it goes nowhere, and who is told how it went. */
export interface Followed {
  way: { route: Route } | { refusal: OwnAnswer };
  events: ForwardEvents;
}

/** Begins the record of a request and finishes it as news comes. */
export function follow(incoming: IncomingMessage, port: number, memory: Memory): Followed {
  const { attributor, documents, record } = memory;
  const started = Date.now();
  const ticket = record.begin();
  const address = addressOf(incoming);
  const named = incoming.headers.host ?? servernameOf(incoming);
  const way = wayOf(incoming, named, port, memory);
  const route = 'route' in way ? way.route : undefined;
  const authority = route?.authority ?? (isAuthority(named) ? named : 'nobody.invalid');
  const exchange: GatewayExchange = {
    id: randomUUID().slice(0, 13),
    at: new Date(started).toISOString(),
    ms: 0,
    ...(route === undefined ? {} : { to: route.party }),
    address,
    emitter: '',
    request: {
      method: incoming.method ?? '',
      url: urlOf(authority, incoming.url),
      headers: recorded(incoming.rawHeaders),
      body: { text: '', bytes: 0 },
    },
  };
  const server = route?.party ?? '';
  return {
    way,
    events: {
      onRequest(body) {
        exchange.request.body = body;
        if (isPersonal(exchange.request.headers, (value) => attributor.knows(value))) {
          exchange.isPersonal = true;
          exchange.emitter = 'it is part of a session of a person';
          return;
        }
        const kinds = classify(exchange, documents);
        const { party, because } = attributor.attribute(exchange, kinds, address, server);
        if (party !== undefined) exchange.from = party;
        exchange.emitter = because;
        attributor.learnRequest(exchange, kinds, party, server);
      },
      onEnd({ response, error }) {
        exchange.ms = Date.now() - started;
        if (response) exchange.response = response;
        if (error) exchange.error = error;
        if (exchange.isPersonal !== true) learnAnswer(exchange, server, memory);
        record.end(ticket, exchange);
        memory.onExchange?.(exchange);
      },
    },
  };
}

function learnAnswer(exchange: GatewayExchange, server: string, { attributor, documents }: Memory): void {
  const kinds = classify(exchange, documents);
  attributor.learnAnswer(exchange, kinds, exchange.from, server);
  if (kinds.answer !== 'discovery-answer' || exchange.response?.status !== 200) return;
  const document = jsonOf(exchange.response.body);
  if (text(document, 'endPoint') !== undefined) documents.set(new URL(exchange.request.url).host, document);
}

function wayOf(incoming: IncomingMessage, named: string, port: number, { routes, via }: Memory): Followed['way'] {
  if (isOwn(incoming.rawHeaders, via)) {
    const message = `${named} leads back to this gateway: say with --upstream at which address the server itself is`;
    return refuse(508, 'redirect-loop', message);
  }
  const route = routes.find(named, port);
  if (route) return { route };
  const known = routes.all().map(({ authority }) => authority);
  const message = `no server is known for the name "${named}"; known are ${known.join(', ') || 'none'}`;
  return refuse(421, 'host-not-allowed', message);
}

function refuse(status: OwnAnswer['status'], code: ExchangeError['code'], message: string): { refusal: OwnAnswer } {
  return { refusal: { status, error: { code, message } } };
}

/** IPv4 addresses as such, also on a socket for both families. */
export function addressOf({ socket }: IncomingMessage): string {
  return (socket.remoteAddress ?? 'unknown').replace(/^::ffff:/, '');
}

/** The name asked for in the TLS handshake: what is left where a request names no host. */
function servernameOf({ socket }: IncomingMessage): string {
  const name = (socket as Partial<TLSSocket>).servername;
  return typeof name === 'string' ? name : '';
}

/** Always one that can be parsed, whatever stood in the request line. */
function urlOf(authority: string, target: string | undefined): string {
  const path = pathOf(target);
  const url = `https://${authority}${path.startsWith('/') ? '' : '/'}${path}`;
  return URL.canParse(url) ? url : `https://nobody.invalid/`;
}

const isAuthority = (text: string): boolean => /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:\d+)?$/i.test(text);
