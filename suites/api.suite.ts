import { curlLine } from '../fixtures/curl-line.js';
import { runCheck } from '../fixtures/run-check.js';
import { phaseOfWorker, planOfWorker, shortRunId, waitOf } from '../fixtures/run-plan.js';
import { shownFile } from '../fixtures/shown-file.js';
import { test } from '../fixtures/worker.js';
import { DEFAULT_BUDGETS } from '../targets/profile.js';
import { CHECKS } from './registry.js';

/** Registers every planned check per target. A test fails only when we are at fault: verdicts are events. */
const plan = planOfWorker();
/** Longest time, in ms, that a check itself takes. */
const CHECK_BUDGET = 120_000;
/** What else a test may take, in ms. */
const MARGIN = 60_000;
const byId = new Map(CHECKS.map((check) => [check.id, check]));

for (const { check: id, target } of phaseOfWorker() === 'alone' ? [] : plan.checks) {
  const check = byId.get(id);
  if (!check) throw new Error(`the plan names check ${id}, which does not exist`);
  test(`${target} ${id}`, async ({ worker }) => {
    const { step, total } = plan.profiles.find((profile) => profile.id === target)?.budgets ?? DEFAULT_BUDGETS;
    const wait = waitOf(plan, target);
    const budget = { each: CHECK_BUDGET + wait, all: total + wait };
    // Besides, the target is looked at for the first time, and what the check made is removed.
    test.setTimeout(budget.each + 8 * step + MARGIN);
    const runtime = await worker.target(target);
    const { error } = await runCheck(check, {
      runtime,
      log: worker.log,
      runId: shortRunId(plan.run),
      replay: () => replayCheck(target, id),
      budget,
      ...(plan.command === 'demo'
        ? {}
        : { curl: (exchange) => curlLine(exchange, worker.profile(target).tls.ca, runtime.host.authority) }),
    });
    if (error !== undefined) throw error;
  });
}

/** The command that runs this one check again. */
function replayCheck(target: string, check: string): string {
  const profile = plan.profiles.find((each) => each.id === target);
  if (plan.command === 'demo') return `npx ocm-interop demo --only ${check}`;
  return `npx ocm-interop check ${shownFile(profile?.file) ?? profile?.url ?? target} --only ${check}`;
}
