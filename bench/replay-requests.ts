import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { Agent, request } from 'undici';
import type { SeenRequest } from './observe.js';

/** What a client has to send anyway: the recorded requests, one after the other, and nothing else. A process of its own, started by the bench. */
const [file = '', caFile = '', origin = ''] = process.argv.slice(2);
const requests = JSON.parse(readFileSync(file, 'utf8')) as SeenRequest[];
const dispatcher = new Agent({
  connect: { secureContext: createSecureContext({ ca: readFileSync(caFile, 'utf8') }) },
  keepAliveTimeout: 2_000,
});
const HOP = new Set(['connection', 'content-length', 'host', 'transfer-encoding', 'keep-alive', 'expect']);
for (const each of requests) {
  const headers = Object.fromEntries(Object.entries(each.headers).filter(([name]) => !HOP.has(name)));
  const answer = await request(origin + each.target, {
    method: each.method as 'GET',
    headers,
    body: each.body === '' ? null : Buffer.from(each.body, 'base64'),
    dispatcher,
  });
  await answer.body.dump();
}
await dispatcher.close();
