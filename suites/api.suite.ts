import { curlLine } from '../fixtures/curl-line.js';
import { inParts, partDone } from '../fixtures/progress.js';
import { runCheck } from '../fixtures/run-check.js';
import { batchesOf, planOfWorker, shortRunId, waitOf } from '../fixtures/run-plan.js';
import { shownFile } from '../fixtures/shown-file.js';
import { test } from '../fixtures/worker.js';
import { DEFAULT_BUDGETS } from '../targets/profile.js';
import { CHECKS } from './registry.js';

/** Registers the planned checks per target, an area a test. A test fails only when we are at fault: verdicts are events. */
const plan = planOfWorker();
/** Longest time, in ms, that a check itself takes. */
const CHECK_BUDGET = 120_000;
/** What else a check may take, in ms. */
const MARGIN = 60_000;
const byId = new Map(CHECKS.map((check) => [check.id, check]));

for (const { target, title, checks } of batchesOf(plan.checks)) {
  const parts = checks.map((id) => {
    const check = byId.get(id);
    if (!check) throw new Error(`the plan names check ${id}, which does not exist`);
    return check;
  });
  test(title, inParts(parts.length), async ({ worker }) => {
    const { step, total } = plan.profiles.find((profile) => profile.id === target)?.budgets ?? DEFAULT_BUDGETS;
    const wait = waitOf(plan, target);
    const budget = { each: CHECK_BUDGET + wait, all: total + wait };
    const started = Date.now();
    const errors: unknown[] = [];
    for (const check of parts) {
      // Besides, the target is looked at for the first time, and what the check made is removed.
      test.setTimeout(Date.now() - started + budget.each + 8 * step + MARGIN);
      const runtime = await worker.target(target);
      const { error } = await runCheck(check, {
        runtime,
        log: worker.log,
        runId: shortRunId(plan.run),
        replay: () => replayCheck(target, check.id),
        budget,
        ...(plan.command === 'demo'
          ? {}
          : { curl: (exchange) => curlLine(exchange, worker.profile(target).tls.ca, runtime.host.authority) }),
      });
      if (error !== undefined) errors.push(error);
      partDone(`${target} ${check.id}`);
    }
    if (errors.length > 0) throw new AggregateError(errors, errors.map(String).join('; '));
  });
}

/** The command that runs this one check again. */
function replayCheck(target: string, check: string): string {
  const profile = plan.profiles.find((each) => each.id === target);
  if (plan.command === 'demo') return `npx ocm-interop demo --only ${check}`;
  return `npx ocm-interop check ${shownFile(profile?.file) ?? profile?.url ?? target} --only ${check}`;
}
