import { createServer as createHttp, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, createServer as createSocket, type Socket, type Server as SocketServer } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { recordHeaders } from '../../protocol/http-client.js';
import { type Content, Spool, StoredContent } from './content.js';
import type { PeerReply } from './router.js';

/** A request with its body complete (up to the limit of the listener). */
export interface RawIncoming {
  method: string;
  /** Path and query as they stood in the request line. */
  target: string;
  headers: Record<string, string>;
  /** Empty when it is too large for the memory: then it is in `stored`, until the request is answered. */
  body: Uint8Array;
  stored?: StoredContent;
  /** It came over plain HTTP to a listener that speaks TLS besides. */
  isPlain?: boolean;
}

export interface ListenerOptions {
  tls?: { certPem: string; keyPem: string };
  port: number;
  bind: string;
  /** Speaks plain HTTP, too, where it has a certificate. */
  alsoPlain?: boolean;
  handle(request: RawIncoming): Promise<PeerReply>;
}

export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** Bodies are read up to here, then the connection is closed: enough for uploads, too little to fill a disk. */
const MAX_BODY_BYTES = 1024 * 1024 * 1024;

/** First byte of a TLS connection. */
const TLS_HANDSHAKE = 0x16;

/** Listens and hands complete requests over. Rejects when the port cannot be had. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    void answer(message, response, options.handle);
  };
  const plainToo = options.alsoPlain === true && options.tls !== undefined;
  const onPlain = (message: IncomingMessage, response: ServerResponse): void => {
    void answer(message, response, (request) => options.handle({ ...request, isPlain: true }));
  };
  const secure =
    options.tls &&
    createHttps({ cert: options.tls.certPem, key: options.tls.keyPem, maxHeaderSize: 64 * 1024 }, onRequest);
  const web = secure ?? createHttp({ maxHeaderSize: 64 * 1024 }, onRequest);
  const plain = plainToo ? createHttp({ maxHeaderSize: 64 * 1024 }, onPlain) : undefined;
  const sockets = new Set<Socket>();
  const server = plain ? eitherOf(web, plain, sockets) : web;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.bind, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        web.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** One port for both: whoever connects speaks first, and the first byte tells which it is. */
function eitherOf(secure: Server, plain: Server, open: Set<Socket>): SocketServer {
  return createSocket((socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.once('readable', () => {
      const first: unknown = socket.read(1);
      if (!(first instanceof Uint8Array)) return void socket.destroy();
      socket.unshift(first);
      (first[0] === TLS_HANDSHAKE ? secure : plain).emit('connection', socket);
    });
  });
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  handle: ListenerOptions['handle'],
): Promise<void> {
  const body = await bodyOf(message);
  if (!body) {
    message.destroy();
    return;
  }
  const stored = body instanceof StoredContent ? { stored: body } : {};
  const reply = await handle({
    method: message.method ?? 'GET',
    target: message.url ?? '/',
    headers: recordHeaders(message.headers),
    body: body instanceof StoredContent ? new Uint8Array() : body,
    ...stored,
  });
  stored.stored?.release();
  const content = typeof reply.body === 'string' ? Buffer.from(reply.body) : (reply.body ?? new Uint8Array());
  const hasBody = reply.status >= 200 && reply.status !== 204 && reply.status !== 304;
  response.writeHead(reply.status, { ...(hasBody ? { 'content-length': content.length } : {}), ...reply.headers });
  if (message.method === 'HEAD' || !hasBody) response.end();
  else if (content instanceof StoredContent) await pipeline(content.stream(), response).catch(() => response.destroy());
  else response.end(content);
  if (content instanceof StoredContent) content.release();
}

/** Undefined when the client broke off or sends more than anybody should. */
async function bodyOf(message: IncomingMessage): Promise<Content | undefined> {
  const spool = new Spool();
  try {
    for await (const chunk of message as AsyncIterable<Uint8Array>) {
      spool.write(chunk);
      if (spool.length > MAX_BODY_BYTES) throw new RangeError('the body is too large');
    }
  } catch {
    spool.abandon();
    return undefined;
  }
  return spool.end();
}
