import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Check, Need } from '../fixtures/check.js';
import { type EventLog, openEventLog } from '../fixtures/event-log.js';
import { PLAN_ENV, type RunPlan, TOKEN_ENV, writePlan } from '../fixtures/run-plan.js';
import { viewTarget } from '../fixtures/target-view.js';
import { serveControl } from '../peer/control/server.js';
import { startPeer } from '../peer/peer.js';
import { createHttpClient } from '../protocol/http-client.js';
import { readRun } from '../reports/read-run.js';
import { FLOWS } from '../suites/flows/index.js';
import { CHECKS } from '../suites/registry.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { registerSecret } from '../targets/secrets.js';
import {
  EXIT,
  InteropError,
  REFERENCE_PEER,
  type RunEvent,
  type SpecVersion,
  type TargetInfo,
  type Via,
} from '../vocabulary.js';
import { requireCallback } from './callback.js';
import { localCa } from './local-ca.js';
import { namedHosts } from './named-hosts.js';
import { progress } from './output.js';
import { openPersonas, type Persona } from './personas.js';
import { defaultFolder, openRunFolder, platformInfo, toolInfo } from './run-folder.js';
import { select, supported } from './select.js';

/** What `check`, `run` and `demo` have in common. */
export interface ExecuteOptions {
  command: 'check' | 'run' | 'demo';
  profiles: Profile[];
  /** Embedded peers that take part as targets, by persona. */
  personas: Persona[];
  /** The reference peer as one more row and column. */
  peerRow: boolean;
  vias: Via[];
  journeys: boolean;
  /** Whether targets are checked one by one, too. Default yes. */
  checks?: boolean;
  only?: string | undefined;
  spec?: SpecVersion | undefined;
  out?: string | undefined;
  replace?: boolean;
  resume?: string | undefined;
  shard?: { index: number; total: number } | undefined;
  quiet: boolean;
  workers?: number | undefined;
  /** Names (`https://host:port`) under which the target reaches our peer; absent: loopback. */
  peerUrls: string[];
  peerCert?: { cert: string; key: string } | undefined;
}

/** Runs the selection and leaves a run folder with all its events; gives its path. Rendering and exit code are the reports' business. */
export async function execute(options: ExecuteOptions): Promise<string> {
  const started = Date.now();
  const trust = trustedCas(options.profiles);
  const ca = options.peerCert ? undefined : await localCa();
  const peer = await startPeer({
    ...(ca === undefined ? {} : { ca }),
    trust,
    trustSystem: options.profiles.length > 0,
    ...(options.peerCert
      ? {
          tls: {
            certPem: readFileSync(options.peerCert.cert, 'utf8'),
            keyPem: readFileSync(options.peerCert.key, 'utf8'),
          },
        }
      : {}),
  });
  const named = await namedHosts(peer, options.peerUrls);
  const control = await serveControl(named);
  registerSecret(control.token);
  try {
    const personas = options.peerRow ? [...options.personas, REFERENCE_PERSONA] : options.personas;
    await requireCallback(options.profiles, named, options.peerUrls);
    const embedded = await openPersonas(named, personas);
    const profiles = [...options.profiles, ...embedded.profiles];
    const folder = openRunFolder(
      options.resume ?? options.out ?? defaultFolder(profiles.filter((p) => p.id !== REFERENCE_PEER).map((p) => p.id)),
      {
        replace: options.replace ?? false,
        resume: options.resume !== undefined,
      },
    );
    const done = options.resume === undefined ? [] : (await readRun(folder)).events;
    const log = openEventLog(folder);
    const plan = planRun(
      options,
      profiles,
      { folder, control: control.url, ca: [...trust, ...(peer.caPem ? [peer.caPem] : [])], spki: [peer.spki] },
      done,
    );
    await announce(log, options, plan, profiles, done);
    writePlan(plan);
    const promised = plan.checks.length + plan.journeys.length;
    if (promised > 0) await runSuites(plan, { ...embedded.env, [TOKEN_ENV]: control.token });
    log.write({ type: 'run-finished', ms: Date.now() - started });
    return folder;
  } finally {
    await control.close();
    await peer.close();
  }
}

const REFERENCE_PERSONA: Persona = { id: REFERENCE_PEER, label: 'Reference peer', speaks: '1.2', deviations: [] };

/** What each target lets us try. */
export function offersOf(profile: Profile): Set<Need> {
  const offers = new Set<Need>(['callback']);
  const first = profile.accounts[0];
  if (first) offers.add('account');
  if (first?.password && profile.vendor !== 'generic') offers.add('session').add('send');
  return offers;
}

function planRun(
  options: ExecuteOptions,
  profiles: Profile[],
  fixed: Pick<RunPlan, 'folder' | 'control' | 'ca' | 'spki'>,
  done: RunEvent[],
): RunPlan {
  const chosen = select(options.only, CHECKS, FLOWS);
  const ordered = [...chosen.checks].sort((a, b) => (a.order ?? 50) - (b.order ?? 50));
  const checks = (options.checks === false ? [] : profiles)
    .filter((profile) => profile.id !== REFERENCE_PEER)
    .flatMap((profile) =>
      supported(ordered, offersOf(profile)).tried.map((check) => ({ check: check.id, target: profile.id })),
    );
  const flows = chosen.flows.map((flow) => flow.letter);
  const players = profiles.filter((profile) => offersOf(profile).has('session'));
  const journeys: RunPlan['journeys'] = [];
  if (options.journeys && flows.length > 0) {
    for (const via of options.vias) {
      for (const sender of players) {
        for (const receiver of players) {
          if (sender === receiver && sender.accounts.length < 2) continue;
          journeys.push({ sender: sender.id, receiver: receiver.id, via, flows });
        }
      }
    }
  }
  // The slow ones first: a long journey that starts last would run alone.
  journeys.sort((a, b) => (a.via === b.via ? 0 : a.via === 'ui' ? -1 : 1));
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
    journeys: mine(journeys).filter(
      (unit) => !unit.flows.every((flow) => seen.cells.has(`${unit.sender} ${unit.receiver} ${flow} ${unit.via}`)),
    ),
    startedAt: Date.now(),
    workers: workersFor(profiles, options.workers),
    quiet: options.quiet,
  };
}

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

/** Worker k uses accounts 2k and 2k+1: the target with the fewest pairs sets the limit, and what its profile allows. */
function workersFor(profiles: Profile[], asked: number | undefined): number {
  const limits = profiles.map((profile) =>
    Math.min(profile.budgets.parallel, Math.max(1, Math.floor(profile.accounts.length / 2))),
  );
  // One worker keeps the count of a route budget.
  if (profiles.some((profile) => Object.keys(profile.budgets.routes).length > 0)) return 1;
  return Math.max(1, Math.min(asked ?? availableParallelism(), ...limits));
}

async function announce(
  log: EventLog,
  options: ExecuteOptions,
  plan: RunPlan,
  profiles: Profile[],
  done: RunEvent[],
): Promise<void> {
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
  const chosen = select(options.only, CHECKS, FLOWS);
  const before = done.filter((event) => event.type === 'planned').at(-1);
  const judged = profiles.filter((profile) => profile.id !== REFERENCE_PEER);
  log.write({
    type: 'planned',
    checks: before?.checks ?? plan.checks,
    cells: before?.cells ?? plan.journeys.flatMap(({ flows, ...pair }) => flows.map((flow) => ({ ...pair, flow }))),
    flows: FLOWS.map(({ letter, name, title, needs }) => ({ letter, name, title, needs })),
    notTried: judged.flatMap((profile) =>
      supported(chosen.checks, offersOf(profile)).not.map(({ check, reason }: { check: Check; reason: string }) => ({
        check: check.id,
        target: profile.id,
        reason,
      })),
    ),
  });
  for (const profile of profiles) {
    const http = createHttpClient({ from: 'runner', ca: plan.ca, timeoutMs: profile.budgets.step });
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

/** Runs the plan under Playwright in a process of its own. Its status says nothing about targets: events do. */
async function runSuites(plan: RunPlan, env: Record<string, string>): Promise<void> {
  const runner = createRequire(import.meta.url).resolve('@playwright/test/cli');
  const child = spawn(
    process.execPath,
    [runner, 'test', '--config', fileURLToPath(new URL('../suites/playwright.config.js', import.meta.url))],
    {
      env: { ...process.env, ...env, [PLAN_ENV]: plan.folder, FORCE_COLOR: '0' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const stop = (): void => {
    child.kill('SIGINT');
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exit) => resolve(exit));
  }).finally(() => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  });
  if (code === null)
    throw new InteropError(
      'stopped',
      `the run was stopped; what it had is in ${plan.folder}, continue with --resume ${plan.folder}`,
      { exit: EXIT.ourFault },
    );
  if (code !== 0 && !plan.quiet) progress('some tests ended by our own fault: see the report');
}
