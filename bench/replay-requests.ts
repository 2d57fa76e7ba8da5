import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { Agent, request } from 'undici';

/** What a client has to send anyway: the recorded requests, one after the other, and nothing else. A process of its own, started by the bench. */
const [file = '', caFile = ''] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(file, 'utf8')) as {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}[];
const dispatcher = new Agent({
  connect: { secureContext: createSecureContext({ ca: readFileSync(caFile, 'utf8') }) },
  keepAliveTimeout: 2_000,
});
const HOP = new Set(['connection', 'content-length', 'host', 'transfer-encoding', 'keep-alive']);
for (const each of requests) {
  const headers = Object.fromEntries(Object.entries(each.headers).filter(([name]) => !HOP.has(name)));
  const answer = await request(each.url, {
    method: each.method as 'GET',
    headers,
    body: each.body === '' || each.method === 'GET' || each.method === 'HEAD' ? null : each.body,
    dispatcher,
  });
  await answer.body.dump();
}
await dispatcher.close();
