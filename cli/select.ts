import picomatch from 'picomatch';
import type { Check, Need } from '../fixtures/check.js';
import type { Flow } from '../fixtures/flow.js';
import { needsMet } from '../fixtures/run-checks.js';
import { EXIT, InteropError } from '../vocabulary.js';

/** What `--only` keeps of checks and flows. */
export interface Selection {
  checks: Check[];
  flows: Flow[];
}

/**
 * Applies `--only`: a slug or glob of checks (`discovery/*`), a clause, a role, or a flow's letter or name; several by comma.
 * A word that matches nothing is an error (exit 2): a selection that is empty by a typo must not look green.
 */
export function select(only: string | undefined, checks: readonly Check[], flows: readonly Flow[]): Selection {
  if (!only) return { checks: [...checks], flows: [...flows] };
  const kept = { checks: new Set<Check>(), flows: new Set<Flow>() };
  for (const word of only
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const glob = picomatch(word.includes('/') || word.includes('*') ? word : `${word}/**`);
    const foundChecks = checks.filter(
      (check) =>
        glob(check.id) ||
        check.id === word ||
        check.clauses.some((clause) => clause === word.toUpperCase()) ||
        check.role === word,
    );
    const foundFlows = flows.filter(
      (flow) =>
        flow.letter === word ||
        flow.name === word ||
        `flow/${flow.name}` === word ||
        (word.includes('*') && glob(`flow/${flow.name}`)),
    );
    if (foundChecks.length + foundFlows.length === 0) {
      throw new InteropError(
        'nothing-selected',
        `--only ${word} matches no check, clause, role or flow: see \`ocm-interop list checks\` and \`list flows\``,
        {
          exit: EXIT.preflight,
        },
      );
    }
    for (const check of foundChecks) kept.checks.add(check);
    for (const flow of withNeeds(foundFlows, flows)) kept.flows.add(flow);
  }
  return {
    checks: checks.filter((check) => kept.checks.has(check)),
    flows: flows.filter((flow) => kept.flows.has(flow)),
  };
}

/** A flow runs with those that prepare its ground. */
function withNeeds(wanted: Flow[], all: readonly Flow[]): Set<Flow> {
  const set = new Set<Flow>();
  const add = (flow: Flow): void => {
    set.add(flow);
    for (const letter of flow.needs) {
      const need = all.find((each) => each.letter === letter);
      if (need) add(need);
    }
  };
  for (const flow of wanted) add(flow);
  return set;
}

const WORDS: Record<Need, string> = {
  account: 'needs the name of an account (accounts: in the profile)',
  session: 'needs an account with password and a driver for the product (vendor:)',
  send: 'needs a driver and an account, to make the target send a share',
  callback: 'needs a peer that the target can reach (--peer-url)',
};

/** Splits checks into those that this target can support and those that are listed as not tried, with what they need. */
export function supported(
  checks: readonly Check[],
  offers: ReadonlySet<Need>,
): { tried: Check[]; not: { check: Check; reason: string }[] } {
  const tried = checks.filter((check) => needsMet(check, offers));
  const not = checks
    .filter((check) => !needsMet(check, offers))
    .map((check) => ({
      check,
      reason: check.needs
        .filter((need) => !offers.has(need))
        .map((need) => WORDS[need])
        .join('; '),
    }));
  return { tried, not };
}
