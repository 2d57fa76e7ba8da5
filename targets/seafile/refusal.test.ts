import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { createHttpClient } from '../../protocol/http-client.js';
import { type CloudSession, ProductRefused, ProductThrottled } from '../cloud.js';
import { bareProfile, DEFAULT_BUDGETS } from '../profile.js';
import { createApiCloud } from './api.js';

const ALICE = { user: 'alice@mail.example', password: 'correct horse' };

/** Answers of a server that lets people in and says to everything else what is asked of it. */
const KNOWN: Record<string, unknown> = {
  '/api2/auth-token/': { token: 'a-token' },
  '/api2/account/info/': { email: ALICE.user },
  '/ocm-provider/': { endPoint: 'https://cloud.example/api/v2.1/ocm/' },
};

let server: Server;
let status = 200;
let closed: (() => Promise<void>) | undefined;

test.beforeEach(async () => {
  server = createServer((request, response) => {
    const known = KNOWN[new URL(request.url ?? '', 'http://host').pathname];
    const isLetIn = known !== undefined && !(status === 429 && request.method === 'POST');
    response.statusCode = isLetIn ? 200 : status;
    response.setHeader('content-type', 'application/json');
    request.resume().on('end', () => response.end(JSON.stringify(isLetIn ? known : { detail: 'said so' })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  status = 200;
});

test.afterEach(async () => {
  await closed?.();
  server.close();
});

function open(): Promise<CloudSession> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const profile = bareProfile({ id: 'one', vendor: 'seafile', url });
  const cloud = createApiCloud({ profile, http: createHttpClient(), budgets: DEFAULT_BUDGETS });
  closed = () => cloud.close();
  return cloud.open(ALICE);
}

const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );

test('a refusal is told with its status', async () => {
  const session = await open();
  status = 503;
  const error = await thrownBy(session.list('/'));
  expect(error).toBeInstanceOf(ProductRefused);
  expect(error).not.toBeInstanceOf(ProductThrottled);
  expect(error).toMatchObject({ status: 503, message: expect.stringContaining('503 said so') });
});

test('a request for a pause is no refusal: of what is one’s own, and of what was received', async () => {
  const session = await open();
  status = 429;
  const share = { id: '7', name: 'received' };
  for (const work of [session.list('/'), session.makeFolder('/x'), session.readReceived(share), session.listReceived()])
    expect(await thrownBy(work)).toBeInstanceOf(ProductThrottled);
});

test('too many logins from one address are a request for a pause, too, and no wrong password', async () => {
  status = 429;
  expect(await thrownBy(open())).toMatchObject({ name: 'ProductThrottled', status: 429 });
});
