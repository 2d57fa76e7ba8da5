import type { ClauseId } from '../../vocabulary.js';
import { type DavEntry, OCM_NS, parseMultistatus } from '../dav-client.js';
import type { Exchange } from '../exchange.js';
import { classify } from './classify.js';
import type { Violation } from './contract.js';
import { parseUrl } from './parties.js';

/** Methods that only look. */
const LOOKS = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT', 'SEARCH']);

const CLAUSES: ClauseId[] = ['OCM-DAV-015'];

/**
 * A wrong silence: a person was refused a change by the receiving server, although the owner's server had just granted the right to write in
 * OCM's own words, and the owner's server was never asked. It is the owner's server that enforces rights, so the refusal is not its own.
 * Undefined when it was asked, did not grant it, or when no access of the receiver was recorded at all.
 * @param accesses everything that the receiver asked the owner's server while the person tried, oldest first
 */
export function unaskedRefusal(accesses: readonly Exchange[]): Violation | undefined {
  const dav = accesses.filter((exchange) => classify(exchange).request === 'dav-request');
  if (dav.some(({ request }) => !LOOKS.has(request.method.toUpperCase()))) return undefined;
  const told = dav.flatMap((exchange) => {
    const [item] = exchange.response?.status === 207 ? (parseMultistatus(exchange.response.body.text) ?? []) : [];
    return item?.permissions === undefined ? [] : [{ exchange, item, rights: item.permissions }];
  });
  const last = told.at(-1);
  if (!last?.rights.includes('write')) return undefined;
  const path = parseUrl(last.exchange.request.url)?.pathname ?? '';
  return {
    rule: 'access/granted-right-is-tried',
    clauses: CLAUSES,
    kind: 'dav-request',
    emitter: 'client',
    role: 'receiver',
    impact: 'breaks',
    where: 'body',
    expected:
      'a change that the owner’s server grants is asked of that server, which decides, before a person is refused',
    received: `nothing but reading after ${path} was granted ${last.rights.join(', ')}${otherWords(last.item)}`,
    reason: 'it refused by itself what the owner’s server grants, and did not ask there',
    exchange: last.exchange.id,
  };
}

/** What the same answer says about rights in words that are not OCM's: a receiver may have believed those. */
function otherWords({ properties }: DavEntry): string {
  const other = Object.entries(properties).filter(
    ([name]) => /permissions$/.test(name) && name !== `{${OCM_NS}}share-permissions`,
  );
  return other.length === 0 ? '' : ` (beside ${other.map(([name, value]) => `${name} ${value}`).join(', ')})`;
}
