import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type RunPlan, readPlan } from '../fixtures/run-plan.js';
import { readRun } from '../reports/read-run.js';
import { FLOWS } from '../suites/flows/index.js';
import { CHECKS } from '../suites/registry.js';
import { loadProfile } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { EXIT, type ExitCode, type Finding, InteropError, REFERENCE_PEER, type RunEvent } from '../vocabulary.js';
import { DEMO_PERSONAS } from './demo.js';
import { type ExecuteOptions, execute } from './execute.js';
import { preflight } from './preflight.js';
import { type Replayed, stateOf } from './replay-state.js';

/** What a replay is given besides run and finding. */
export interface ReplayOptions extends Pick<ExecuteOptions, 'peerUrls' | 'peerCert'> {
  /** Files of profiles that take the place of those of the run, by id. */
  profiles: readonly string[];
  hooks: boolean;
}

/** What decides is told by the state alone: 1 also where nothing could be seen, which is no proof that it is fixed. */
export const exitOf = (state: Replayed['state']): ExitCode => (state === 'fixed' ? EXIT.ok : EXIT.red);

/**
 * Runs the check or flow of a finding again and looks for the finding. What was sent this time stays in `<run>/replays/<finding>`.
 * Rejects with `no-finding` or a preflight problem (exit 2), and with `replay-failed` (exit 3) when it was our fault that nothing came out.
 */
export async function replayFinding(run: string, id: string, options: ReplayOptions): Promise<Replayed> {
  const { events } = await readRun(run);
  const finding = findingIn(events, id, run);
  const plan = planOf(run);
  const isDemo = plan.command === 'demo';
  const parties = new Set(finding.pair ? [finding.pair.sender, finding.pair.receiver] : [finding.target ?? '']);
  const profiles = isDemo ? [] : profilesOf(plan, parties, options.profiles);
  const only = finding.flow ?? checkOf(finding);
  const vias = finding.via === undefined ? (['api'] as const) : [finding.via];
  const journeys = finding.pair !== undefined;
  const needsBrowser = journeys && vias.some((via) => via === 'ui');
  await preflight(profiles, { via: vias, needsBrowser, journeys, hooks: options.hooks });
  const hasThird = FLOWS.some(({ letter, abilities }) => letter === finding.flow && abilities.third !== undefined);
  const folder = await execute({
    command: isDemo ? 'demo' : journeys ? 'run' : 'check',
    profiles,
    personas: isDemo ? DEMO_PERSONAS.filter((persona) => parties.has(persona.id)) : [],
    peerRow: parties.has(REFERENCE_PEER) || (journeys && hasThird),
    journeys,
    checks: !journeys,
    vias: [...vias],
    only,
    hooks: options.hooks,
    peerUrls: options.peerUrls,
    peerCert: options.peerCert,
    spec: plan.spec,
    out: join(run, 'replays', finding.id),
    replace: true,
    quiet: true,
  });
  return stateOf(finding, (await readRun(folder)).events);
}

/** The finding with that id, or the only one that begins with it. */
function findingIn(events: readonly RunEvent[], id: string, run: string): Finding {
  const all = new Map(events.flatMap((event) => (event.type === 'finding' ? [[event.finding.id, event.finding]] : [])));
  const exact = all.get(id);
  const begun = id === '' ? [] : [...all.values()].filter((finding) => finding.id.startsWith(id));
  const [first, second] = exact ? [exact] : begun;
  if (first && !second) return first;
  const some = (second ? begun : [...all.values()]).slice(0, 5).map((each) => `${each.id} (${each.check})`);
  const known = some.length === 0 ? 'it has none' : `${second ? 'several begin so' : 'it has'}: ${some.join(', ')}`;
  throw new InteropError('no-finding', `${run} has no finding ${id}: ${known}`, { exit: EXIT.preflight });
}

function planOf(run: string): RunPlan {
  try {
    return readPlan(run);
  } catch (cause) {
    throw new InteropError(
      'no-plan',
      `${run} does not say how it was made (plan.json): a merged run has none, name the folder of the part`,
      { exit: EXIT.preflight, cause },
    );
  }
}

/** Profiles of the parties: those that were named now, else their files as they are now, else as they were in the run. */
function profilesOf(plan: RunPlan, parties: ReadonlySet<string>, files: readonly string[]): Profile[] {
  const named = files.map(loadProfile);
  return plan.profiles
    .filter(({ id }) => parties.has(id) && id !== REFERENCE_PEER)
    .map((profile) => {
      const instead = named.find(({ id }) => id === profile.id);
      if (instead) return instead;
      return profile.file !== undefined && existsSync(profile.file) ? loadProfile(profile.file) : profile;
    });
}

/** A finding of a check is named after it; one of another name came from a message while a flow ran, and has a flow. */
function checkOf({ check, id }: Finding): string {
  if (CHECKS.some((each) => each.id === check)) return check;
  throw new InteropError('no-check', `finding ${id} is of ${check}, which this version does not have`, {
    exit: EXIT.preflight,
  });
}
