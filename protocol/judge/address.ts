import { isAtLeast } from '../../spec/ledger.js';
import type { ClauseId } from '../../vocabulary.js';
import { parseAddress } from '../address.js';
import type { Message, RuleHit } from './contract.js';
import { text } from './json.js';
import { show } from './show.js';

/**
 * Whether a field holds an OCM address. Only from 1.2.1: before it the fields hold an identifier that the other side knows, of any form.
 * Absent and mistyped fields are the schema's business.
 */
export function addressHits(message: Message, field: string, clause: ClauseId): RuleHit[] {
  if (!isAtLeast(message.spec, '1.2.1')) return [];
  const value = text(message.json, field);
  return value === undefined || value === '' ? [] : addressFault(value, `/${field}`, clause);
}

/** The hit for a text that is not an OCM address; none when it is. */
export function addressFault(value: string, where: string, clause: ClauseId): RuleHit[] {
  const parsed = parseAddress(value);
  if (parsed.ok) return [];
  return [
    {
      where,
      received: show(value),
      reason: `it is not an OCM address: ${parsed.reason}`,
      clauses: [...new Set<ClauseId>([clause, grammarClause(value), 'OCM-ADDR-001', 'OCM-ADDR-010'])],
    },
  ];
}

/** The sentence of the address grammar that is broken. */
function grammarClause(value: string): ClauseId {
  const split = value.lastIndexOf('@');
  const host = value.slice(split + 1);
  if (SCHEME.test(value) || SCHEME.test(host)) return 'OCM-ADDR-007';
  if (split <= 0 || host === '') return 'OCM-ADDR-001';
  return host.includes('/') ? 'OCM-ADDR-006' : 'OCM-ADDR-004';
}

const SCHEME = /^[a-z][a-z0-9+.-]*:\/\//i;
