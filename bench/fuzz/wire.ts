import { createServer } from 'node:net';
import { createHttpClient } from '../../protocol/http-client.js';
import type { Malformed } from './messages.js';
import { judged, type Reader } from './readers.js';

/** An answer as bytes on the wire, framed as it says. */
function answerOf({ text, header, status, framing }: Malformed): Buffer {
  const body = Buffer.from(text);
  if (framing === 'raw') return Buffer.from(`${header}\r\n${text}`);
  if (framing === 'chunks')
    return Buffer.from(`HTTP/1.1 ${status} X\r\ntransfer-encoding: chunked\r\n\r\n${header}\r\n${text}\r\n0\r\n\r\n`);
  const length =
    framing === 'too-long' ? body.length + 10 : framing === 'cut' ? Math.max(0, body.length - 10) : body.length;
  const safe = header.replaceAll(/[^\x20-\x7e]/g, '?');
  return Buffer.concat([
    Buffer.from(
      `HTTP/1.1 ${status} X\r\ncontent-type: application/json\r\nx-fuzz: ${safe}\r\ncontent-length: ${length}\r\n\r\n`,
    ),
    body,
  ]);
}

/** A reader that gets its malformed answers over a real connection of this machine, as the runner's client does. */
export async function openWire(): Promise<{ reader: Reader; close(): Promise<void> }> {
  let answer: Uint8Array = new Uint8Array();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.end(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens nowhere');
  const client = createHttpClient({ timeoutMs: 5_000 });
  return {
    reader: {
      name: 'wire',
      async read(malformed) {
        answer = answerOf(malformed);
        const { exchange } = await client.request({
          method: 'GET',
          url: `http://127.0.0.1:${address.port}/.well-known/ocm`,
        });
        if (!exchange.response && !exchange.error) throw new Error('neither an answer nor an error');
        judged(exchange);
      },
    },
    async close() {
      await client.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
