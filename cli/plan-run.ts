import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Need } from '../fixtures/check.js';
import type { Flow, FlowSet } from '../fixtures/flow.js';
import type { RunPlan } from '../fixtures/run-plan.js';
import { FLOWS } from '../suites/flows/index.js';
import { CHECKS } from '../suites/registry.js';
import { canBeDriven, isDrivenByHooks } from '../targets/drivers.js';
import { type HookAction, hasHook } from '../targets/hooks.js';
import type { Profile } from '../targets/profile.js';
import { GENERIC } from '../targets/vendors.js';
import { REFERENCE_PEER, type RunEvent, type Via } from '../vocabulary.js';
import { peerUrlProblem } from './callback.js';
import type { ExecuteOptions } from './execute.js';
import { select, supported } from './select.js';
import { byWorth } from './worth.js';

/** Targets, by id, that cannot reach our peer under any of its names: what needs that is not tried on them. */
export async function outOfReach(profiles: Profile[], peerUrls: string[]): Promise<Set<string>> {
  const ids = new Set<string>();
  for (const profile of profiles) if (await peerUrlProblem(profile, peerUrls)) ids.add(profile.id);
  return ids;
}

/** What each target lets us try, by its profile and by what the user allows. */
export function offersOf(
  profile: Profile,
  { unreached, hooks }: { unreached?: ReadonlySet<string>; hooks: boolean },
): Set<Need> {
  const offers = new Set<Need>();
  if (!unreached?.has(profile.id)) offers.add('callback');
  const first = profile.accounts[0];
  if (first) offers.add('account');
  if (first?.password && profile.vendor !== GENERIC) offers.add('session').add('send');
  if (first && hooks && isDrivenByHooks(profile)) {
    offers.add('session');
    if (hasHook(profile, 'share')) offers.add('send');
  }
  return offers;
}

/** Which flows a journey runs when nothing was asked for: the zoos cost many clicks and tell in a browser what they tell without one. */
const SETS: Record<Via, readonly FlowSet[]> = { api: ['core', 'life', 'zoo', 'size'], ui: ['core', 'life'] };

/** Flows in which somebody does something to a whole server run where that can be. */
function setsOf({ sets, hooks }: ExecuteOptions, via: Via): readonly FlowSet[] {
  return sets?.[via] ?? [...SETS[via], ...(hooks ? (['fault', 'policy'] as const) : [])];
}

/** Whether a flow needs the servers of a pair for itself: by its nature, or because a hook may move a server's clock for everybody. */
function runsAlone(flow: Flow, sender: Profile, receiver: Profile, hooks: boolean): boolean {
  const uses = (profile: Profile, actions: readonly HookAction[] = []): boolean =>
    actions.some((action) => hasHook(profile, action));
  return flow.alone === true || (hooks && (uses(sender, flow.hooks?.sender) || uses(receiver, flow.hooks?.receiver)));
}

/** What a run is about: what was asked for, who takes part, and what an interrupted run did already. */
export interface Scope {
  options: ExecuteOptions;
  profiles: Profile[];
  /** Ids of targets that cannot reach our peer. */
  unreached: ReadonlySet<string>;
  done: RunEvent[];
}

/** Everything that the run promises to do, in the order of its worth. */
export function planRun(
  { options, profiles, unreached, done }: Scope,
  fixed: Pick<RunPlan, 'folder' | 'control' | 'ca' | 'spki' | 'embedded' | 'counterparts'>,
): RunPlan {
  const chosen = select(options.only, CHECKS, FLOWS);
  const hooks = options.hooks ?? false;
  const ordered = byWorth(chosen.checks);
  const checks = (options.checks === false ? [] : profiles)
    .filter((profile) => profile.id !== REFERENCE_PEER)
    .flatMap((profile) =>
      supported(ordered, offersOf(profile, { unreached, hooks })).tried.map((check) => ({
        check: check.id,
        target: profile.id,
      })),
    );
  const flowsBy = (via: Via): Flow[] =>
    chosen.flows.filter((flow) => options.only !== undefined || setsOf(options, via).includes(flow.set));
  const people = profiles.filter((profile) => offersOf(profile, { hooks }).has('session'));
  const journeys: RunPlan['journeys'] = [];
  if (options.journeys) {
    for (const via of options.vias) {
      const flows = flowsBy(via);
      if (flows.length === 0) continue;
      const players = people.filter((profile) => canBeDriven(profile, via, hooks));
      for (const sender of players) {
        for (const receiver of players) {
          if (sender === receiver && sender.accounts.length < 2) continue;
          const withPeer = sender.id === REFERENCE_PEER || receiver.id === REFERENCE_PEER;
          if (withPeer && !(options.peerVias ?? options.vias).includes(via)) continue;
          const pair = { sender: sender.id, receiver: receiver.id, via };
          const apart = (flow: Flow): boolean => runsAlone(flow, sender, receiver, hooks);
          const possible = flows.filter((flow) => sender !== receiver || flow.twoServers !== true);
          const alone = possible.filter(apart).map(({ letter }) => letter);
          const together = possible.filter((flow) => !apart(flow)).map(({ letter }) => letter);
          if (together.length > 0) journeys.push({ ...pair, flows: together });
          if (alone.length > 0) journeys.push({ ...pair, flows: alone, alone: true });
        }
      }
    }
  }
  const mine = <T>(units: T[]): T[] =>
    options.shard
      ? units.filter((_, index) => index % (options.shard?.total ?? 1) === (options.shard?.index ?? 1) - 1)
      : units;
  const seen = finished(done);
  return {
    ...fixed,
    run: previousRun(done) ?? `${new Date().toISOString().slice(0, 10)}-${randomUUID().slice(0, 8)}`,
    command: options.command,
    profiles,
    ...(options.spec === undefined ? {} : { spec: options.spec }),
    checks: mine(checks).filter((unit) => !seen.checks.has(`${unit.check} ${unit.target}`)),
    journeys: mine(mixed(journeys)).filter(
      (unit) => !unit.flows.every((flow) => seen.cells.has(`${unit.sender} ${unit.receiver} ${flow} ${unit.via}`)),
    ),
    hooks,
    startedAt: Date.now(),
    workers: workersFor(profiles, options.workers),
    quiet: options.quiet,
  };
}

/**
 * Journeys in a browser keep processors busy, those without one wait for servers: they go side by side. The slow ones are spread over the
 * first part of the run, since a long journey that starts last would end alone.
 */
function mixed(journeys: RunPlan['journeys']): RunPlan['journeys'] {
  const spread = (via: Via, part: number): [number, RunPlan['journeys'][number]][] =>
    journeys
      .filter((journey) => journey.via === via)
      .map((journey, index, all) => [(index / all.length) * part, journey]);
  return [...spread('ui', SLOW_PART), ...spread('api', 1)].sort(([a], [b]) => a - b).map(([, journey]) => journey);
}

/** Part of a run in which journeys in a browser begin. */
const SLOW_PART = 0.75;

function previousRun(done: RunEvent[]): string | undefined {
  const first = done.find((event) => event.type === 'run-started');
  return first?.run;
}

/** What an interrupted run already decided; our own errors are tried again. */
function finished(done: RunEvent[]): { checks: Set<string>; cells: Set<string> } {
  const checks = new Set<string>();
  const cells = new Set<string>();
  for (const event of done) {
    if (event.type === 'result' && event.result.verdict !== 'harness-error')
      checks.add(`${event.result.check} ${event.result.target}`);
    if (event.type === 'cell' && event.cell.verdict !== 'harness-error')
      cells.add(`${event.cell.sender} ${event.cell.receiver} ${event.cell.flow} ${event.cell.via}`);
  }
  return { checks, cells };
}

/**
 * One more than there are processors, since people wait for pages as often as pages for processors.
 * Worker k uses accounts 2k and 2k+1: the target with the fewest pairs sets the limit, and what its profile allows.
 */
function workersFor(profiles: Profile[], asked: number | undefined): number {
  const limits = profiles.map((profile) =>
    Math.min(profile.budgets.parallel, Math.max(1, Math.floor(profile.accounts.length / 2))),
  );
  // One worker keeps the count of a route budget.
  if (profiles.some((profile) => Object.keys(profile.budgets.routes).length > 0)) return 1;
  return Math.max(1, Math.min(asked ?? availableParallelism() + 1, ...limits));
}
