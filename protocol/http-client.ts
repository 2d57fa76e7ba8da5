import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { Agent, request as send } from 'undici';
import type { Exchange, ExchangeError, RecordedBody, RecordedResponse } from './exchange.js';

/** A request to send. Nothing is added but `host`, `content-length` and what Node needs. */
export interface HttpRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | FileBody;
  /** Budget of this request in ms, default that of the client. */
  timeoutMs?: number;
  /** Takes the body of a successful answer piece by piece: it is neither kept nor too large. */
  sink?: (chunk: Uint8Array) => void;
}

/** A body that stands in a file: sent as a stream, never held in memory. */
export interface FileBody {
  file: string;
  /** First byte of the file that belongs to it. */
  start: number;
  /** Bytes. */
  length: number;
}

/** What came back: the record, and the raw bytes where a caller needs more than text. */
export interface HttpReply {
  exchange: Exchange;
  bytes: Uint8Array;
}

export interface HttpClient {
  /** Never rejects: a server that lies, stalls or resets gives an exchange with `error`. Redirects are not followed. */
  request(request: HttpRequest): Promise<HttpReply>;
  close(): Promise<void>;
}

/** What of a certificate is not looked at: whose name it has, or anything. */
export type Unverified = 'name' | 'all';

export interface HttpClientOptions {
  /** Party id written into the record. */
  from?: string;
  /** PEM of certificate authorities to trust besides the system's. */
  ca?: string[];
  /** Takes whatever certificate it is shown: only for a peer that is to be found out. */
  unverified?: Unverified;
  /** Host[:port] that may be contacted; absent: any. A request to another one is not sent. */
  allow?: (authority: string) => boolean;
  /** Budget per request in ms. Default 15 s. */
  timeoutMs?: number;
  /** Bytes after which an answer is cut off as too large. Default 8 MiB. */
  maxBytes?: number;
  /** Called for every exchange, when it is over. */
  onExchange?: (exchange: Exchange) => void;
  /** Asked before each request; may wait (rate budgets). */
  before?: (request: HttpRequest) => Promise<void>;
}

/** Longest text kept in a record, so that evidence stays readable. */
const KEEP_CHARS = 64 * 1024;

/** Text of a body for the record. */
export function recordBody(body: string | Uint8Array | FileBody | undefined): RecordedBody {
  if (body === undefined) return { text: '', bytes: 0 };
  if (typeof body === 'object' && 'file' in body) return { text: '', bytes: body.length, truncated: true };
  const buffer = typeof body === 'string' ? Buffer.from(body) : Buffer.from(body.buffer, body.byteOffset, body.length);
  // No letter takes more than four bytes: the text of many megabytes need not be made to keep its beginning.
  const start = buffer.subarray(0, KEEP_CHARS * 4);
  const text = start.toString('utf8');
  if (start.length === buffer.length && text.length <= KEEP_CHARS) return { text, bytes: buffer.length };
  return { text: text.slice(0, KEEP_CHARS), bytes: buffer.length, truncated: true };
}

/** A body as undici sends it: with a file comes its length, which no stream tells by itself. */
function sendable(req: HttpRequest): { headers: Record<string, string>; body: string | Uint8Array | Readable | null } {
  const headers = req.headers ?? {};
  const { body = null } = req;
  if (body === null || typeof body === 'string' || !('file' in body)) return { headers, body };
  if (body.length === 0) return { headers, body: '' };
  const stream = createReadStream(body.file, { start: body.start, end: body.start + body.length - 1 });
  return { headers: { ...headers, 'content-length': String(body.length) }, body: stream };
}

/** Header names in lower case, repeated headers joined as HTTP allows. */
export function recordHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const out: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) out[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value;
  }
  return out;
}

/** Tells what went wrong on the way, in words a person can act on. */
export function classifyError(error: unknown, url: string): ExchangeError {
  const chain: { code?: string; message?: string; cause?: unknown }[] = [];
  for (let e: unknown = error; e instanceof Error; e = e.cause) chain.push(e as Error & { code?: string });
  const code = chain.map((e) => e.code ?? '').find((c) => c !== '') ?? '';
  const text = chain.map((e) => e.message ?? '').join(': ') || String(error);
  const host = URL.canParse(url) ? new URL(url).host : url;
  const is = (pattern: RegExp): boolean => pattern.test(code) || pattern.test(text);
  if (is(/ENOTFOUND|EAI_AGAIN/)) return { code: 'dns', message: `${host} has no address (${code})` };
  if (is(/ECONNREFUSED/)) return { code: 'refused', message: `nothing listens at ${host}` };
  if (is(/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/))
    return { code: 'unreachable', message: `${host} cannot be reached (${code})` };
  if (is(/ERR_TLS_CERT_ALTNAME_INVALID/))
    return { code: 'tls-name', message: `the certificate of ${host} is for another name` };
  if (is(/ERR_SSL_WRONG_VERSION_NUMBER|wrong version number|packet length too long|http request/i))
    return { code: 'plain-http', message: `${host} does not speak TLS (it seems to be plain HTTP)` };
  if (is(/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|certificate/i))
    return { code: 'tls', message: `the certificate of ${host} is not trusted: ${text}` };
  if (is(/ERR_SSL|EPROTO/)) return { code: 'tls', message: `TLS with ${host} failed: ${text}` };
  if (is(/TIMEOUT|AbortError|aborted/i)) return { code: 'timeout', message: `${host} did not answer in time` };
  if (is(/ECONNRESET|EPIPE|other side closed|UND_ERR_SOCKET|terminated/))
    return { code: 'reset', message: `${host} closed the connection before its answer was complete` };
  if (is(/HPE_|UND_ERR|Parse/))
    return { code: 'malformed', message: `the answer of ${host} is not HTTP that can be read: ${text}` };
  return { code: 'malformed', message: `${host}: ${text}` };
}

class TooLarge extends Error {}

const trusts = new Map<string, SecureContext>();

/** What the system and these authorities vouch for; made once, because parsing the system's takes tens of milliseconds. */
export function trustOf(ca: readonly string[]): SecureContext {
  const key = ca.join('\n');
  const known = trusts.get(key) ?? createSecureContext({ ca: [...rootCertificates, ...ca] });
  trusts.set(key, known);
  return known;
}

const pools = new Map<string, { agent: Agent; clients: number }>();

/**
 * Connections are shared by all clients of this process that trust the same: who is far away is not greeted anew for each identity of ours,
 * and what a client may and has to do does not hang on the connection. They end with the last of these clients.
 */
function connections(
  ca: readonly string[],
  unverified: Unverified | undefined,
): { agent: Agent; release: () => Promise<void> } {
  const key = `${unverified ?? ''}\n${ca.join('\n')}`;
  const pool = pools.get(key) ?? { agent: newAgent(ca, unverified), clients: 0 };
  pools.set(key, pool);
  pool.clients += 1;
  return {
    agent: pool.agent,
    async release() {
      pool.clients -= 1;
      if (pool.clients > 0) return;
      pools.delete(key);
      await pool.agent.close();
    },
  };
}

function newAgent(ca: readonly string[], unverified: Unverified | undefined): Agent {
  return new Agent({
    // One context for all connections: parsing the system's authorities anew for each would cost more than the handshake.
    connect: {
      ...(ca.length > 0 ? { secureContext: trustOf(ca) } : {}),
      ...(unverified === 'all' ? { rejectUnauthorized: false } : {}),
      ...(unverified === 'name' ? { checkServerIdentity: () => undefined } : {}),
      timeout: 10_000,
    },
    // A request on a connection that is just being closed is lost: well within what a server says, and short where it says nothing.
    keepAliveTimeout: 1_000,
    keepAliveMaxTimeout: 3_000,
    maxHeaderSize: 256 * 1024,
  });
}

/** An HTTP client that records everything and is held to budgets and allowed hosts. */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { agent, release } = connections(options.ca ?? [], options.unverified);
  let isClosed = false;
  const maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
  return {
    async request(req) {
      if (options.before) await options.before(req);
      const start = Date.now();
      const exchange: Exchange = {
        id: randomUUID().slice(0, 13),
        at: new Date(start).toISOString(),
        ms: 0,
        ...(options.from === undefined ? {} : { from: options.from }),
        request: {
          method: req.method,
          url: req.url,
          headers: recordHeaders(req.headers ?? {}),
          body: recordBody(req.body),
        },
      };
      let bytes: Uint8Array = new Uint8Array();
      try {
        if (isClosed) throw new Error('the client is closed');
        const url = new URL(req.url);
        if (options.allow && !options.allow(url.host)) {
          exchange.error = {
            code: 'host-not-allowed',
            message: `${url.host} is not in the profile: add it to \`hosts\` if it belongs to the target`,
          };
        } else {
          const answer = await send(url, {
            method: req.method as 'GET',
            ...sendable(req),
            dispatcher: agent,
            signal: AbortSignal.timeout(req.timeoutMs ?? options.timeoutMs ?? 15_000),
          });
          const chunks: Uint8Array[] = [];
          const sink = answer.statusCode >= 200 && answer.statusCode < 300 ? req.sink : undefined;
          let size = 0;
          for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
            size += chunk.length;
            if (sink) sink(chunk);
            else chunks.push(chunk);
            if (!sink && size > maxBytes) {
              answer.body.destroy();
              throw new TooLarge(`${url.host} sent more than ${maxBytes} bytes`);
            }
          }
          bytes = Buffer.concat(chunks);
          const response: RecordedResponse = {
            status: answer.statusCode,
            headers: recordHeaders(answer.headers),
            body: sink ? { text: '', bytes: size, truncated: true } : recordBody(bytes),
          };
          exchange.response = response;
        }
      } catch (error) {
        exchange.error =
          error instanceof TooLarge ? { code: 'too-large', message: error.message } : classifyError(error, req.url);
      }
      exchange.ms = Date.now() - start;
      options.onExchange?.(exchange);
      return { exchange, bytes };
    },
    async close() {
      if (isClosed) return;
      isClosed = true;
      await release();
    },
  };
}
