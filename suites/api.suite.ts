import { runCheck } from '../fixtures/run-check.js';
import { phaseOfWorker, planOfWorker, shortRunId, waitOf } from '../fixtures/run-plan.js';
import { shownFile } from '../fixtures/shown-file.js';
import { test } from '../fixtures/worker.js';
import { CHECKS } from './registry.js';

/** Registers every planned check per target. A test fails only when we are at fault: verdicts are events. */
const plan = planOfWorker();
/** Longest time, in ms, that a check itself takes. */
const CHECK_BUDGET = 120_000;
const byId = new Map(CHECKS.map((check) => [check.id, check]));

for (const { check: id, target } of phaseOfWorker() === 'alone' ? [] : plan.checks) {
  const check = byId.get(id);
  if (!check) throw new Error(`the plan names check ${id}, which does not exist`);
  test(`${target} ${id}`, async ({ worker }) => {
    test.setTimeout(CHECK_BUDGET + waitOf(plan, target));
    const runtime = await worker.target(target);
    const { error } = await runCheck(check, {
      runtime,
      log: worker.log,
      runId: shortRunId(plan.run),
      replay: () => replayCheck(target, id),
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
