import type { RunPlan } from '../fixtures/run-plan.js';
import { FLOWS } from '../suites/flows/index.js';
import { sharePosts } from './worth.js';

/**
 * What a target's own throttling means for this run, in words, before it starts: how many Share Creation Notifications the planned checks
 * and flows send to it, how many its budget lets through within the run, and what becomes of the rest. Empty where no budget is tight.
 */
export function routePlan(plan: RunPlan): string[] {
  const posts = sharePosts();
  return plan.profiles.flatMap((profile) => {
    const budget = profile.budgets.routes['POST /shares'];
    if (!budget) return [];
    const byChecks = plan.checks
      .filter(({ target }) => target === profile.id)
      .reduce((sum, { check }) => sum + (posts[check] ?? 0), 0);
    const byFlows = plan.journeys
      .filter(({ receiver }) => receiver === profile.id)
      .flatMap(({ flows }) => flows)
      .reduce((sum, letter) => sum + (FLOWS.find((flow) => flow.letter === letter)?.sends ?? 0), 0);
    const wanted = byChecks + byFlows;
    const fit = budget.count * (1 + Math.floor(profile.budgets.total / budget.windowMs));
    const minutes = (ms: number): string => `${Math.round(ms / 60_000)} min`;
    const head = `${profile.id} takes ${budget.count} POST /shares in ${minutes(budget.windowMs)}; this run wants ${wanted} (${byChecks} for checks, ${byFlows} for flows)`;
    if (wanted <= budget.count) return [`${head}: they fit.`];
    if (wanted <= fit) return [`${head}: they fit into ${minutes(profile.budgets.total)}, with waiting.`];
    return [
      `${head}, and about ${fit} fit into ${minutes(profile.budgets.total)}. The most telling go first, the rest will be "throttled". Switch the target's throttling off for tests, or raise budgets.total.`,
    ];
  });
}
