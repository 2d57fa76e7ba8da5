import type { RunPlan } from '../fixtures/run-plan.js';
import { EXIT, InteropError } from '../vocabulary.js';
import type { Scope } from './plan-run.js';
import { notTried } from './untried.js';

/** Reasons that are named of each target. */
const NAMED = 3;

/**
 * A selection that leaves nothing is a mistake in the command line or lacks something in a profile: it is said before anything runs.
 * @throws InteropError `nothing-to-try`, exit 2
 */
export function requireSomethingToTry(plan: RunPlan, scope: Scope): void {
  if (plan.checks.length > 0 || plan.journeys.length > 0 || scope.done.length > 0 || scope.options.shard) return;
  const lacks = notTried(scope);
  const whys = scope.profiles.flatMap(({ id }) => {
    const reasons = new Set(lacks.filter(({ target }) => target === id).map(({ reason }) => reason));
    return [...reasons].slice(0, NAMED).map((reason) => `${id} ${reason}`);
  });
  const why = whys.length > 0 ? whys.join('; ') : 'what was chosen needs other targets, or another --via';
  throw new InteropError('nothing-to-try', `nothing is left to try: ${why}`, { exit: EXIT.preflight });
}
