import { authorityOf, canonicalAuthority } from '../address.js';
import type { Exchange } from '../exchange.js';
import type { MessageKind } from './contract.js';
import { text } from './json.js';

/** Discovery documents by host[:port]. */
export type Documents = ReadonlyMap<string, unknown>;

/** The document of a host[:port], compared without case and default port. */
export function documentAt(documents: Documents | undefined, authority: string | undefined): unknown {
  if (!documents || authority === undefined) return undefined;
  const wanted = canonicalAuthority(authority);
  for (const [key, document] of documents) if (canonicalAuthority(key) === wanted) return document;
  return undefined;
}

/** A URL that parses; undefined otherwise. */
export function parseUrl(url: string | undefined): URL | undefined {
  try {
    return url === undefined ? undefined : new URL(url);
  } catch {
    return undefined;
  }
}

/** Path without doubled and trailing slashes: neither means anything to the protocol (OCM-AMB-028). */
export function tidyPath(path: string): string {
  return path.replaceAll(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');
}

/** Document of the server that a URL leads to: the one of its host, else the one whose API or token endpoint it is. */
export function serverDocument(url: string, documents: Documents | undefined): unknown {
  const target = parseUrl(url);
  if (!target || !documents) return undefined;
  const direct = documentAt(documents, target.host);
  if (direct !== undefined) return direct;
  for (const document of documents.values()) {
    if (pathBelow(target, text(document, 'endPoint')) !== undefined) return document;
    if (isSameUrl(target, text(document, 'tokenEndPoint'))) return document;
  }
  return undefined;
}

/** What follows a base URL in another one, tidied (`/shares`); undefined when it is not below it. */
export function pathBelow(url: URL, base: string | undefined): string | undefined {
  const root = parseUrl(base);
  if (!root || canonicalAuthority(root.host) !== canonicalAuthority(url.host)) return undefined;
  const [path, prefix] = [tidyPath(url.pathname), tidyPath(root.pathname)];
  if (prefix === '/') return path;
  return path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

export function isSameUrl(url: URL, other: string | undefined): boolean {
  const wanted = parseUrl(other);
  return (
    wanted !== undefined &&
    canonicalAuthority(wanted.host) === canonicalAuthority(url.host) &&
    tidyPath(wanted.pathname) === tidyPath(url.pathname)
  );
}

/** Host[:port] that a request's body names as its writer; undefined where the message names nobody. */
export function clientAuthority(kind: MessageKind, json: unknown): string | undefined {
  switch (kind) {
    case 'share-creation':
      return schemeless(authorityOf(text(json, 'sender')) ?? authorityOf(text(json, 'owner')));
    case 'invite-accepted':
      return schemeless(text(json, 'recipientProvider'));
    case 'token-request':
      return schemeless(text(json, 'client_id'));
    case 'notification':
      return schemeless(text(json, 'senderDomain'));
    default:
      return undefined;
  }
}

/** The host[:port] that is meant, also where a scheme or path was written around it. */
function schemeless(authority: string | undefined): string | undefined {
  const bare = authority?.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/s, '');
  return bare === '' ? undefined : bare;
}

/** True for hosts that cannot be reached from elsewhere: TLS is not demanded among them (OCM-AMB-027). */
export function isLoopback(url: URL): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(url.hostname) || url.hostname.endsWith('.localhost');
}

/** True when a request went over plain HTTP to a host that is not this machine. */
export function isPlainHttp(exchange: Exchange): boolean {
  const url = parseUrl(exchange.request.url);
  return url?.protocol === 'http:' && !isLoopback(url);
}

/** A URL as it may be shown: what follows the path can hold secrets. */
export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}
