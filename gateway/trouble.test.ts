import { once } from 'node:events';
import { createServer as createHttps, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { PassThrough } from 'node:stream';
import { connect as connectTls } from 'node:tls';
import { expect, test } from '@playwright/test';
import { createCa, issue } from '../protocol/tls.js';
import { type Lab, openLab, rawServer } from './testing/lab.js';

async function withLab(work: (lab: Lab) => Promise<void>, options: Parameters<typeof openLab>[0] = {}): Promise<void> {
  const lab = await openLab(options);
  try {
    await work(lab);
    // Whatever happened, the next one is served.
    await lab.serve('well.test', (_req, res) => res.end('well'));
    expect((await lab.ask('well.test')).body).toBe('well');
  } finally {
    await lab.close();
  }
}

test('a server that is down gives 502 with its name and address, recorded as an error and not as its answer', () =>
  withLab(async (lab) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await lab.route('nc1.test', { protocol: 'https:', host: '127.0.0.1', port });
    const told = await lab.ask('nc1.test', { method: 'POST', path: '/ocm/shares', body: '{"a":1}' });
    expect(told.status).toBe(502);
    expect(told.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(told.body).toBe(`ocm-interop gateway: nothing listens at nc1.test (https://127.0.0.1:${port})\n`);
    expect(lab.exchanges[0]).toMatchObject({
      error: { code: 'refused' },
      request: { url: 'https://nc1.test/ocm/shares' },
    });
    expect(lab.exchanges[0]?.response).toBeUndefined();
  }));

test('a server with a certificate for another name, of another authority, or without TLS is not believed', () =>
  withLab(async (lab) => {
    await lab.serve('other.test', (_req, res) => res.end(), { certificateFor: 'someone.test' });
    expect((await lab.ask('other.test')).body).toContain('is for another name');
    const { certPem: cert, keyPem: key } = await issue(await createCa(), ['strange.test']);
    const strange = createHttps({ cert, key });
    await new Promise<void>((resolve) => strange.listen(0, '127.0.0.1', resolve));
    const { port } = strange.address() as AddressInfo;
    await lab.route('strange.test', { protocol: 'https:', host: '127.0.0.1', port });
    expect((await lab.ask('strange.test')).body).toContain('is not trusted');
    strange.close();
    const plain = rawServer((_said, reply, hangUp) => {
      reply('HTTP/1.1 400 Bad Request\r\n\r\n');
      hangUp();
    });
    await lab.serveTcp('plain.test', plain);
    const { port: plainPort } = plain.address() as AddressInfo;
    await lab.route('plain.test', { protocol: 'https:', host: '127.0.0.1', port: plainPort });
    expect((await lab.ask('plain.test')).body).toContain('does not speak TLS');
    expect(lab.exchanges.map(({ error }) => error?.code)).toEqual(['tls-name', 'tls', 'plain-http']);
  }));

test('a server that answers garbage, hangs up, or breaks off is told apart, and the client sees no whole answer', () =>
  withLab(async (lab) => {
    await lab.serveTcp(
      'garbage.test',
      rawServer((_said, reply) => reply('\0\0 this is not HTTP \r\n\r\n')),
    );
    await lab.serveTcp(
      'silent.test',
      rawServer((_said, _reply, hangUp) => hangUp()),
    );
    await lab.serveTcp(
      'broken.test',
      rawServer((_said, reply, hangUp) => {
        reply('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this');
        hangUp();
      }),
    );
    expect(await lab.ask('garbage.test')).toMatchObject({ status: 502, body: expect.stringContaining('not HTTP') });
    expect(await lab.ask('silent.test')).toMatchObject({ status: 502, body: expect.stringContaining('closed') });
    await expect(lab.ask('broken.test')).rejects.toThrow();
    const [garbage, silent, broken] = lab.exchanges;
    expect(garbage?.error?.code).toBe('malformed');
    expect(silent?.error?.code).toBe('reset');
    expect(broken).toMatchObject({
      error: { code: 'reset', message: expect.stringContaining('in the middle of its answer') },
      response: { status: 200, body: { text: 'only this', bytes: 9, truncated: true } },
    });
  }));

test('a server that says nothing, or stops in the middle, is waited for only so long', () =>
  withLab(
    async (lab) => {
      await lab.serve('slow.test', (req, res) => {
        if (req.url === '/part') res.writeHead(200, { 'content-length': '10' }).write('half');
      });
      const told = await lab.ask('slow.test');
      expect(told.status).toBe(504);
      expect(told.body).toContain('did not answer within 0.2 s');
      await expect(lab.ask('slow.test', { path: '/part' })).rejects.toThrow();
      expect(lab.exchanges.map(({ error }) => error?.code)).toEqual(['timeout', 'timeout']);
      expect(lab.exchanges[1]?.response?.body).toMatchObject({ text: 'half', truncated: true });
    },
    { silenceMs: 200 },
  ));

test('a client that goes away, before its request is whole or before it has the answer, is not held against the server', () =>
  withLab(async (lab) => {
    let asked = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    await lab.serve('nc1.test', (req, res) => {
      if (req.url === '/answer') res.write('a beginning');
      asked();
    });
    const begin = (path: string) =>
      request({
        host: '127.0.0.1',
        port: lab.gateway.port,
        servername: 'nc1.test',
        ca: lab.ca.certPem,
        method: 'POST',
        path,
        agent: false,
        headers: { host: 'nc1.test', 'content-length': path === '/answer' ? 0 : 1000 },
      });
    const half = begin('/half');
    half.on('error', () => undefined);
    half.write('{"shareWith":');
    await reached;
    half.destroy();
    await expect.poll(() => lab.exchanges.length).toBe(1);
    const leaving = begin('/answer');
    leaving.on('error', () => undefined);
    leaving.end();
    await once(leaving, 'response');
    leaving.destroy();
    await expect.poll(() => lab.exchanges.length).toBe(2);
    expect(lab.exchanges.map(({ error }) => [error?.code, error?.message])).toEqual([
      ['reset', 'the client closed the connection before its request was complete'],
      ['reset', 'the client closed the connection before the answer was complete'],
    ]);
    expect(lab.exchanges[0]?.request.body).toMatchObject({ text: '{"shareWith":', truncated: true });
  }));

test('a client that stops in the middle of its request is told so', () =>
  withLab(
    async (lab) => {
      await lab.serve('nc1.test', () => undefined);
      const body = new PassThrough();
      body.write('a beginning');
      const told = await lab.ask('nc1.test', { method: 'POST', headers: { 'content-length': '1000' }, body });
      expect([told.status, told.body]).toEqual([408, 'ocm-interop gateway: the client did not finish its request\n']);
    },
    { silenceMs: 200 },
  ));

test('an answer that comes before the request was read gets through', () =>
  withLab(async (lab) => {
    await lab.serve('nc1.test', (_req, res) => {
      res.writeHead(413, { connection: 'close', 'content-length': '9' });
      res.end('too large');
    });
    const told = await lab.ask('nc1.test', { method: 'PUT', body: Buffer.alloc(8 * 1024 * 1024) });
    expect([told.status, told.body]).toEqual([413, 'too large']);
  }));

test('noise instead of TLS or HTTP ends its own connection only, and is told', () =>
  withLab(async (lab) => {
    const socket = connect(lab.gateway.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nHost: nc1.test\r\n\r\n');
    await once(socket, 'close');
    await expect.poll(() => lab.notices.length).toBeGreaterThan(0);
    expect(lab.notices[0]?.notice).toContain('no TLS connection came about');
    expect(lab.exchanges).toEqual([]);
  }));

test('whatever is said over TLS instead of a request is answered or cut off, and the next request is served', () =>
  withLab(async (lab) => {
    await lab.serve('nc1.test', (req, res) => {
      req.resume();
      res.end();
    });
    const say = (bytes: string): Promise<string> =>
      new Promise((resolve, reject) => {
        const options = { host: '127.0.0.1', port: lab.gateway.port, servername: 'nc1.test', ca: lab.ca.certPem };
        const socket = connectTls(options, () => void socket.write(bytes, 'latin1'));
        let said = '';
        socket.on('data', (chunk: Buffer) => {
          said += chunk.toString('latin1');
        });
        socket.once('error', reject);
        socket.once('close', () => resolve(said));
      });
    const host = 'Host: nc1.test\r\nConnection: close\r\n';
    for (const [bytes, status] of [
      ['\0\x01\x02\xff nonsense\r\n\r\n', 400],
      [`GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(300_000)}\r\n\r\n`, 400],
      [`POST / HTTP/1.1\r\n${host}Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
      [`OPTIONS * HTTP/1.1\r\n${host}\r\n`, 200],
      [`GET /\xe4\xff HTTP/1.1\r\n${host}\r\n`, 400],
      [`GET //?%zz=[ HTTP/1.1\r\n${host}\r\n`, 200],
      [`GET https://nc1.test/whole HTTP/1.1\r\n${host}\r\n`, 200],
      ['GET / HTTP/1.1\r\nHost: ..%..[[:\r\nConnection: close\r\n\r\n', 421],
      ['GET / HTTP/1.0\r\n\r\n', 200],
      [`GET / HTTP/1.1\r\n${host}Expect: the-best\r\n\r\n`, 417],
    ] as const)
      expect(await say(bytes), bytes.slice(0, 60)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    for (const { request } of lab.exchanges) expect(URL.canParse(request.url), request.url).toBe(true);
    expect(lab.exchanges.map(({ request }) => new URL(request.url).pathname)).toContain('/whole');
    expect(lab.notices).toHaveLength(4);
    for (const { notice } of lab.notices) expect(notice).toContain('not HTTP that can be read');
  }));

test('a way that leads back to the gateway is found at its first turn', () =>
  withLab(async (lab) => {
    await lab.route('nc1.test', { protocol: 'https:', host: '127.0.0.1', port: lab.gateway.port });
    const told = await lab.ask('nc1.test');
    expect(told.status).toBe(508);
    expect(told.body).toContain('nc1.test leads back to this gateway');
  }));
