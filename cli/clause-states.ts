import { type Clause, clauses } from '../spec/ledger.js';
import { CHECKS } from '../suites/registry.js';

/** What becomes of one clause of the text. */
export interface ClauseState {
  clause: Clause;
  /** `covered` by checks, `excluded` because nothing outside can see it, or `open`. */
  state: 'covered' | 'excluded' | 'open';
  checks: string[];
}

/** The whole ledger, in its order: derived from what checks name, so that it cannot be out of date. */
export function clauseStates(): ClauseState[] {
  const covering = new Map<string, string[]>();
  for (const check of CHECKS) for (const id of check.clauses) covering.set(id, [...(covering.get(id) ?? []), check.id]);
  return clauses().map((clause) => {
    const checks = covering.get(clause.id) ?? [];
    return { clause, state: checks.length > 0 ? 'covered' : clause.excluded ? 'excluded' : 'open', checks };
  });
}
