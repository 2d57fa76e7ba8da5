import { type Exchange, jsonOf } from '../exchange.js';
import type { Emitter, MessageKind } from './contract.js';
import { isObject, member, text } from './json.js';
import { type Documents, isSameUrl, parseUrl, pathBelow, tidyPath } from './parties.js';

/** What the two halves of an exchange are in OCM terms. */
export interface Classified {
  request: MessageKind;
  answer: MessageKind;
}

const OTHER: Classified = { request: 'other', answer: 'other' };
const FOREIGN: Classified = { request: 'foreign-dialect', answer: 'other' };
const DAV: Classified = { request: 'dav-request', answer: 'dav-answer' };
const API: Record<string, Classified> = {
  '/shares': { request: 'share-creation', answer: 'share-answer' },
  '/notifications': { request: 'notification', answer: 'notification-answer' },
  '/invite-accepted': { request: 'invite-accepted', answer: 'invite-answer' },
  '/token': { request: 'token-request', answer: 'token-answer' },
};
const DAV_METHODS = new Set(['PROPFIND', 'PROPPATCH', 'MKCOL', 'MOVE', 'COPY', 'LOCK', 'UNLOCK', 'REPORT', 'SEARCH']);
const GRANTS = new Set(['authorization_code', 'ocm_authorization_code', 'ocm_share']);

/** Which side wrote a message of that kind. */
export function emitterOf(kind: MessageKind): Emitter {
  return kind.endsWith('-answer') ? 'server' : 'client';
}

/**
 * Tells what an exchange is: by its path below a known endPoint, else by path and shape of the body.
 * Never throws; what is none of ours is `other`.
 */
export function classify(exchange: Exchange, documents?: Documents): Classified {
  const url = parseUrl(exchange.request.url);
  if (!url) return OTHER;
  const path = tidyPath(url.pathname);
  const method = exchange.request.method.toUpperCase();
  if (isForeign(exchange, path, method)) return FOREIGN;
  if (method === 'GET' && /\/(\.well-known\/ocm|ocm-provider)$/.test(path)) {
    return { request: 'other', answer: 'discovery-answer' };
  }
  const known = [...(documents?.values() ?? [])];
  if (method === 'GET') {
    const isKeySet =
      path.endsWith('/.well-known/jwks.json') || known.some((document) => isSameUrl(url, text(document, 'jwksUri')));
    if (isKeySet) return { request: 'other', answer: 'jwks-answer' };
  }
  if (method === 'POST') {
    const api = apiOf(exchange, url, path, known);
    if (api) return api;
  }
  return isDav(url, path, method, known) ? DAV : OTHER;
}

function apiOf(exchange: Exchange, url: URL, path: string, known: unknown[]): Classified | undefined {
  if (known.some((document) => isSameUrl(url, text(document, 'tokenEndPoint')))) return API['/token'];
  for (const document of known) {
    const below = pathBelow(url, text(document, 'endPoint'));
    if (below !== undefined && Object.hasOwn(API, below)) return API[below];
  }
  const suffix = /\/(shares|notifications|invite-accepted|token)$/.exec(path)?.[0];
  // Below /ocs/ are the products' own interfaces for their users.
  if (suffix && !path.includes('/ocs/') && (path.endsWith(`/ocm${suffix}`) || hasShape(suffix, exchange)))
    return API[suffix];
  return hasShape('/token', exchange) ? API['/token'] : undefined;
}

/** Whether a body looks like what belongs at that path, wherever it was sent. */
function hasShape(path: string, exchange: Exchange): boolean {
  if (path === '/token') {
    const form = formOf(exchange);
    const client = form.client_id ?? '';
    return (
      GRANTS.has(form.grant_type ?? '') && form.code !== undefined && /^[^\s/:]+\.[^\s/]+$|^[^\s/:]+:\d+$/.test(client)
    );
  }
  const json = jsonOf(exchange.request.body);
  const has = (...names: string[]): boolean => names.some((name) => member(json, name) !== undefined);
  if (path === '/shares')
    return isObject(json) && has('shareWith', 'protocol') && has('providerId', 'owner', 'sender', 'resourceType');
  if (path === '/notifications') return has('notificationType');
  return path === '/invite-accepted' && has('recipientProvider', 'userID');
}

/** Parameters of a form-encoded request body; the first value of each. */
export function formOf(exchange: Exchange): Record<string, string | undefined> {
  const found = Object.create(null) as Record<string, string | undefined>;
  for (const [name, value] of new URLSearchParams(exchange.request.body.text.slice(0, 100_000))) found[name] ??= value;
  return found;
}

/** Older federation interfaces that some servers speak beside OCM or fall back to. */
function isForeign(exchange: Exchange, path: string, method: string): boolean {
  return dialectOf(exchange, path, method) !== undefined;
}

export type Dialect =
  | 'ocs-share'
  | 'ocs-notification'
  | 'ocs-access'
  | 'library-share'
  | 'library-notification'
  | 'library-access';

/**
 * The dialect of a request that does not speak OCM: the OCS federation interface that came before it, or "library mode", which shares
 * whole libraries with a protocol of its own over the OCM paths. Undefined when it is none.
 */
export function dialectOf(exchange: Exchange, path: string, method: string): Dialect | undefined {
  const legacy = /\/ocs\/v\d\.php\/cloud\/shares(\/.+)?$/.exec(path);
  if (legacy) return legacy[1] === undefined ? 'ocs-share' : 'ocs-notification';
  if (path.endsWith('/apps/files_sharing/shareinfo')) return 'ocs-access';
  if (/\/via-repo-token(\/|$)/.test(path)) return 'library-access';
  if (method !== 'POST' || !/\/(shares|notifications)$/.test(path)) return undefined;
  if (text(jsonOf(exchange.request.body), 'resourceType') !== 'library') return undefined;
  return path.endsWith('/shares') ? 'library-share' : 'library-notification';
}

function isDav(url: URL, path: string, method: string, known: unknown[]): boolean {
  if (DAV_METHODS.has(method)) return true;
  if (!['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'].includes(method)) return false;
  if (/\/(webdav|dav)(\/|$)/.test(path)) return true;
  return known.some((document) => {
    const endPoint = parseUrl(text(document, 'endPoint'));
    if (endPoint?.host !== url.host) return false;
    const types = member(document, 'resourceTypes');
    return (Array.isArray(types) ? types : []).some((entry) => {
      const prefix = text(entry, 'protocols', 'webdav');
      return prefix?.startsWith('/') === true && `${path}/`.startsWith(`${tidyPath(prefix)}/`);
    });
  });
}
