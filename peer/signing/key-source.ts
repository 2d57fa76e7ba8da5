import { jsonOf } from '../../protocol/exchange.js';
import { type KeyPlace, keyOfDocument, keysOfSet, type PublishedKey } from '../../protocol/signatures/index.js';
import type { HostContext } from '../host/context.js';

/** How long another server's keys are taken as known, in ms. */
const REMEMBER = 30_000;

/** The keys of other servers, fetched where a version publishes them and remembered for a while. */
export class KeySource {
  readonly #host: HostContext;
  readonly #places: readonly KeyPlace[];
  readonly #known = new Map<string, { found: Promise<PublishedKey[]>; until: number }>();

  constructor(host: HostContext, places: readonly KeyPlace[]) {
    this.#host = host;
    this.#places = places;
  }

  /** Keys that a server publishes; none when it publishes none, or is not there. `anew` asks again: keys change. */
  keysOf(authority: string, account: string | undefined, anew = false): Promise<PublishedKey[]> {
    const known = this.#known.get(authority);
    if (!anew && known && known.until > Date.now()) return known.found;
    const found = this.#fetch(authority, account);
    this.#known.set(authority, { found, until: Date.now() + REMEMBER });
    return found;
  }

  forget(authority: string): void {
    this.#known.delete(authority);
  }

  async #fetch(authority: string, account: string | undefined): Promise<PublishedKey[]> {
    for (const place of this.#places) {
      const keys = await this.#at(place, authority, account);
      if (keys.length > 0) return keys;
    }
    return [];
  }

  async #at(place: KeyPlace, authority: string, account: string | undefined): Promise<PublishedKey[]> {
    const scheme = this.#host.state.info.url.startsWith('http:') ? 'http' : 'https';
    if (place === 'well-known') return this.#set(`${scheme}://${authority}/.well-known/jwks.json`, account);
    const { document } = await this.#host.discover(authority, account);
    if (place === 'jwksUri') {
      const url = document?.jwksUri;
      // HTTPS, unless this is a test of plain HTTP itself (OCM-DISC-062).
      const isUsable = typeof url === 'string' && URL.canParse(url) && new URL(url).protocol === `${scheme}:`;
      return isUsable ? this.#set(url, account) : [];
    }
    const key = keyOfDocument(document);
    return key ? [key] : [];
  }

  async #set(url: string, account: string | undefined): Promise<PublishedKey[]> {
    const headers = { accept: 'application/json' };
    const { exchange } = await this.#host.call('jwks-request', { method: 'GET', url, headers }, account);
    return exchange.response?.status === 200 ? keysOfSet(jsonOf(exchange.response.body)) : [];
  }
}
