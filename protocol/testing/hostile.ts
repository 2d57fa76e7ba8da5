import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createCa, issue, type LocalCa } from '../tls.js';
import { type Attack, BEHAVIOURS, isDiscovery, ok } from './hostile-behaviours.js';

/** A server that does one wrong thing to whoever asks: for tests. Loopback only. */
export interface HostileServer {
  /** host:port. */
  authority: string;
  caPem: string;
  /** Requests that came, as `GET /path`. */
  requests: string[];
  /** Connections that came to a port of this machine to which it sends people, and to which nobody may go. */
  strayed(): number;
  close(): Promise<void>;
}

export interface HostileOptions {
  behaviour: string;
  /** Discovery is as it should be, and only what comes after is not. Default false. */
  honestDiscovery?: boolean;
  ca?: LocalCa;
}

/** A discovery document that nothing is wrong with. */
export const honestDocument = (authority: string): Record<string, unknown> => ({
  enabled: true,
  apiVersion: '1.2.0',
  endPoint: `https://${authority}/ocm`,
  resourceTypes: [{ name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/' } }],
});

/** Starts a server of raw sockets over TLS that behaves as named. */
export async function openHostile(options: HostileOptions): Promise<HostileServer> {
  const attack = BEHAVIOURS[options.behaviour];
  if (!attack) throw new RangeError(`no hostile behaviour is called ${options.behaviour}`);
  const ca = options.ca ?? (await createCa('hostile'));
  const { certPem, keyPem } = await issue(ca, ['127.0.0.1']);
  const sockets = new Set<Socket>();
  const requests: string[] = [];
  let strays = 0;
  const trap = createServer((socket) => {
    strays += 1;
    socket.destroy();
  });
  const trapAt = await listen(trap);
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  let authority = '';
  const serve = (socket: Socket): void => {
    keep(socket);
    readRequests(socket, (method, path) => {
      requests.push(`${method} ${path}`);
      const isHonest = options.honestDiscovery === true && isDiscovery(path);
      if (isHonest) socket.end(ok(JSON.stringify(honestDocument(authority))));
      else (attack as Attack)({ socket, method, path, authority, trap: trapAt, nth: requests.length });
    });
  };
  const server =
    options.behaviour === 'tls-cut'
      ? cutting(keep, options.honestDiscovery === true ? serve : undefined, { cert: certPem, key: keyPem })
      : createTlsServer({ cert: certPem, key: keyPem }, serve).on('connection', keep);
  server.on('tlsClientError', () => undefined);
  authority = await listen(server);
  return {
    authority,
    caPem: ca.certPem,
    requests,
    strayed: () => strays,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([server, trap].map((each) => new Promise((resolve) => each.close(resolve))));
    },
  };
}

/** TLS that ends in the middle of the handshake; with `serve`, only from the fourth connection on. */
function cutting(
  keep: (socket: Socket) => void,
  serve: ((socket: Socket) => void) | undefined,
  tls: { cert: string; key: string },
): Server {
  const inner = serve && createTlsServer(tls, serve);
  let connections = 0;
  return createServer((socket) => {
    keep(socket);
    connections += 1;
    if (inner && connections <= 3) inner.emit('connection', socket);
    // The head of a ServerHello that announces more than ever comes.
    else socket.once('data', () => socket.end(Buffer.from([22, 3, 3, 0, 90, 2, 0, 0, 86, 3, 3])));
  });
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  return `127.0.0.1:${address.port}`;
}

/** Reads heads of requests and passes over bodies of known length. */
function readRequests(socket: Socket, answer: (method: string, path: string) => void): void {
  let pending = '';
  let skip = 0;
  socket.on('data', (chunk: Buffer) => {
    pending += chunk.toString('latin1');
    for (;;) {
      const skipped = Math.min(skip, pending.length);
      pending = pending.slice(skipped);
      skip -= skipped;
      const end = pending.indexOf('\r\n\r\n');
      if (skip > 0 || end < 0) return;
      const head = pending.slice(0, end);
      pending = pending.slice(end + 4);
      skip = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
      const [method = '', path = ''] = head.split(' ', 2);
      answer(method, path);
    }
  });
}
