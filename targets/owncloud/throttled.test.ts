import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { createHttpClient } from '../../protocol/http-client.js';
import { ProductRefused, ProductThrottled } from '../cloud.js';
import { accountClient } from './client.js';

let server: Server;
let url: string;
let status: number;

test.beforeEach(async () => {
  server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ ocs: { meta: { message: 'no' }, data: [] } }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

test('whatever a product answers 429 to asks for a pause, files and shares alike', async () => {
  status = 429;
  const http = createHttpClient();
  const client = accountClient(http, url, { user: 'zoe', password: 'x' });
  for (const asked of [
    () => client.ocs('sharing', 'POST', '/shares', { path: '/a' }),
    () => client.ask('GET', '/shares'),
    () => client.dav('GET', '/a'),
    () => client.entries('/'),
  ])
    await expect(asked()).rejects.toThrow(ProductThrottled);
  await http.close();
});

test('a refusal tells its status', async () => {
  status = 403;
  const http = createHttpClient();
  const client = accountClient(http, url, { user: 'zoe', password: 'x' });
  const cause: unknown = await client
    .ocs('sharing', 'POST', '/shares', { path: '/a' })
    .catch((thrown: unknown) => thrown);
  expect(cause).toBeInstanceOf(ProductRefused);
  expect(cause).not.toBeInstanceOf(ProductThrottled);
  expect(cause).toMatchObject({ status: 403, message: 'sharing: POST /shares answered 403 no' });
  await http.close();
});
