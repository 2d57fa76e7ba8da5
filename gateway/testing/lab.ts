import { createServer as createHttp, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps, request } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server as TcpServer } from 'node:net';
import type { Readable } from 'node:stream';
import { createCa, issue, type LocalCa } from '../../protocol/tls.js';
import type { GatewayExchange, GatewayNotice, Party, Route, Upstream } from '../contract.js';
import { type Gateway, startGateway } from '../gateway.js';

/** Real servers and a gateway in front of them, on loopback, for one test; `close` ends all of them. */
export interface Lab {
  ca: LocalCa;
  gateway: Gateway;
  exchanges: GatewayExchange[];
  notices: GatewayNotice[];
  /** Puts a server behind a name. */
  serve(
    name: string,
    listener: RequestListener,
    options?: { certificateFor?: string; plain?: boolean },
  ): Promise<Server>;
  /** Puts something behind a name that may speak no HTTP at all. */
  serveTcp(name: string, server: TcpServer): Promise<void>;
  route(name: string, upstream: Upstream): Promise<void>;
  ask(name: string, options?: Ask): Promise<Told>;
  close(): Promise<void>;
}

export interface Ask {
  method?: string;
  path?: string;
  headers?: Record<string, string | string[]> | string[];
  body?: string | Buffer | Readable;
}

export interface Told {
  status: number;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  body: string;
}

export async function openLab(options: { silenceMs?: number; parties?: Party[] } = {}): Promise<Lab> {
  const ca = await createCa();
  const exchanges: GatewayExchange[] = [];
  const notices: GatewayNotice[] = [];
  const closers: (() => Promise<void>)[] = [];
  const gateway = await startGateway({
    listen: { host: '127.0.0.1', port: 0 },
    certificates: { ca },
    trust: [ca.certPem],
    ...options,
    onExchange: (exchange) => exchanges.push(exchange),
    onNotice: (notice) => notices.push(notice),
  });
  const opened = async (server: TcpServer): Promise<number> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => new Promise((resolve) => server.close(() => resolve())));
    return (server.address() as AddressInfo).port;
  };
  const lab: Lab = {
    ca,
    gateway,
    exchanges,
    notices,
    async serve(name, listener, { certificateFor = name, plain = false } = {}) {
      const { certPem: cert, keyPem: key } = await issue(ca, [certificateFor]);
      const server = plain ? createHttp(listener) : createHttps({ cert, key }, listener);
      const port = await opened(server);
      closers.unshift(async () => server.closeAllConnections());
      await lab.route(name, { protocol: plain ? 'http:' : 'https:', host: '127.0.0.1', port });
      return server;
    },
    async serveTcp(name, server) {
      await lab.route(name, { protocol: 'http:', host: '127.0.0.1', port: await opened(server) });
    },
    route: (name, upstream) => {
      const route: Route = { authority: name, party: name.split('.')[0] ?? name, upstream };
      return gateway.addRoute(route);
    },
    ask: (name, wanted = {}) => ask(lab, name, wanted),
    async close() {
      await gateway.close();
      for (const close of closers) await close();
    },
  };
  return lab;
}

/** One request to a name, by way of the gateway. Rejects when the connection breaks before the answer is whole. */
function ask(
  { ca, gateway }: Lab,
  name: string,
  { method = 'GET', path = '/', headers = {}, body }: Ask,
): Promise<Told> {
  return new Promise((resolve, reject) => {
    const req = request({
      host: '127.0.0.1',
      port: gateway.port,
      servername: name,
      ca: ca.certPem,
      method,
      path,
      agent: false,
      headers: Array.isArray(headers) ? headers : { host: name, ...headers },
    });
    req.once('error', reject);
    req.once('response', (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.once('error', reject);
      res.once('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: res.statusCode ?? 0, headers: res.headers, rawHeaders: res.rawHeaders, body: text });
      });
    });
    if (body !== undefined && typeof body !== 'string' && !Buffer.isBuffer(body)) body.pipe(req);
    else req.end(body);
  });
}

/** A server that speaks as told, byte by byte. */
export function rawServer(
  onData: (said: string, reply: (bytes: string) => void, hangUp: () => void) => void,
): TcpServer {
  return createTcp((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (chunk) =>
      onData(
        chunk.toString('latin1'),
        (bytes) => void socket.write(bytes, 'latin1'),
        () => void socket.end(),
      ),
    );
  });
}

/** Whole body of a request. */
export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
