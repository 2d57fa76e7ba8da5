import { type Exchange, jsonOf } from './exchange.js';
import type { HttpClient } from './http-client.js';

/** What looking for an OCM server gave. Fields are undefined when the document lacks them or has them in another type. */
export interface Discovered {
  /** Every request that was made, in order. */
  exchanges: Exchange[];
  /** The exchange that gave the document, else the last one. */
  exchange: Exchange;
  /** Path that answered with a document. */
  path: string | undefined;
  /** The document: a JSON object with an endPoint or resourceTypes. */
  document: Record<string, unknown> | undefined;
  /** Absolute URL of the API, without trailing slash. */
  endPoint: string | undefined;
  /** WebDAV path of resource type `file` (else of the first type), as written. */
  webdavPath: string | undefined;
  capabilities: string[];
}

/** OCM-DISC-006 and -007: the well-known path, then the older one, which some servers only answer with a slash. */
export const DISCOVERY_PATHS = ['/.well-known/ocm', '/ocm-provider', '/ocm-provider/'] as const;

export interface DiscoverOptions {
  /** Default `https`. */
  scheme?: 'https' | 'http';
  paths?: readonly string[];
  timeoutMs?: number;
}

/** Looks for the discovery document of a host[:port]. Never throws; stops when the host itself cannot be reached. */
export async function discover(
  client: HttpClient,
  authority: string,
  options: DiscoverOptions = {},
): Promise<Discovered> {
  const exchanges: Exchange[] = [];
  for (const path of options.paths ?? DISCOVERY_PATHS) {
    const { exchange } = await client.request({
      method: 'GET',
      url: `${options.scheme ?? 'https'}://${authority}${path}`,
      headers: { accept: 'application/json' },
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    });
    exchanges.push(exchange);
    const document = documentOf(exchange);
    if (document) return { ...readDocument(document), exchanges, exchange, path, document };
    if (exchange.error && STOPS.has(exchange.error.code)) break;
  }
  const exchange = exchanges.at(-1);
  if (!exchange) throw new RangeError('discover needs at least one path');
  return {
    exchanges,
    exchange,
    path: undefined,
    document: undefined,
    endPoint: undefined,
    webdavPath: undefined,
    capabilities: [],
  };
}

/** Errors that no other path of the same host can mend. */
const STOPS = new Set(['dns', 'refused', 'unreachable', 'tls', 'tls-name', 'plain-http', 'host-not-allowed']);

/** The discovery document in an answer; undefined when it is not a 2xx with a JSON object that looks like one. */
export function documentOf(exchange: Exchange): Record<string, unknown> | undefined {
  const status = exchange.response?.status ?? 0;
  if (status < 200 || status > 299) return undefined;
  const json = jsonOf(exchange.response?.body);
  if (!isObject(json)) return undefined;
  return 'endPoint' in json || 'resourceTypes' in json ? json : undefined;
}

/** What clients use of a discovery document. */
export function readDocument(
  document: Record<string, unknown>,
): Pick<Discovered, 'endPoint' | 'webdavPath' | 'capabilities'> {
  const { endPoint, capabilities } = document;
  return {
    endPoint: typeof endPoint === 'string' && URL.canParse(endPoint) ? endPoint.replace(/\/+$/, '') : undefined,
    webdavPath: webdavPathOf(document),
    capabilities: Array.isArray(capabilities) ? capabilities.filter((c): c is string => typeof c === 'string') : [],
  };
}

function webdavPathOf(document: Record<string, unknown>): string | undefined {
  // 1.0-proposal1 called the list `shareTypes`; deployed servers still do, and no other word leads to their files.
  const listed = document.resourceTypes ?? document.shareTypes;
  const types = Array.isArray(listed) ? listed.filter(isObject) : [];
  const type = types.find((t) => t.name === 'file') ?? types[0];
  const path = isObject(type?.protocols) ? type.protocols.webdav : undefined;
  return typeof path === 'string' ? path : undefined;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
