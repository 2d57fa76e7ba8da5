import type { Coverage } from '../reports/model.js';
import { clauses } from '../spec/ledger.js';
import { CHECKS } from '../suites/registry.js';

/** How much of the ledger the checks cover: for the footer of reports. */
export function coverage(): Coverage {
  const named = new Set(CHECKS.flatMap((check) => check.clauses));
  const all = clauses();
  const covered = all.filter((clause) => named.has(clause.id)).length;
  return { ledger: { covered, excluded: 0, open: all.length - covered } };
}
