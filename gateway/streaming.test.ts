import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:https';
import { Readable } from 'node:stream';
import { expect, test } from '@playwright/test';
import { KEEP_BYTES } from './body-tap.js';
import { openLab } from './testing/lab.js';

const MB = 1024 * 1024;
const CHUNK = Buffer.alloc(64 * 1024, 'x');

/** A body of that many bytes that is never in memory as a whole. */
function* bytes(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= CHUNK.length) yield CHUNK.subarray(0, Math.min(left, CHUNK.length));
}

function hashOf(count: number): string {
  const hash = createHash('sha256');
  for (const chunk of bytes(count)) hash.update(chunk);
  return hash.digest('hex');
}

test('100 MB stream in both directions with little memory, recorded by their beginning, length and hash', async () => {
  test.setTimeout(120_000);
  const lab = await openLab();
  const size = 100 * MB;
  try {
    await lab.serve('nc1.test', (req, res) => {
      if (req.method === 'PUT') {
        req.resume();
        req.once('end', () => res.writeHead(201).end());
        return;
      }
      res.writeHead(200, { 'content-length': size });
      Readable.from(bytes(size)).pipe(res);
    });
    const held = (): number => {
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const before = held();
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, held() - before);
    }, 5);
    const put = await lab.ask('nc1.test', {
      method: 'PUT',
      headers: { 'content-length': String(size) },
      body: Readable.from(bytes(size)),
    });
    expect(put.status).toBe(201);
    const hash = createHash('sha256');
    const req = request({
      host: '127.0.0.1',
      port: lab.gateway.port,
      servername: 'nc1.test',
      ca: lab.ca.certPem,
      agent: false,
      headers: { host: 'nc1.test' },
    });
    req.end();
    const [res] = (await once(req, 'response')) as [Readable];
    for await (const chunk of res as AsyncIterable<Buffer>) hash.update(chunk);
    clearInterval(watch);
    expect(hash.digest('hex')).toBe(hashOf(size));
    const [upload, download] = lab.exchanges;
    for (const body of [upload?.request.body, download?.response?.body]) {
      expect(body).toMatchObject({ bytes: size, truncated: true, sha256: hashOf(size) });
      expect(body?.text).toHaveLength(KEEP_BYTES);
    }
    expect(most).toBeLessThan(64 * MB);
  } finally {
    await lab.close();
  }
});

test('a client that reads slowly slows the server down instead of filling the memory', async () => {
  test.setTimeout(120_000);
  const lab = await openLab();
  let taken = 0;
  try {
    await lab.serve('nc1.test', (_req, res) => {
      res.writeHead(200);
      const source = Readable.from(bytes(400 * MB));
      source.on('data', (chunk: Buffer) => {
        taken += chunk.length;
      });
      source.pipe(res);
    });
    const req = request({
      host: '127.0.0.1',
      port: lab.gateway.port,
      servername: 'nc1.test',
      ca: lab.ca.certPem,
      agent: false,
      headers: { host: 'nc1.test' },
    });
    req.on('error', () => undefined);
    req.end();
    const [res] = (await once(req, 'response')) as [Readable];
    res.on('error', () => undefined);
    res.pause();
    // Nothing more goes in once the buffers of the system are full.
    let last = -1;
    await expect
      .poll(
        () => {
          const isStill = taken === last && taken > 0;
          last = taken;
          return isStill;
        },
        { intervals: [500] },
      )
      .toBe(true);
    expect(taken).toBeLessThan(100 * MB);
    req.destroy();
  } finally {
    await lab.close();
  }
});
