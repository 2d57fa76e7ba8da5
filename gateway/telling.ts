import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Gateway } from './gateway.js';

/** Longest wait for answers that are still on their way when somebody asks, in ms. */
const ON_ITS_WAY_MS = 2_000;

export interface Telling {
  /** `http://127.0.0.1:port`. */
  url: string;
  /** Bearer token; what is told holds secrets. */
  token: string;
  close(): Promise<void>;
}

/** Tells other processes of this machine what passed through a gateway, without what people's sessions hold. */
export async function tellExchanges(gateway: Pick<Gateway, 'exchangesSince'>): Promise<Telling> {
  const token = randomBytes(24).toString('base64url');
  const wanted = Buffer.from(`Bearer ${token}`);
  const server = createServer((request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const given = Buffer.from(request.headers.authorization ?? '');
    const url = new URL(request.url ?? '/', 'http://gateway.invalid');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      answer(401, { message: 'the token of this gateway is another one' });
    } else if (request.method !== 'GET' || url.pathname !== '/exchanges') {
      answer(404, { message: 'ask for GET /exchanges?since=<ISO 8601>&after=<next of an earlier answer>' });
    } else {
      const after = Number(url.searchParams.get('after') ?? 0);
      void gateway.exchangesSince(url.searchParams.get('since') ?? '', ON_ITS_WAY_MS, after).then(
        ({ exchanges, next }) =>
          answer(200, { exchanges: exchanges.filter((exchange) => exchange.isPersonal !== true), next }),
        (error: unknown) => answer(500, { message: String(error) }),
      );
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
