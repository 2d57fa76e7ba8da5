import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
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
}

export interface ListenerOptions {
  tls?: { certPem: string; keyPem: string };
  port: number;
  bind: string;
  handle(request: RawIncoming): Promise<PeerReply>;
}

export interface Listener {
  port: number;
  close(): Promise<void>;
}

/** Bodies are read up to here, then the connection is closed: enough for uploads, too little to fill a disk. */
const MAX_BODY_BYTES = 1024 * 1024 * 1024;

/** Listens and hands complete requests over. Rejects when the port cannot be had. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const onRequest = (message: IncomingMessage, response: ServerResponse): void => {
    void answer(message, response, options.handle);
  };
  const server = options.tls
    ? createHttps({ cert: options.tls.certPem, key: options.tls.keyPem, maxHeaderSize: 64 * 1024 }, onRequest)
    : createHttp({ maxHeaderSize: 64 * 1024 }, onRequest);
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
        server.closeAllConnections();
      }),
  };
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
