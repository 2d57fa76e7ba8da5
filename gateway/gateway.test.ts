import { connect as connectTls } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { bodyOf, type Lab, openLab } from './testing/lab.js';

async function withLab(work: (lab: Lab) => Promise<void>, options: Parameters<typeof openLab>[0] = {}): Promise<void> {
  const lab = await openLab(options);
  try {
    await work(lab);
  } finally {
    await lab.close();
  }
}

test('a request reaches the server behind its name, and both halves are recorded as they were', () =>
  withLab(async (lab) => {
    let seen: string[] = [];
    await lab.serve('nc1.test', (req, res) => {
      seen = req.rawHeaders;
      void bodyOf(req).then((body) => {
        res.writeHead(201, 'Taken', ['X-Twice', 'a', 'X-Twice', 'b', 'Content-Type', 'application/json']);
        res.end(JSON.stringify({ got: body.toString(), path: req.url, method: req.method }));
      });
    });
    const told = await lab.ask('nc1.test', {
      method: 'POST',
      path: '/a//b%2F?x=1&x=2',
      headers: [
        ...['Host', 'nc1.test', 'X-Case', 'Kept', 'X-Many', '1', 'X-Many', '2', 'Connection', 'close, X-Hop'],
        ...[
          'X-Hop',
          'no',
          'TE',
          'trailers',
          'Expect',
          '100-continue',
          'X-Forwarded-For',
          '10.0.0.9',
          'Content-Length',
          '5',
        ],
      ],
      body: 'hello',
    });
    expect(told.status).toBe(201);
    expect(JSON.parse(told.body)).toEqual({ got: 'hello', path: '/a//b%2F?x=1&x=2', method: 'POST' });
    expect(told.rawHeaders.join(' ')).toContain('X-Twice a X-Twice b');
    const pairs = seen.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${seen[index + 1]}`] : []));
    expect(pairs).toEqual([
      'Host: nc1.test',
      'X-Case: Kept',
      'X-Many: 1',
      'X-Many: 2',
      'Content-Length: 5',
      'X-Forwarded-For: 10.0.0.9, 127.0.0.1',
      'X-Forwarded-Host: nc1.test',
      'X-Forwarded-Proto: https',
      expect.stringMatching(/^Via: 1\.1 ocm-interop-[0-9a-f]{8}$/),
      'Connection: close',
    ]);
    const [exchange] = lab.exchanges;
    expect(exchange).toMatchObject({
      to: 'nc1',
      address: '127.0.0.1',
      request: {
        method: 'POST',
        url: 'https://nc1.test/a//b%2F?x=1&x=2',
        headers: { host: 'nc1.test', 'x-many': '1, 2', 'x-hop': 'no', 'x-forwarded-for': '10.0.0.9' },
        body: { text: 'hello', bytes: 5 },
      },
      response: { status: 201, headers: { 'x-twice': 'a, b' }, body: { text: told.body } },
    });
    expect(exchange?.from).toBeUndefined();
    const had = await lab.gateway.exchangesSince('', 1000);
    expect(had.exchanges).toEqual(lab.exchanges);
    expect((await lab.gateway.exchangesSince('', 1000, had.next)).exchanges).toEqual([]);
    expect((await lab.gateway.exchangesSince('', 1000, had.next - 1)).exchanges).toHaveLength(1);
  }));

test('each of many names leads to its own server, with a certificate that holds it', () =>
  withLab(async (lab) => {
    const names = Array.from({ length: 40 }, (_, index) => `cloud${index}.test`);
    for (const name of names) await lab.serve(name, (_req, res) => res.end(`I am ${name}`));
    await lab.serve('127.0.0.1', (_req, res) => res.end('I am an address'));
    const answers = await Promise.all(names.map((name) => lab.ask(name)));
    expect(answers.map(({ body }) => body)).toEqual(names.map((name) => `I am ${name}`));
    expect((await lab.ask('CLOUD7.test', { headers: { host: 'CLOUD7.test:443' } })).body).toBe('I am cloud7.test');
    expect((await lab.ask('cloud8.test', { headers: { host: `cloud8.test:${lab.gateway.port}` } })).body).toBe(
      'I am cloud8.test',
    );
    expect(new Set(lab.exchanges.map(({ to }) => to)).size).toBe(41 - 1);
  }));

test('a name that nobody named is refused with words that tell the known ones', () =>
  withLab(async (lab) => {
    await lab.serve('nc1.test', (_req, res) => res.end());
    const told = await lab.ask('nc1.test', { headers: { host: 'nc9.test' } });
    expect(told.status).toBe(421);
    expect(told.body).toBe('ocm-interop gateway: no server is known for the name "nc9.test"; known are nc1.test\n');
    expect(lab.exchanges[0]).toMatchObject({ error: { code: 'host-not-allowed' } });
    expect(lab.exchanges[0]?.response).toBeUndefined();
  }));

test('what is packed on the wire passes as it is and is recorded unpacked; a bomb is not unfolded', () =>
  withLab(async (lab) => {
    const packed = gzipSync(JSON.stringify({ enabled: true }));
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    await lab.serve('nc1.test', (req, res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' });
      res.end(req.url === '/bomb' ? bomb : packed);
    });
    const told = await lab.ask('nc1.test');
    expect(told.headers['content-encoding']).toBe('gzip');
    expect(lab.exchanges[0]?.response?.body).toEqual({ text: '{"enabled":true}', bytes: packed.length });
    await lab.ask('nc1.test', { path: '/bomb' });
    expect(lab.exchanges[1]?.response?.body).toMatchObject({ text: '', bytes: bomb.length, truncated: true });
  }));

test('HEAD, 204 and 304 pass without a body', () =>
  withLab(async (lab) => {
    await lab.serve('nc1.test', (req, res) => {
      const status = Number(req.url?.slice(1));
      res.writeHead(status, status === 200 ? { 'content-length': '12' } : {});
      res.end();
    });
    const head = await lab.ask('nc1.test', { method: 'HEAD', path: '/200' });
    expect([head.status, head.headers['content-length'], head.body]).toEqual([200, '12', '']);
    for (const status of [204, 304]) expect((await lab.ask('nc1.test', { path: `/${status}` })).status).toBe(status);
    expect(lab.exchanges.map(({ response }) => response?.status)).toEqual([200, 204, 304]);
  }));

test('a server that does no TLS of its own is served with it', () =>
  withLab(async (lab) => {
    await lab.serve('plain.test', (req, res) => res.end(req.headers['x-forwarded-proto']), { plain: true });
    expect((await lab.ask('plain.test')).body).toBe('https');
    expect(lab.exchanges[0]?.request.url).toBe('https://plain.test/');
  }));

test('a connection that becomes another protocol passes in both directions, and its handshake is recorded', () =>
  withLab(async (lab) => {
    const server = await lab.serve('nc1.test', (_req, res) => res.end());
    server.on('upgrade', (req, socket) => {
      if (req.url === '/no') {
        socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno');
        return;
      }
      socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`);
      socket.on('data', (chunk: Buffer) => socket.write(`echo ${chunk.toString()}`));
      socket.on('end', () => socket.end('bye'));
    });
    const upgrade = (path: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const socket = connectTls({
          host: '127.0.0.1',
          port: lab.gateway.port,
          servername: 'nc1.test',
          ca: lab.ca.certPem,
        });
        let said = '';
        socket.on('data', (chunk: Buffer) => {
          said += chunk.toString();
          if (said.endsWith('\r\n\r\n')) socket.write('ping');
          if (said.endsWith('echo ping')) socket.end();
        });
        socket.once('error', reject);
        socket.once('close', () => resolve(said));
        socket.write(`GET ${path} HTTP/1.1\r\nHost: nc1.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      });
    expect(await upgrade('/socket')).toMatch(/^HTTP\/1\.1 101 Switching Protocols\r\n[\s\S]*\r\n\r\necho pingbye$/);
    expect(await upgrade('/no')).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*no$/);
    expect(lab.exchanges.map(({ response }) => response?.status)).toEqual([101, 403]);
  }));

test('who asks what passed is told also what was still on its way', () =>
  withLab(async (lab) => {
    let answer = (): void => undefined;
    const asked = new Promise<void>((resolve) => {
      void lab
        .serve('nc1.test', (_req, res) => {
          answer = () => void res.end('late');
          resolve();
        })
        .then(() => void lab.ask('nc1.test'));
    });
    await asked;
    const telling = lab.gateway.exchangesSince('', 10_000);
    answer();
    expect((await telling).exchanges.map(({ response }) => response?.body.text)).toEqual(['late']);
    expect((await lab.gateway.exchangesSince('9', 0)).exchanges).toEqual([]);
  }));
