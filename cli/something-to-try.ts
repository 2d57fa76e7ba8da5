import type { RunPlan } from '../fixtures/run-plan.js';
import { FLOWS } from '../suites/flows/index.js';
import { CHECKS } from '../suites/registry.js';
import { EXIT, InteropError, REFERENCE_PEER } from '../vocabulary.js';
import type { Scope } from './plan-run.js';
import { select } from './select.js';
import { untried } from './untried.js';

/** Reasons that are named of each target. */
const NAMED = 3;

/**
 * A selection that leaves nothing is a mistake in the command line or lacks something in a profile: it is said before anything runs.
 * @throws InteropError `nothing-to-try`, exit 2
 */
export function requireSomethingToTry(plan: RunPlan, { options, profiles, unreached, done }: Scope): void {
  if (plan.checks.length > 0 || plan.journeys.length > 0 || done.length > 0 || options.shard) return;
  const { checks } = select(options.only, CHECKS, FLOWS);
  const whys = profiles
    .filter(({ id }) => id !== REFERENCE_PEER)
    .flatMap((profile) => {
      const lacks = untried(checks, profile, { unreached, hooks: options.hooks ?? false });
      const reasons = [...new Set(lacks.map(({ reason }) => reason))];
      return reasons.slice(0, NAMED).map((reason) => `${profile.id} ${reason}`);
    });
  const why = whys.length > 0 ? whys.join('; ') : 'what was chosen needs other targets, or another --via';
  throw new InteropError('nothing-to-try', `nothing is left to try: ${why}`, { exit: EXIT.preflight });
}
