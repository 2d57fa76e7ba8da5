import type { EventLog } from '../fixtures/event-log.js';
import type { RunPlan } from '../fixtures/run-plan.js';
import { allowedHosts, viewTarget } from '../fixtures/target-view.js';
import { createHttpClient } from '../protocol/http-client.js';
import { FLOWS } from '../suites/flows/index.js';
import type { Profile } from '../targets/profile.js';
import type { TargetInfo } from '../vocabulary.js';
import type { Scope } from './plan-run.js';
import { platformInfo, toolInfo } from './run-folder.js';
import { notTried } from './untried.js';

/** Writes the first events of a run: who takes part, what is promised, and what each target shows of itself. */
export async function announce(log: EventLog, scope: Scope, plan: RunPlan): Promise<void> {
  const { options, profiles, done } = scope;
  log.write({
    type: 'run-started',
    schema: 1,
    run: plan.run,
    command: plan.command,
    tool: toolInfo(),
    platform: platformInfo(),
    targets: profiles.map(targetInfo),
    peer: options.peerRow,
    ...(options.spec === undefined ? {} : { spec: options.spec }),
    ...(options.shard === undefined ? {} : { shard: options.shard }),
  });
  const before = done.filter((event) => event.type === 'planned').at(-1);
  log.write({
    type: 'planned',
    checks: before?.checks ?? plan.checks,
    cells: before?.cells ?? plan.journeys.flatMap(({ flows, ...pair }) => flows.map((flow) => ({ ...pair, flow }))),
    flows: FLOWS.map(({ letter, name, title, needs }) => ({ letter, name, title, needs })),
    notTried: notTried(scope),
  });
  for (const profile of profiles) {
    const allowed = new Set(allowedHosts(profile));
    const http = createHttpClient({
      from: 'runner',
      ca: plan.ca,
      timeoutMs: profile.budgets.step,
      allow: (authority) => allowed.has(authority),
    });
    const view = await viewTarget(profile, http, options.spec);
    await http.close();
    const text = (name: string): string | undefined =>
      typeof view.document?.[name] === 'string' ? (view.document[name] as string) : undefined;
    log.write({
      type: 'target-seen',
      target: profile.id,
      spec: view.spec,
      specReason: view.specReason,
      ...(text('provider') === undefined ? {} : { provider: text('provider') ?? '' }),
      ...(text('apiVersion') === undefined ? {} : { apiVersion: text('apiVersion') ?? '' }),
      ...(profile.version === undefined ? {} : { version: profile.version }),
    });
  }
}

function targetInfo(profile: Profile): TargetInfo {
  return {
    id: profile.id,
    vendor: profile.vendor,
    url: profile.url,
    ...(profile.label === undefined ? {} : { label: profile.label }),
    ...(profile.version === undefined ? {} : { version: profile.version }),
  };
}
