import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { createHttpClient, type HttpClient } from '../../protocol/http-client.js';
import { type LocalPeer, startPeer } from '../peer.js';
import { bytesOf, Spool, StoredContent } from './content.js';

/** More than the peer keeps in memory. */
const LARGE = 17 * 1024 * 1024 + 5;

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test('few bytes stay in memory, many go to a file that is gone when nobody keeps it', () => {
  const few = new Spool();
  for (const piece of ['a', 'b']) few.write(Buffer.from(piece));
  expect(bytesOf(few.end()).toString()).toBe('ab');
  const many = new Spool();
  const piece = Buffer.alloc(1024 * 1024, 7);
  for (let i = 0; i < 17; i += 1) many.write(piece);
  const content = many.end();
  expect(content).toBeInstanceOf(StoredContent);
  if (!(content instanceof StoredContent)) return;
  expect(content.length).toBe(17 * 1024 * 1024);
  expect(bytesOf(content).every((byte) => byte === 7)).toBe(true);
  content.keep();
  content.release();
  expect(existsSync(content.file)).toBe(true);
  content.drop();
  expect(existsSync(content.file)).toBe(false);
});

test.describe('a large file', () => {
  let peer: LocalPeer;
  let http: HttpClient;
  let folder: string;
  const large = randomBytes(LARGE);
  const people: Record<string, { url: string; address: string }> = {};

  test.beforeEach(async () => {
    peer = await startPeer();
    http = createHttpClient({ ca: peer.caPem === undefined ? [] : [peer.caPem] });
    folder = await mkdtemp(join(tmpdir(), 'ocm-interop-test-'));
    await writeFile(join(folder, 'large.bin'), large);
    for (const [id, user] of [
      ['a', 'alice'],
      ['b', 'bob'],
    ] as const) {
      const { url } = await peer.openHost({ id, speaks: '1.2' });
      people[user] = { url, ...(await peer.addAccount(id, { user, password: user })) };
    }
  });

  test.afterEach(async () => {
    await http.close();
    await peer.close();
    await rm(folder, { recursive: true, force: true });
  });

  const ask = (user: string, method: string, path: string, more: Partial<Parameters<HttpClient['request']>[0]> = {}) =>
    http.request({
      method,
      url: `${people[user]?.url}${path}`,
      headers: { authorization: `Basic ${Buffer.from(`${user}:${user}`).toString('base64')}`, ...more.headers },
      ...(more.body === undefined ? {} : { body: more.body }),
      ...(more.sink ? { sink: more.sink } : {}),
    });

  async function read(user: string, path: string): Promise<string> {
    const seen = createHash('sha256');
    const { exchange, bytes } = await ask(user, 'GET', path, { sink: (chunk) => void seen.update(chunk) });
    expect(exchange.response).toMatchObject({ status: 200, body: { text: '', bytes: LARGE, truncated: true } });
    expect(bytes).toHaveLength(0);
    return seen.digest('hex');
  }

  async function accepted(): Promise<string> {
    const wanted = JSON.stringify({ path: '/large.bin', address: people.bob?.address, permission: 'edit' });
    expect((await ask('alice', 'POST', '/api/shares', { body: wanted })).exchange.response?.status).toBe(201);
    const { bytes } = await ask('bob', 'GET', '/api/pending');
    const [share] = JSON.parse(Buffer.from(bytes).toString()) as { id: string }[];
    await ask('bob', 'POST', `/api/pending/${share?.id}/accept`);
    return share?.id ?? '';
  }

  test('goes up, across and back by its bytes', async () => {
    const body = { file: join(folder, 'large.bin'), start: 0, length: LARGE };
    expect((await ask('alice', 'PUT', '/api/files/large.bin', { body })).exchange.response?.status).toBe(204);
    expect(await read('alice', '/api/files/large.bin')).toBe(hash(large));
    const id = await accepted();
    expect(await read('bob', `/api/received/${id}/content`)).toBe(hash(large));
    const part = { file: join(folder, 'large.bin'), start: 5, length: LARGE - 5 };
    expect((await ask('bob', 'PUT', `/api/received/${id}/content`, { body: part })).exchange.response?.status).toBe(
      204,
    );
    const { bytes } = await ask('alice', 'GET', '/api/folders/');
    expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject([{ name: 'large.bin', size: LARGE - 5 }]);
    expect((await ask('alice', 'DELETE', '/api/files/large.bin')).exchange.response?.status).toBe(204);
  });

  test('is taken from a form, where it stands last', async () => {
    const { exchange } = await http.request({
      method: 'POST',
      url: `${people.alice?.url}/ui/login`,
      body: 'user=alice&password=alice',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    const cookie = exchange.response?.headers['set-cookie']?.split(';')[0] ?? '';
    const page = await http.request({ method: 'GET', url: `${people.alice?.url}/ui/files`, headers: { cookie } });
    const csrf = /name="csrf" value="([^"]+)"/.exec(Buffer.from(page.bytes).toString())?.[1] ?? '';
    const head = `--edge\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n${csrf}\r\n--edge\r\nContent-Disposition: form-data; name="file"; filename="from form.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    const send = async (end: string): Promise<number | undefined> => {
      const body = Buffer.concat([Buffer.from(head), large, Buffer.from(end)]);
      const headers = { cookie, 'content-type': 'multipart/form-data; boundary=edge' };
      const answer = await http.request({ method: 'POST', url: `${people.alice?.url}/ui/upload/`, headers, body });
      return answer.exchange.response?.status;
    };
    expect(await send('\r\n--edge--\r\n')).toBe(303);
    expect(await read('alice', '/api/files/from%20form.bin')).toBe(hash(large));
    await ask('alice', 'DELETE', '/api/files/from%20form.bin');
    await send('\r\n--ed');
    const { bytes } = await ask('alice', 'GET', '/api/folders/');
    expect(Buffer.from(bytes).toString()).toBe('[]');
  });
});
