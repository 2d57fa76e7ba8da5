import { Buffer } from 'node:buffer';
import { type DavEntry, joinPath, parseMultistatus } from '../../protocol/dav-client.js';
import type { HttpClient, HttpRequest } from '../../protocol/http-client.js';
import { InteropError } from '../../vocabulary.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { refused } from './refused.js';

/** An answer: its status and bytes. */
export interface Answer {
  status: number;
  bytes: Uint8Array;
}

/** Answer of the API: the HTTP status, which `/ocs/v2.php` takes from the envelope, and the envelope's words and data. */
export interface OcsAnswer {
  status: number;
  message: string;
  data: unknown;
}

/** Answer of WebDAV; `words` is the status and, where the server gave one, its own sentence. */
export interface DavAnswer extends Answer {
  words: string;
}

/** Sent as pages send forms: a part of the API reads nothing else. */
export type Form = Record<string, string | number>;

/** Requests of one account: the OCS API and its files over WebDAV. Each rejects with ProductThrottled when the product asks for a pause. */
export interface AccountClient {
  /** Gives back whatever was answered. `path` begins below `/ocs/v2.php`. Rejects when no answer came. */
  ask(method: string, path: string, form?: Form, timeoutMs?: number): Promise<OcsAnswer>;
  /** Data of a successful answer; rejects with ProductRefused, naming the step, when the product says no. */
  ocs(step: string, method: string, path: string, form?: Form, timeoutMs?: number): Promise<unknown>;
  /** `path` is absolute within the account's files. */
  dav(
    method: string,
    path: string,
    more?: Pick<HttpRequest, 'headers' | 'body' | 'sink' | 'timeoutMs'>,
  ): Promise<DavAnswer>;
  /** Entries directly below a folder; undefined when there is none to be seen. */
  entries(path: string): Promise<DavEntry[] | undefined>;
  /** URL of a file, for the Destination of a move. */
  fileUrl(path: string): string;
}

/** @param uid the account's id, which WebDAV paths use; a person may log in with another name. */
export function accountClient(http: HttpClient, url: string, account: Account, uid = account.user): AccountClient {
  const base = url.replace(/\/+$/, '');
  const authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString('base64')}`;
  const fileUrl = (path: string): string => joinPath(`${base}/remote.php/dav/files/${encodeURIComponent(uid)}`, path);

  async function send(
    method: string,
    to: string,
    headers: Record<string, string>,
    body?: HttpRequest['body'],
    large: Pick<HttpRequest, 'sink' | 'timeoutMs'> = {},
  ): Promise<Answer> {
    const reply = await http.request({
      method,
      url: to,
      headers: { authorization, 'ocs-apirequest': 'true', ...headers },
      ...(body === undefined ? {} : { body }),
      ...large,
    });
    const status = reply.exchange.response?.status;
    if (status === undefined) throw new Error(`${method} ${to}: ${reply.exchange.error?.message ?? 'no answer came'}`);
    // Whatever was asked: neither "it is not there" nor a refusal that a step expects.
    if (status === 429) throw refused(`${method} ${new URL(to).pathname} answered 429`, status);
    return { bytes: reply.bytes, status };
  }

  const client: AccountClient = {
    fileUrl,
    async ask(method, path, form = {}, timeoutMs) {
      // The Accept header is not looked at: without `format` the answer is XML.
      const to = `${base}/ocs/v2.php${path}${path.includes('?') ? '&' : '?'}format=json`;
      const fields = new URLSearchParams();
      for (const [name, value] of Object.entries(form)) fields.set(name, String(value));
      const { status, bytes } =
        fields.size === 0
          ? await send(method, to, {}, undefined, timeoutMs === undefined ? {} : { timeoutMs })
          : await send(method, to, { 'content-type': 'application/x-www-form-urlencoded' }, fields.toString());
      return { status, ...readEnvelope(Buffer.from(bytes).toString('utf8')) };
    },
    async ocs(step, method, path, form, timeoutMs) {
      const { status, message, data } = await client.ask(method, path, form, timeoutMs);
      if (status < 200 || status > 299)
        throw refused(`${step}: ${method} ${path} answered ${status} ${message}`.trim(), status);
      return data;
    },
    async dav(method, path, { headers = {}, body, ...large } = {}) {
      const { status, bytes } = await send(method, fileUrl(path), headers, body, large);
      return { status, bytes, words: davWords(status, bytes) };
    },
    async entries(path) {
      const { status, bytes } = await client.dav('PROPFIND', path, { headers: { depth: '1' } });
      if (status !== 207) return undefined;
      // The first entry is the folder itself.
      return parseMultistatus(Buffer.from(bytes).toString('utf8'))?.slice(1);
    },
  };
  return client;
}

/** The account's id; rejects with `login-refused` when the credentials are not accepted. */
export async function logIn(options: DriverOptions, account: Account): Promise<string> {
  const answer = await accountClient(options.http, options.profile.url, account).ask('GET', '/cloud/user');
  const { id } = recordOf(answer.data);
  if (answer.status === 200 && typeof id === 'string') return id;
  if (answer.status === 401)
    throw new InteropError(
      'login-refused',
      `${options.profile.url} refused the password of ${account.user}: ${answer.message || 'status 401'}; correct it, or enable the account`,
      { exit: 2 },
    );
  throw new Error(`logging in ${account.user}: GET /cloud/user answered ${answer.status} ${answer.message}`.trim());
}

/** The object that an answer's data should be; empty when it is none. */
export function recordOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

function readEnvelope(text: string): { message: string; data: unknown } {
  try {
    const { ocs } = JSON.parse(text) as { ocs?: { meta?: { message?: unknown }; data?: unknown } };
    return { message: typeof ocs?.meta?.message === 'string' ? ocs.meta.message : '', data: ocs?.data };
  } catch {
    return { message: text.slice(0, 200), data: undefined };
  }
}

function davWords(status: number, bytes: Uint8Array): string {
  if (status < 400) return String(status);
  const said = /<s:message>([^<]*)<\/s:message>/.exec(Buffer.from(bytes).toString('utf8'))?.[1];
  return said ? `${status} ${said}` : String(status);
}
