import { type ClientRequest, type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { SecureContext } from 'node:tls';
import type { ExchangeError, RecordedResponse } from '../protocol/exchange.js';
import { classifyError } from '../protocol/http-client.js';
import { BodyTap } from './body-tap.js';
import type { Route } from './contract.js';
import { endToEnd, forwardedHeaders, headerIn, recorded } from './headers.js';
import { hostOf, shownUpstream } from './routes.js';

export interface ForwardOptions {
  /** Whom servers behind the gateway are believed. */
  trust: SecureContext;
  /** Pseudonym in `Via`. */
  via: string;
  /** Longest silence of the server behind, in ms, after which the client is told 504. */
  silenceMs: number;
}

/** What is known when a request is complete and when its answer is. */
export interface ForwardEvents {
  onRequest(body: ReturnType<BodyTap['recorded']>): void;
  onEnd(outcome: Outcome): void;
}

export interface Outcome {
  response?: RecordedResponse;
  error?: ExchangeError;
}

/** An answer of the gateway itself: no server wrote it, so none is judged for it. */
export interface OwnAnswer {
  status: 400 | 408 | 421 | 502 | 504 | 508;
  error: ExchangeError;
}

/** Opens the request to the server behind; headers and path as the client wrote them. Throws when Node cannot send them. */
export function openUpstream(
  incoming: IncomingMessage,
  route: Route,
  options: ForwardOptions,
  framing: string[],
): ClientRequest {
  const { protocol, host, port } = route.upstream;
  const name = hostOf(route.authority);
  const parts = {
    host,
    port,
    method: incoming.method ?? 'GET',
    path: pathOf(incoming.url),
    headers: [
      ...forwardedHeaders(incoming.rawHeaders, {
        address: incoming.socket.remoteAddress ?? 'unknown',
        host: incoming.headers.host ?? route.authority,
        via: options.via,
        httpVersion: incoming.httpVersion,
      }),
      ...framing,
    ],
    // One connection for one request: an idle one that the server just closed would look like a fault of the server.
    agent: false as const,
    setHost: false,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  if (protocol === 'http:') return requestHttp(parts);
  // One context for all connections: parsing the system's authorities anew for each would cost more than the handshake.
  const secure = { ...parts, secureContext: options.trust, ...(isIP(name) ? {} : { servername: name }) };
  return requestHttps(secure);
}

export const MAX_HEADER_BYTES = 256 * 1024;

/** How the length of a request's body is told onward: as it was told to us. */
export function framingOf(incoming: IncomingMessage): string[] {
  if (incoming.headers['transfer-encoding'] !== undefined) return ['Transfer-Encoding', 'chunked'];
  if (incoming.headers['content-length'] !== undefined) return [];
  return ['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE'].includes(incoming.method ?? '') ? [] : ['Content-Length', '0'];
}

/** Path and query of a request line, also where a whole URL stands in it. */
export function pathOf(target: string | undefined): string {
  if (target === undefined || target === '') return '/';
  if (/^https?:\/\//i.test(target) && URL.canParse(target)) {
    const { pathname, search } = new URL(target);
    return pathname + search;
  }
  return target.startsWith('/') || target === '*' ? target : `/${target}`;
}

/**
 * Passes one request on and its answer back, both at the speed of the slower side. Never throws: whatever goes wrong is told to the client
 * (as far as nothing was sent yet) and to `onEnd`, which is called once.
 */
export function forward(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  route: Route,
  options: ForwardOptions,
  events: ForwardEvents,
): void {
  const requestTap = new BodyTap();
  let isOver = false;
  let isRequestRecorded = false;
  const recordRequest = (isWhole: boolean): void => {
    if (isRequestRecorded) return;
    isRequestRecorded = true;
    events.onRequest(requestTap.recorded(incoming.headers['content-encoding'], isWhole));
  };
  const end = (outcomeOf: () => Outcome): void => {
    if (isOver) return;
    isOver = true;
    recordRequest(incoming.complete);
    events.onEnd(outcomeOf());
  };
  const answerOurselves = (answer: OwnAnswer): void => {
    if (isOver) return;
    answerAs(outgoing, answer);
    // What is left of the request is read to its end: a client that only writes would never see the answer.
    incoming.unpipe();
    incoming.resume();
    end(() => ({ error: answer.error }));
  };
  const behind = `${route.authority} (${shownUpstream(route.upstream)})`;

  let upstream: ClientRequest;
  try {
    upstream = openUpstream(incoming, route, options, framingOf(incoming));
  } catch (error) {
    answerOurselves({
      status: 400,
      error: { code: 'malformed', message: `the request cannot be passed on: ${words(error)}` },
    });
    return;
  }
  let response: IncomingMessage | undefined;

  requestTap.once('end', () => recordRequest(true));
  incoming.pipe(requestTap).pipe(upstream);
  // Whatever else breaks on this connection is told by its close.
  outgoing.on('error', () => undefined);
  incoming.on('error', () => {
    end(() => ({ error: gone('the client closed the connection before its request was complete') }));
    upstream.destroy();
  });
  outgoing.once('close', () => {
    if (outgoing.writableFinished) return;
    // Torn down before it was through: either by us, which is recorded already, or by the client.
    const what = incoming.complete ? 'the answer' : 'its request';
    const error = gone(`the client closed the connection before ${what} was complete`);
    end(() => ({ ...partOf(response, responseTap), error }));
    upstream.destroy();
  });
  upstream.once('close', () => {
    // Answered early: the rest of the request is read for nothing, or its client would never get to the answer.
    incoming.unpipe(requestTap);
    incoming.resume();
  });

  let responseTap: BodyTap | undefined;
  upstream.on('error', (error) => {
    if (response) return;
    answerOurselves({ status: 502, error: upstreamError(error, route, behind) });
  });
  upstream.setTimeout(options.silenceMs, () => {
    if (isOver || outgoing.writableNeedDrain) return;
    if (!incoming.complete && !upstream.writableNeedDrain) {
      answerOurselves({ status: 408, error: { code: 'timeout', message: 'the client did not finish its request' } });
    } else if (!response) {
      const message = `${behind} did not answer within ${options.silenceMs / 1000} s`;
      answerOurselves({ status: 504, error: { code: 'timeout', message } });
    } else {
      const message = `${behind} stopped in the middle of its answer for ${options.silenceMs / 1000} s`;
      end(() => ({ ...partOf(response, responseTap), error: { code: 'timeout', message } }));
      outgoing.destroy();
    }
    upstream.destroy();
  });
  upstream.once('response', (answer) => {
    response = answer;
    const tap = new BodyTap();
    responseTap = tap;
    try {
      outgoing.sendDate = false;
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', endToEnd(answer.rawHeaders).flat());
    } catch (error) {
      response = undefined;
      const message = `the answer of ${behind} cannot be passed on: ${words(error)}`;
      answerOurselves({ status: 502, error: { code: 'malformed', message } });
      upstream.destroy();
      return;
    }
    // Recorded before the client has it: what the client does next may depend on it.
    tap.once('end', () => {
      if (answer.complete) end(() => ({ response: recordedResponse(answer, tap, true) }));
    });
    answer.once('close', () => {
      if (answer.complete) return;
      const error = gone(`${behind} closed the connection in the middle of its answer`);
      end(() => ({ ...partOf(answer, tap), error }));
      outgoing.destroy();
    });
    // Its end is told by `close`.
    answer.on('error', () => undefined);
    answer.pipe(tap).pipe(outgoing);
  });
}

/** An answer as it is recorded. */
export function recordedResponse(
  answer: IncomingMessage,
  tap: BodyTap | undefined,
  isWhole: boolean,
): RecordedResponse {
  return {
    status: answer.statusCode ?? 0,
    headers: recorded(answer.rawHeaders),
    body: tap?.recorded(headerIn(answer.rawHeaders, 'content-encoding'), isWhole) ?? { text: '', bytes: 0 },
  };
}

/** What there is of an answer that was broken off. */
function partOf(answer: IncomingMessage | undefined, tap: BodyTap | undefined): { response?: RecordedResponse } {
  return answer === undefined ? {} : { response: recordedResponse(answer, tap, false) };
}

/** Why the server behind gave no answer, in words that name where it was sought. */
export function upstreamError(error: unknown, route: Route, behind: string): ExchangeError {
  const found = classifyError(error, `https://${route.authority}/`);
  const host = URL.canParse(`https://${route.authority}/`) ? new URL(`https://${route.authority}/`).host : '';
  return { code: found.code, message: host === '' ? found.message : found.message.replace(host, behind) };
}

/** Says in a few words what went wrong, as far as nothing was said yet. */
export function answerAs(outgoing: ServerResponse, { status, error }: OwnAnswer): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  const body = `ocm-interop gateway: ${error.message}\n`;
  outgoing.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  outgoing.end(body);
}

const gone = (message: string): ExchangeError => ({ code: 'reset', message });

const words = (error: unknown): string => (error instanceof Error ? error.message : String(error));
