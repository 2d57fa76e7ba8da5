import { canonicalAuthority } from '../protocol/address.js';
import type { Route, Upstream } from './contract.js';

/** The names that a gateway answers to. Names may be added while it runs: a port is known only when something listens on it. */
export class RouteTable {
  readonly #routes = new Map<string, Route>();

  constructor(routes: readonly Route[] = []) {
    for (const route of routes) this.add(route);
  }

  add(route: Route): void {
    this.#routes.set(canonicalAuthority(route.authority), route);
  }

  /** The route of a Host header. A name without a port also stands for the same name with the port that the gateway listens on. */
  find(authority: string, port: number): Route | undefined {
    const wanted = canonicalAuthority(authority);
    const bare = wanted.endsWith(`:${port}`) ? wanted.slice(0, -`:${port}`.length) : wanted;
    return this.#routes.get(wanted) ?? this.#routes.get(bare);
  }

  all(): Route[] {
    return [...this.#routes.values()];
  }

  /** Host names and addresses without ports, for certificates. */
  names(): string[] {
    return [...new Set(this.all().map(({ authority }) => hostOf(authority)))];
  }
}

/** Host of a host[:port], IPv6 without brackets. */
export function hostOf(authority: string): string {
  return authority.replace(/:\d+$/, '').replace(/^\[|\]$/g, '');
}

/**
 * Reads where a server really is: `127.0.0.11`, `127.0.0.11:443`, `[::1]:8443`, `https://host:port` or, where the gateway is the one that does
 * TLS for it, `http://host:port`. Undefined when it is none of these.
 */
export function parseUpstream(text: string): Upstream | undefined {
  const url = /^https?:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(url);
  if (pathname !== '/' || search !== '' || hash !== '' || username !== '' || password !== '') return undefined;
  if (protocol !== 'https:' && protocol !== 'http:') return undefined;
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  return { protocol, host: hostname.replace(/^\[|\]$/g, ''), port: number };
}

/** An upstream as people write it. */
export function shownUpstream({ protocol, host, port }: Upstream): string {
  return `${protocol}//${host.includes(':') ? `[${host}]` : host}:${port}`;
}
