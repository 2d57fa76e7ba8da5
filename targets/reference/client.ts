import type { Exchange, Told } from '../../protocol/exchange.js';
import type { HttpRequest } from '../../protocol/http-client.js';
import { InteropError } from '../../vocabulary.js';
import { type Account, ProductRefused } from '../cloud.js';
import type { DriverOptions } from '../driver.js';

export interface Answer {
  status: number;
  bytes: Uint8Array;
  /** Parsed JSON, undefined when it is none. */
  json: unknown;
  /** What the peer says to a person, else its status. */
  words: string;
}

/** Requests of one account to the user API. */
export interface AccountClient {
  readonly user: string;
  /** Gives back whatever was answered. `path` begins below `/api`. Rejects when no answer came. */
  ask(method: string, path: string, body?: Uint8Array | Record<string, unknown>): Promise<Answer>;
  /** A request with a body, or an answer, too large for the memory, within a budget in ms. */
  transfer(method: string, path: string, large: Pick<HttpRequest, 'body' | 'sink' | 'timeoutMs'>): Promise<Answer>;
  /** The answer when it is a success; rejects with ProductRefused, naming the step, when it is not. */
  must(step: string, method: string, path: string, body?: Uint8Array | Record<string, unknown>): Promise<Answer>;
}

/** @param account absent for a visitor, who sees only what a public link shows */
export function accountClient({ http, profile }: DriverOptions, account?: Account): AccountClient {
  const base = `${profile.url.replace(/\/+$/, '')}/api`;
  const credentials = account && Buffer.from(`${account.user}:${account.password}`).toString('base64');
  const client: AccountClient = {
    user: account?.user ?? '',
    ask(method, path, body) {
      const raw = body instanceof Uint8Array;
      return client.transfer(method, path, body === undefined ? {} : { body: raw ? body : JSON.stringify(body) });
    },
    async transfer(method, path, large) {
      const type = typeof large.body === 'string' ? 'application/json' : 'application/octet-stream';
      const { exchange, bytes } = await http.request({
        method,
        url: base + path,
        headers: {
          ...(credentials === undefined ? {} : { authorization: `Basic ${credentials}` }),
          ...(large.body === undefined ? {} : { 'content-type': type }),
        },
        ...large,
      });
      const status = exchange.response?.status;
      if (status === undefined)
        throw new Error(`${method} ${base}${path}: ${exchange.error?.message ?? 'no answer came'}`);
      const json = exchange.response?.headers['content-type']?.startsWith('application/json')
        ? parsed(bytes)
        : undefined;
      return { status, bytes, json, words: messageOf(json) ?? `status ${status}` };
    },
    async must(step, method, path, body) {
      const answer = await client.ask(method, path, body);
      if (answer.status >= 200 && answer.status < 300) return answer;
      throw new ProductRefused(`${step}: ${answer.words}`);
    },
  };
  return client;
}

/** What the peer says of an account and its host. */
export interface Self {
  /** OCM address. */
  address: string;
  /** What the host speaks in place of OCM. */
  dialect: string | undefined;
  /** Version of OCM. */
  speaks: string | undefined;
}

/** Rejects with `login-refused` when the peer does not know the account with that password. */
export async function logIn(client: AccountClient, url: string): Promise<Self> {
  const { status, json, words } = await client.ask('GET', '/me');
  const { address, host } = (json ?? {}) as { address?: unknown; host?: { dialect?: string; speaks?: string } };
  if (status === 200 && typeof address === 'string') return { address, dialect: host?.dialect, speaks: host?.speaks };
  if (status === 401) throw loginRefused(client.user, url);
  throw new Error(`logging in ${client.user}: GET /api/me answered ${words}`);
}

export function loginRefused(user: string, url: string): InteropError {
  const message = `${url} refused the password of ${user}: correct it, or add the account`;
  return new InteropError('login-refused', message, { exit: 2 });
}

/** What the peer recorded of these accounts since a moment, without secrets; each message once, oldest first. */
export async function exchangesOf(clients: Iterable<AccountClient>, since: string, after = 0): Promise<Told> {
  const found = new Map<string, Exchange>();
  const ends: number[] = [];
  const path = `/exchanges?since=${encodeURIComponent(since)}&after=${after}`;
  for (const client of clients) {
    const { exchanges, next } = (await client.must('reading messages', 'GET', path)).json as Told;
    for (const exchange of exchanges) found.set(exchange.id, exchange);
    ends.push(next);
  }
  return {
    exchanges: [...found.values()].sort((a, b) => a.at.localeCompare(b.at)),
    next: ends.length === 0 ? after : Math.min(...ends),
  };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function messageOf(json: unknown): string | undefined {
  const { message } = (typeof json === 'object' && json !== null ? json : {}) as { message?: unknown };
  return typeof message === 'string' ? message : undefined;
}
