import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Followed } from './follow.js';
import {
  answerAs,
  type ForwardEvents,
  type ForwardOptions,
  openUpstream,
  recordedResponse,
  upstreamError,
} from './forward.js';
import { endToEnd, recorded } from './headers.js';
import { shownUpstream } from './routes.js';

const NOTHING = { text: '', bytes: 0 };

/**
 * Passes a connection on that wants to become another protocol (WebSocket), and then whatever is said on it, in both directions.
 * Recorded is the handshake only. A server that answers in HTTP instead is passed back as it is.
 */
export function passUpgrade(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  way: Followed['way'],
  options: ForwardOptions,
  events: ForwardEvents,
): void {
  let isOver = false;
  const end = (outcome: Parameters<ForwardEvents['onEnd']>[0]): void => {
    if (isOver) return;
    isOver = true;
    events.onRequest(NOTHING);
    events.onEnd(outcome);
  };
  const outgoing = responseOn(incoming, socket);
  if ('refusal' in way) {
    end({ error: way.refusal.error });
    answerAs(outgoing, way.refusal);
    return;
  }
  const { route } = way;
  const behind = `${route.authority} (${shownUpstream(route.upstream)})`;
  const wanted = ['Connection', 'Upgrade', 'Upgrade', incoming.headers.upgrade ?? ''];
  let upstream: ReturnType<typeof openUpstream>;
  try {
    upstream = openUpstream(incoming, route, options, wanted);
  } catch (error) {
    const message = `the request cannot be passed on: ${error instanceof Error ? error.message : String(error)}`;
    end({ error: { code: 'malformed', message } });
    answerAs(outgoing, { status: 400, error: { code: 'malformed', message } });
    return;
  }
  socket.on('error', () => upstream.destroy());
  socket.once('close', () => {
    end({ error: { code: 'reset', message: 'the client closed the connection before it was answered' } });
    upstream.destroy();
  });
  upstream.on('error', (error) => {
    if (isOver) return;
    const problem = upstreamError(error, route, behind);
    answerAs(outgoing, { status: 502, error: problem });
    end({ error: problem });
  });
  const fallSilent = setTimeout(() => {
    const message = `${behind} did not answer within ${options.silenceMs / 1000} s`;
    answerAs(outgoing, { status: 504, error: { code: 'timeout', message } });
    end({ error: { code: 'timeout', message } });
    upstream.destroy();
  }, options.silenceMs);
  upstream.once('close', () => clearTimeout(fallSilent));
  upstream.once('upgrade', (answer, other, otherHead) => {
    clearTimeout(fallSilent);
    end({ response: { status: 101, headers: recorded(answer.rawHeaders), body: NOTHING } });
    const raw = answer.rawHeaders;
    let lines = `HTTP/1.1 101 ${answer.statusMessage ?? 'Switching Protocols'}\r\n`;
    for (let index = 0; index + 1 < raw.length; index += 2) lines += `${raw[index]}: ${raw[index + 1]}\r\n`;
    socket.write(`${lines}\r\n`, 'latin1');
    if (otherHead.length > 0) socket.write(otherHead);
    if (head.length > 0) other.write(head);
    // Half-closed as its ends are; broken where one of them breaks.
    socket.allowHalfOpen = true;
    other.allowHalfOpen = true;
    other.pipe(socket);
    socket.pipe(other);
    other.on('error', () => socket.destroy());
    other.once('close', () => socket.destroy());
    socket.once('close', () => other.destroy());
  });
  upstream.once('response', (answer) => {
    clearTimeout(fallSilent);
    end({ response: recordedResponse(answer, undefined, false) });
    outgoing.sendDate = false;
    outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', [
      ...endToEnd(answer.rawHeaders).flat(),
      'Connection',
      'close',
    ]);
    answer.pipe(outgoing);
  });
  upstream.end();
}

/** A way to answer in HTTP on a connection that Node no longer answers on. */
function responseOn(incoming: IncomingMessage, socket: Duplex): ServerResponse {
  const outgoing = new ServerResponse(incoming);
  outgoing.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
  outgoing.shouldKeepAlive = false;
  outgoing.on('error', () => undefined);
  outgoing.once('finish', () => socket.end());
  return outgoing;
}
