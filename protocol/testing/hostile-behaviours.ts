import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** One request, as a hostile server sees it. */
export interface Attacked {
  socket: Socket;
  method: string;
  path: string;
  /** Of the hostile server. */
  authority: string;
  /** host:port where nobody may go. */
  trap: string;
  /** Number of this request at the server, from 1. */
  nth: number;
}

export type Attack = (attacked: Attacked) => void;

const MIB = 1024 * 1024;

export const isDiscovery = (path: string): boolean => /^\/(\.well-known\/ocm|ocm-provider)\/?$/.test(path);

/** A whole answer; further header lines end with CRLF each. */
export function ok(body: string | Buffer, more = '', status = '200 OK', type = 'application/json'): Buffer {
  const bytes = Buffer.from(body);
  const head = `HTTP/1.1 ${status}\r\ncontent-type: ${type}\r\ncontent-length: ${bytes.length}\r\n${more}connection: close\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}

const document = (authority: string, endPoint = `https://${authority}/ocm`): string =>
  JSON.stringify({
    enabled: true,
    apiVersion: '1.2.0',
    endPoint,
    resourceTypes: [{ name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/' } }],
  });

const says =
  (body: (attacked: Attacked) => string | Buffer, more = '', status?: string, type?: string): Attack =>
  (attacked) =>
    void attacked.socket.end(ok(body(attacked), more, status, type));

const redirects =
  (to: (attacked: Attacked) => string): Attack =>
  (attacked) =>
    void attacked.socket.end(ok('', `location: ${to(attacked)}\r\n`, '302 Found'));

/** Writes a piece again and again until the other side has gone or `bytes` are written. */
function pour(socket: Socket, piece: Buffer, bytes = Number.POSITIVE_INFINITY): void {
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= piece.length;
      if (!socket.write(piece)) {
        socket.once('drain', more);
        return;
      }
    }
    if (!socket.destroyed) socket.end();
  };
  more();
}

let packed: Buffer | undefined;
/** A hundred megabytes in less than one; made once, because that takes a second. */
function bomb(): Buffer {
  packed ??= gzipSync(Buffer.alloc(100 * MIB, ' '), { level: 1 });
  return packed;
}

function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 20);
  socket.on('close', () => clearInterval(timer));
}

const XML = 'application/xml; charset=utf-8';
const RESPONSE =
  '<d:response><d:href>/dav/a.txt</d:href><d:propstat><d:prop><d:displayname>&x;</d:displayname></d:prop><d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>';
const multistatus = (inside: string, doctype = ''): string =>
  `<?xml version="1.0"?>${doctype}<d:multistatus xmlns:d="DAV:">${inside}</d:multistatus>`;
const LAUGHS = `<!DOCTYPE d [<!ENTITY l0 "ha">${Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')}<!ENTITY x "&l12;">]>`;

/** Everything that a hostile server does, by name. */
export const BEHAVIOURS: Readonly<Record<string, Attack>> = {
  'stall-before-headers': () => undefined,
  'trickle-of-headers': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    drip(socket, 'x-drip: 1\r\n');
  },
  'trickle-of-body': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000000\r\n\r\n');
    drip(socket, ' ');
  },
  'reset-in-body': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"enabled":', () =>
      socket.destroy(),
    );
  },
  'length-too-short': ({ socket, authority }) => {
    socket.write(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 5\r\n\r\n${document(authority)}`,
    );
  },
  'length-too-long': ({ socket, authority }) => {
    socket.end(
      `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n${document(authority)}`,
    );
  },
  'chunks-of-garbage': ({ socket }) => {
    socket.write(
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n{}\r\n-1\r\n',
    );
  },
  'body-of-100-mb': ({ socket }) => {
    socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${100 * MIB}\r\n\r\n`);
    pour(socket, Buffer.alloc(MIB / 4, '['), 100 * MIB);
  },
  'endless-body': ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n');
    pour(socket, Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`));
  },
  'gzip-bomb': says(() => bomb(), 'content-encoding: gzip\r\n'),
  'deep-json': says(
    ({ authority }) =>
      `{"endPoint":"https://${authority}/ocm","resourceTypes":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
  ),
  'fairly-deep-json': says(
    ({ authority }) =>
      `{"endPoint":"https://${authority}/ocm","resourceTypes":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
  ),
  'huge-numbers': says(
    ({ authority }) =>
      `{"enabled":1e999,"apiVersion":9007199254740993,"endPoint":"https://${authority}/ocm","resourceTypes":[-1e400],"capabilities":[0.1e-999]}`,
  ),
  'prototype-keys': says(
    ({ authority }) =>
      `{"__proto__":{"enabled":true},"constructor":{"prototype":{"x":1}},"toString":1,"endPoint":"https://${authority}/ocm","endPoint":"https://${authority}/ocm2","resourceTypes":[{"__proto__":{"name":"file"},"hasOwnProperty":1}],"capabilities":{"includes":1}}`,
  ),
  'invalid-utf-8': says(() =>
    Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  ),
  'byte-order-mark': says(({ authority }) => `\ufeff${document(authority)}`),
  'redirect-loop': redirects(({ authority, path }) => `https://${authority}${path}`),
  'redirect-to-another-host': redirects(() => 'https://other.invalid/.well-known/ocm'),
  'redirect-to-a-file': redirects(() => 'file:///etc/passwd'),
  'redirect-to-another-port': redirects(({ trap }) => `https://${trap}/.well-known/ocm`),
  'thousands-of-headers': says(
    ({ authority }) => document(authority),
    Array.from({ length: 6_000 }, (_, n) => `x-h-${n}: ${n}\r\n`).join(''),
  ),
  'header-of-1-mb': says(({ authority }) => document(authority), `x-big: ${'x'.repeat(MIB)}\r\n`),
  'flood-of-1xx': ({ socket }) =>
    pour(socket, Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(500))),
  'http-0.9': ({ socket }) => void socket.end('<html>no status line</html>\n'),
  noise: ({ socket }) => void socket.end(Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919) % 256))),
  // Taken at the connection: no request gets this far.
  'tls-cut': ({ socket }) => void socket.destroy(),
  'answers-to-another-request': ({ socket, authority }) => {
    const stale = '{"message":"answer to somebody else"}';
    const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ';
    const own = document(authority);
    socket.write(`${head}${own.length}\r\n\r\n${own}${head}${stale.length}\r\n\r\n${stale}`);
  },
  'end-point-of-another-host': says(() => document('other.invalid')),
  'end-point-of-another-port': says(({ trap }) => document(trap)),
  'end-point-of-10-mb': says(({ authority }) => document(authority, `https://${authority}/${'x'.repeat(10 * MIB)}`)),
  'end-point-of-30-kb': says(({ authority }) => document(authority, `https://${authority}/${'x'.repeat(30_000)}`)),
  'end-point-with-a-script': says(({ authority }) => document(authority, 'javascript:alert(1)')),
  'status-of-nonsense': ({ socket }) => void socket.end('HTTP/1.1 999 \r\ncontent-length: 0\r\n\r\n'),
  'multistatus-of-100-mb': ({ socket }) => {
    socket.write(`HTTP/1.1 207 Multi-Status\r\ncontent-type: ${XML}\r\nconnection: close\r\n\r\n`);
    socket.write('<d:multistatus xmlns:d="DAV:">');
    pour(socket, Buffer.from(RESPONSE.repeat(1_000)), 100 * MIB);
  },
  'billion-laughs': says(() => multistatus(RESPONSE, LAUGHS), '', '207 Multi-Status', XML),
  'external-entity': says(
    () => multistatus(RESPONSE, '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    '',
    '207 Multi-Status',
    XML,
  ),
  'deep-xml': says(
    () => multistatus(`${'<a xmlns:b="c">'.repeat(60_000)}${'</a>'.repeat(60_000)}`),
    '',
    '207 Multi-Status',
    XML,
  ),
};
