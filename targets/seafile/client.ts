import { randomUUID } from 'node:crypto';
import type { HttpRequest } from '../../protocol/http-client.js';
import { InteropError } from '../../vocabulary.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { refusal } from './refusal.js';

export interface Answer {
  status: number;
  bytes: Uint8Array;
  /** The answer read as JSON; undefined when it is none. */
  data: unknown;
  /** Status and, where the server gave one, its own words. */
  words: string;
}

export interface Details {
  query?: Record<string, string>;
  /** Sent as a form. */
  form?: Record<string, string>;
}

/** Which part of a file is sent: the file server puts one together from what comes in order. */
export interface Piece {
  start: number;
  /** Bytes of the whole file. */
  of: number;
}

/** Requests of one account. */
export interface AccountClient {
  /** The id under which the server knows the account: from 11.0 on that is not the e-mail address one logs in with. */
  readonly id: string;
  /** Gives back whatever was answered; `path` begins below the server's address. Rejects when no answer came. */
  ask(method: string, path: string, details?: Details): Promise<Answer>;
  /** Data of a successful answer; rejects with ProductRefused, naming the step, when the product says no, with ProductThrottled when it asks for a pause. */
  must(step: string, method: string, path: string, details?: Details): Promise<unknown>;
  /** What stands behind a link of a file server, which may be another Seafile's: the link is all it asks for. */
  follow(link: string, sink?: (chunk: Uint8Array) => void): Promise<Answer>;
  /** Sends a file to such a link, or a piece of one. */
  upload(
    link: string,
    name: string,
    content: Uint8Array,
    fields: Record<string, string>,
    piece?: Piece,
  ): Promise<Answer>;
}

/** Logs in. Rejects with `login-refused` when the credentials are not accepted. */
export async function logIn(options: DriverOptions, account: Account): Promise<AccountClient> {
  const anonymous = accountClient(options);
  const { user: username, password } = account;
  const answer = await anonymous.ask('POST', '/api2/auth-token/', { form: { username, password } });
  const { token } = recordOf(answer.data);
  if (typeof token !== 'string') {
    const words = `logging in ${username}: POST /api2/auth-token/ answered ${answer.words}`;
    // 400 is a wrong password; 429 says that too many logins came from this address.
    if (answer.status === 429) throw refusal(words, answer.status);
    if (answer.status !== 400) throw new Error(words);
    throw loginRefused(options, username, answer.words);
  }
  const client = accountClient(options, token);
  const info = recordOf(await client.must(`looking up the id of ${username}`, 'GET', '/api2/account/info/'));
  return { ...client, id: typeof info.email === 'string' ? info.email : username };
}

export function loginRefused(options: DriverOptions, user: string, words: string): InteropError {
  const message = `${options.profile.url} refused the password of ${user}: ${words}; correct it, or enable the account`;
  return new InteropError('login-refused', message, { exit: 2 });
}

function accountClient({ http, profile, budgets }: DriverOptions, token?: string): AccountClient {
  const base = profile.url.replace(/\/+$/, '');

  async function send(request: HttpRequest): Promise<Answer> {
    const { exchange, bytes } = await http.request(request);
    const status = exchange.response?.status;
    if (status === undefined) {
      const { host } = new URL(request.url);
      throw new Error(`${request.method} to ${host}: ${exchange.error?.message ?? 'no answer came'}`);
    }
    const text = Buffer.from(bytes).toString('utf8');
    return { status, bytes, data: jsonOf(text), words: wordsOf(status, text) };
  }

  const client: AccountClient = {
    id: '',
    ask(method, path, { query, form } = {}) {
      const to = `${base}${path}${query ? `?${new URLSearchParams(query)}` : ''}`;
      const headers = {
        accept: 'application/json',
        ...(token === undefined ? {} : { authorization: `Token ${token}` }),
        ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      };
      const body = form && new URLSearchParams(form).toString();
      return send({ method, url: to, headers, ...(body === undefined ? {} : { body }) });
    },
    async must(step, method, path, details) {
      const answer = await client.ask(method, path, details);
      if (answer.status > 299) throw refusal(`${step}: ${method} ${path} answered ${answer.words}`, answer.status);
      return answer.data;
    },
    follow: (url, sink) => send({ method: 'GET', url, ...(sink ? { sink, timeoutMs: budgets.flow } : {}) }),
    upload(url, name, content, fields, piece) {
      const { type, body } = multipart(name, content, fields);
      const headers: Record<string, string> = { 'content-type': type, accept: 'application/json' };
      if (piece) {
        headers['content-range'] = `bytes ${piece.start}-${piece.start + content.length - 1}/${piece.of}`;
        headers['content-disposition'] = `attachment; filename="${encodeURIComponent(name)}"`;
      }
      return send({ method: 'POST', url, headers, body });
    },
  };
  return client;
}

/** The file server takes a name as it stands between the first and the last quote: nothing in it is escaped. */
function multipart(
  name: string,
  content: Uint8Array,
  fields: Record<string, string>,
): { type: string; body: Uint8Array } {
  const boundary = `----${randomUUID()}`;
  const part = (disposition: string): string => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n`;
  const parts = Object.entries(fields).map(([field, value]) => `${part(`name="${field}"`)}\r\n${value}\r\n`);
  const head = `${parts.join('')}${part(`name="file"; filename="${name}"`)}Content-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), content, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  return { type: `multipart/form-data; boundary=${boundary}`, body };
}

/** The object that an answer's data should be; empty when it is none. */
export function recordOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Seafile says why in one of several members; a crash is a page. */
function wordsOf(status: number, text: string): string {
  const { error_msg, detail, error, non_field_errors } = recordOf(jsonOf(text));
  const said = [error_msg, detail, error, Array.isArray(non_field_errors) ? non_field_errors[0] : undefined].find(
    (each) => typeof each === 'string' && each !== '',
  );
  if (said !== undefined) return `${status} ${String(said)}`;
  return status >= 500 && text.includes('<html') ? `${status}, a page without words` : String(status);
}
