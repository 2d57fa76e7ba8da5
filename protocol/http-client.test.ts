import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createHttpClient, type HttpClient, recordBody } from './http-client.js';

let server: Server;
let url: string;
let http: HttpClient;

/** Answers with what it was sent, `/no` with 403. */
test.beforeEach(async () => {
  server = createServer((request, response) => {
    const chunks: Uint8Array[] = [];
    request.on('data', (chunk: Uint8Array) => chunks.push(chunk));
    request.on('end', () => {
      response.writeHead(request.url === '/no' ? 403 : 200, {
        length: request.headers['content-length'] ?? 'none',
      });
      response.end(Buffer.concat(chunks));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  http = createHttpClient({ maxBytes: 10 });
});

test.afterEach(async () => {
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('a part of a file is sent as a body with its length, and recorded without its text', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ocm-interop-test-'));
  try {
    const file = join(folder, 'content.txt');
    await writeFile(file, '0123456789');
    const sent = async (start: number, length: number): Promise<[string, string | undefined]> => {
      const { exchange, bytes } = await http.request({ method: 'PUT', url, body: { file, start, length } });
      expect(exchange.request.body).toEqual({ text: '', bytes: length, truncated: true });
      return [Buffer.from(bytes).toString(), exchange.response?.headers.length];
    };
    expect(await sent(2, 5)).toEqual(['23456', '5']);
    expect(await sent(0, 0)).toEqual(['', '0']);
    const gone = { file: join(folder, 'gone'), start: 0, length: 1 };
    expect((await http.request({ method: 'PUT', url, body: gone })).exchange.error).toBeDefined();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('an answer that somebody takes piece by piece is never too large, and a refusal is kept as ever', async () => {
  let taken = 0;
  const sink = (chunk: Uint8Array): void => {
    taken += chunk.length;
  };
  const body = 'more than ten bytes';
  const { exchange, bytes } = await http.request({ method: 'POST', url, body, sink });
  expect([taken, bytes.length, exchange.response?.body.bytes]).toEqual([body.length, 0, body.length]);
  expect((await http.request({ method: 'POST', url, body })).exchange.error?.code).toBe('too-large');
  const refused = await http.request({ method: 'POST', url: `${url}/no`, body: 'because', sink });
  expect(refused.exchange.response?.body.text).toBe('because');
  expect(taken).toBe(body.length);
});

test('the beginning of a long text is kept', () => {
  expect(recordBody('é'.repeat(100))).toEqual({ text: 'é'.repeat(100), bytes: 200 });
  const long = recordBody(Buffer.from('é'.repeat(500_000)));
  expect(long).toMatchObject({ bytes: 1_000_000, truncated: true });
  expect(long.text).toBe('é'.repeat(64 * 1024));
});
