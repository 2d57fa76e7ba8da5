import type { PeerPeople } from '../user-actions.js';
import type { Content, StoredContent } from './content.js';

/** A request as handlers see it: path below the host's base path, body complete. */
export interface PeerRequest {
  method: string;
  /** Path below the base path, still percent-encoded, beginning with `/`. */
  path: string;
  /** Path and query as they stood in the request line. */
  target: string;
  query: URLSearchParams;
  /** Lower-case names, repeated headers joined by ", ". */
  headers: Record<string, string>;
  body: Uint8Array;
  /** A body that is too large for the memory; `body` is empty then. */
  stored?: StoredContent;
  /** Values of `:name` and `*` in the route's path, percent-decoded. */
  params: Record<string, string>;
  /** `https://host:port`, without base path. */
  origin: string;
  /** Prefix for links to other pages of this host; empty or `/prefix`. */
  basePath: string;
}

export interface PeerReply {
  status: number;
  /** An array makes a repeated header (`set-cookie`). */
  headers?: Record<string, string | string[]>;
  body?: string | Content;
}

/**
 * A handler that a host mounts besides the protocol. Its traffic is a person's, so it is not recorded.
 * `path` is literal, with `:name` for one segment and a last `*` for the rest: `/api/files/*`, `/ui/shares/:id`.
 */
export interface Route {
  /** Upper case; `*` takes any. */
  method: string;
  path: string;
  handle(request: PeerRequest): PeerReply | Promise<PeerReply>;
}

/** Makes the routes of one host; called once when it opens. */
export type RouteFactory = (people: PeerPeople) => Route[];

/** The first route that takes method and path, with the values of its placeholders. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | undefined {
  for (const route of routes) {
    if (route.method !== '*' && route.method !== method) continue;
    const params = matchPath(route.path, path);
    if (params) return { route, params };
  }
  return undefined;
}

/** Placeholder values when `path` fits `pattern`; undefined when it does not, or is not decodable. */
export function matchPath(pattern: string, path: string): Record<string, string> | undefined {
  const wanted = pattern.split('/');
  const given = path.split('/');
  const params: Record<string, string> = {};
  try {
    for (const [index, part] of wanted.entries()) {
      if (part === '*' && index === wanted.length - 1) {
        params['*'] = given.slice(index).map(decodeURIComponent).join('/');
        return params;
      }
      const value = given[index];
      if (value === undefined) return undefined;
      if (part.startsWith(':')) params[part.slice(1)] = decodeURIComponent(value);
      else if (part !== value) return undefined;
    }
  } catch {
    return undefined;
  }
  return wanted.length === given.length ? params : undefined;
}

/** A JSON answer. */
export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): PeerReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** `content-disposition` of an answer that a browser saves under a name and does not show (RFC 6266). */
export function savedAs(name: string): Record<string, string> {
  return { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}` };
}
