import { type Exchange, jsonOf } from '../exchange.js';
import { isObject } from './json.js';
import { type Documents, parseUrl, tidyPath } from './parties.js';

/** The discovery documents that stand in recorded traffic, by the host[:port] that served them; the latest of each. */
export function documentsIn(exchanges: Iterable<Exchange>): Documents {
  const documents = new Map<string, unknown>();
  for (const { request, response } of exchanges) {
    const url = parseUrl(request.url);
    if (!url || request.method !== 'GET' || response?.status !== 200) continue;
    if (!/\/(\.well-known\/ocm|ocm-provider)$/.test(tidyPath(url.pathname))) continue;
    const json = jsonOf(response.body);
    if (isObject(json)) documents.set(url.host, json);
  }
  return documents;
}
