import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { openEventLog } from '../fixtures/event-log.js';
import type { FlowSet } from '../fixtures/flow.js';
import { PLAN_ENV, type RunPlan, TOKEN_ENV, WITNESS_TOKEN_ENV, writePlan } from '../fixtures/run-plan.js';
import { allowedHosts, authorityOf } from '../fixtures/target-view.js';
import { serveControl } from '../peer/control/server.js';
import { startPeer } from '../peer/peer.js';
import { readRun } from '../reports/read-run.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { registerSecret } from '../targets/secrets.js';
import { trustedKeys } from '../targets/trusted-keys.js';
import { EXIT, InteropError, REFERENCE_PEER, type SpecVersion, type Via } from '../vocabulary.js';
import { announce } from './announce.js';
import { requireCallback } from './callback.js';
import { furtherHosts } from './further-hosts.js';
import { localCa } from './local-ca.js';
import { namedHosts, requireNames } from './named-hosts.js';
import { progress } from './output.js';
import { openPersonas, type Persona } from './personas.js';
import { offersOf, outOfReach, planRun } from './plan-run.js';
import { routePlan } from './route-plan.js';
import { defaultFolder, openRunFolder } from './run-folder.js';
import type { RunGateway } from './run-gateway.js';
import { requireSomethingToTry } from './something-to-try.js';

/** What `check`, `run` and `demo` have in common. */
export interface ExecuteOptions {
  command: 'check' | 'run' | 'demo';
  profiles: Profile[];
  /** Embedded peers that take part as targets, by persona. */
  personas: Persona[];
  /** The reference peer as one more row and column. */
  peerRow: boolean;
  vias: Via[];
  /** Ways for pairs with the reference peer, when not all of them. */
  peerVias?: Via[];
  /** Sets of flows by via, where they differ from what `run` does. */
  sets?: Partial<Record<Via, FlowSet[]>>;
  journeys: boolean;
  /** Whether the hooks of profiles may be called (`--allow-hooks`). */
  hooks?: boolean;
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
  /** Records what the servers say to each other. */
  gateway?: RunGateway | undefined;
}

/** Runs the selection and leaves a run folder with all its events; gives its path. Rendering and exit code are the reports' business. */
export async function execute(options: ExecuteOptions): Promise<string> {
  const started = Date.now();
  const trust = trustedCas(options.profiles);
  const ca = options.peerCert ? undefined : await localCa();
  const peer = await startPeer({
    ...(ca === undefined ? {} : { ca }),
    trust,
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
    const driven = options.profiles.filter((profile) =>
      offersOf(profile, { hooks: options.hooks ?? false }).has('session'),
    );
    // Journeys between the targets alone do without the peer.
    if (options.checks !== false || options.peerRow)
      await requireCallback(driven, named, options.peerUrls, options.hooks ?? false);
    const unreached = await outOfReach(options.profiles, options.peerUrls);
    const embedded = await openPersonas(named, personas);
    const profiles = [...options.profiles, ...embedded.profiles];
    const further =
      options.peerRow && options.journeys
        ? await furtherHosts(
            profiles.filter(({ id }) => id !== REFERENCE_PEER),
            peer.caPem ? [...trust, peer.caPem] : trust,
          )
        : [];
    const counterparts = await openPersonas(
      named,
      further.map(({ persona }) => persona),
    );
    const { gateway } = options;
    for (const profile of embedded.profiles) gateway?.know(profile.id, authorityOf(profile));
    for (const profile of counterparts.profiles) gateway?.know(REFERENCE_PEER, authorityOf(profile));
    const folder = openRunFolder(
      options.resume ?? options.out ?? defaultFolder(profiles.filter((p) => p.id !== REFERENCE_PEER).map((p) => p.id)),
      {
        replace: options.replace ?? false,
        resume: options.resume !== undefined,
      },
    );
    const done = options.resume === undefined ? [] : (await readRun(folder)).events;
    const log = openEventLog(folder);
    gateway?.recordInto(folder);
    const scope = { options, profiles, unreached, done };
    const plan = planRun(scope, {
      folder,
      embedded: [...embedded.profiles, ...counterparts.profiles].map(({ id }) => id),
      counterparts: counterparts.profiles.map((profile, index) => ({ profile, of: further[index]?.of ?? [] })),
      control: control.url,
      ...(gateway === undefined ? {} : { witness: gateway.url, witnessOptions: gateway.options }),
      ca: [...trust, ...(peer.caPem ? [peer.caPem] : []), ...(gateway?.caPem ? [gateway.caPem] : [])],
      spki: [peer.spki, ...(await trustedKeys(options.profiles.flatMap(allowedHosts), trust))],
    });
    try {
      requireSomethingToTry(plan, scope);
    } catch (error) {
      // Of a run that never began there is nothing to keep.
      rmSync(folder, { recursive: true });
      throw error;
    }
    // In every worker each party has a counterpart of its own.
    const ours = embedded.profiles.length + counterparts.profiles.length;
    if (options.journeys) requireNames(options.peerUrls, ours + plan.workers * (profiles.length + further.length));
    await announce(log, scope, plan);
    writePlan(plan);
    if (!options.quiet) for (const line of routePlan(plan)) progress(line);
    await runSuites(plan, {
      ...embedded.env,
      [TOKEN_ENV]: control.token,
      [WITNESS_TOKEN_ENV]: gateway?.token ?? '',
    });
    log.write({ type: 'run-finished', ms: Date.now() - started });
    return folder;
  } finally {
    await control.close();
    await peer.close();
  }
}

const REFERENCE_PERSONA: Persona = { id: REFERENCE_PEER, label: 'Reference peer', speaks: '1.2', deviations: [] };

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
  let stopped = false;
  const stop = (): void => {
    stopped = true;
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
  // Who is interrupted may still end in good order.
  if (stopped || code === null)
    throw new InteropError(
      'stopped',
      `the run was stopped; what it had is in ${plan.folder}, continue with --resume ${plan.folder}`,
      { exit: EXIT.ourFault },
    );
  if (code !== 0 && !plan.quiet) progress('some tests ended by our own fault: see the report');
}
