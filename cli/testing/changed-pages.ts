import type { RequestListener } from 'node:http';
import { request } from 'node:https';

/** A reverse proxy to a server on loopback that changes its pages on the way, and nothing else: a product whose next version looks different. */
export function changedPages(to: { port: number; ca: string }, change: (page: string) => string): RequestListener {
  return (incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const options = { host: '127.0.0.1', port: to.port, ca: to.ca, method, path: url, headers };
    const forwarded = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const isPage = /^text\/html/.test(response.headers['content-type'] ?? '');
        const { 'content-length': _, 'transfer-encoding': __, ...rest } = response.headers;
        outgoing.writeHead(response.statusCode ?? 502, rest);
        outgoing.end(isPage ? change(body.toString('utf8')) : body);
      });
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  };
}
