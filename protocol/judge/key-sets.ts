import { canonicalAuthority } from '../address.js';
import { type Exchange, jsonOf } from '../exchange.js';
import { keysOfSet, type PublishedKey } from '../signatures/keys.js';
import { isObject, text } from './json.js';
import { type Documents, isSameUrl, parseUrl, tidyPath } from './parties.js';

/** Keys by the host[:port] of the server that publishes them. */
export type KnownKeys = ReadonlyMap<string, readonly PublishedKey[]>;

/**
 * The key sets that stand in recorded traffic, by the server that they belong to: the one whose discovery document leads there, which may
 * be on another host (OCM-DISC-062), else the host of the path that older texts name. The latest of each.
 */
export function keysIn(exchanges: Iterable<Exchange>, documents: Documents): KnownKeys {
  const known = new Map<string, readonly PublishedKey[]>();
  for (const { request, response } of exchanges) {
    const url = parseUrl(request.url);
    if (!url || request.method !== 'GET' || response?.status !== 200) continue;
    const json = jsonOf(response.body);
    if (!isObject(json) || !Array.isArray(json.keys)) continue;
    const owners = [...documents].flatMap(([authority, document]) =>
      isSameUrl(url, text(document, 'jwksUri')) ? [authority] : [],
    );
    if (tidyPath(url.pathname) === '/.well-known/jwks.json') owners.push(url.host);
    for (const owner of owners) known.set(canonicalAuthority(owner), keysOfSet(json));
  }
  return known;
}

/** The keys of one server; undefined where they were not seen. */
export function keysAt(
  keys: KnownKeys | undefined,
  authority: string | undefined,
): readonly PublishedKey[] | undefined {
  if (!keys || authority === undefined) return undefined;
  const wanted = canonicalAuthority(authority);
  for (const [owner, published] of keys) if (canonicalAuthority(owner) === wanted) return published;
  return undefined;
}
