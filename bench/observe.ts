import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire, to be sent again. */
export interface SeenRequest {
  method: string;
  /** Path and query. */
  target: string;
  headers: Record<string, string>;
  /** Base64. */
  body: string;
}

/**
 * Writes down every request that reaches a port of this process, from whomever and for whatever: the peer's own record leaves out what
 * people ask for, and that has to be waited for like everything else.
 */
export function observe(port: number): { seen: SeenRequest[]; stop(): void } {
  const seen: SeenRequest[] = [];
  const onRequest = (message: unknown): void => {
    const { request } = message as { request: IncomingMessage };
    if (request.socket.localPort !== port) return;
    const entry: SeenRequest = {
      method: request.method ?? 'GET',
      target: request.url ?? '/',
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(', ') : `${value}`,
        ]),
      ),
      body: '',
    };
    seen.push(entry);
    const chunks: Uint8Array[] = [];
    const push = request.push.bind(request);
    // Listening for `data` would let the body flow before the server is ready to read it.
    request.push = (chunk: Uint8Array | null, encoding?: BufferEncoding) => {
      if (chunk) chunks.push(chunk);
      else entry.body = Buffer.concat(chunks).toString('base64');
      return push(chunk, encoding);
    };
  };
  subscribe('http.server.request.start', onRequest);
  return { seen, stop: () => unsubscribe('http.server.request.start', onRequest) };
}
