import type { Coverage } from '../reports/model.js';
import { clauseStates } from './clause-states.js';

/** How much of the ledger the checks cover: for the footer of reports. */
export function coverage(): Coverage {
  const states = clauseStates();
  const count = (state: string): number => states.filter((each) => each.state === state).length;
  return { ledger: { covered: count('covered'), excluded: count('excluded'), open: count('open') } };
}
