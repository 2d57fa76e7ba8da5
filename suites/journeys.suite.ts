import type { TargetView } from '../fixtures/check.js';
import { earlierCells } from '../fixtures/earlier-cells.js';
import { type JourneySetup, type Played, runJourney, type SideSetup } from '../fixtures/journey.js';
import { inParts, partDone } from '../fixtures/progress.js';
import { ALONE, planOfWorker, type RunPlan, shortRunId, waitOf } from '../fixtures/run-plan.js';
import { shownFile } from '../fixtures/shown-file.js';
import { type Announced, termsOfSharing } from '../fixtures/terms.js';
import { test, type Worker } from '../fixtures/worker.js';
import type { Account } from '../targets/cloud.js';
import { type Cell, REFERENCE_PEER, type Via } from '../vocabulary.js';
import { FLOWS } from './flows/index.js';

/** Registers one test per ordered pair and via. Cells are events; a test fails only when we are at fault. */
const plan = planOfWorker();

for (const [number, journey] of plan.journeys.entries()) {
  const title = `${journey.sender} -> ${journey.receiver} (${journey.via})${journey.alone ? ` ${ALONE}` : ''}`;
  test(title, inParts(journey.flows.length), async ({ worker }) => {
    test.setTimeout(budgetOf(plan, journey) + waitOf(plan, journey.receiver));
    const flows = FLOWS.filter((flow) => journey.flows.includes(flow.letter));
    const first = await attempt(worker, journey, flows, number, 1);
    const again = retryable(first, journey.via);
    const { cells } = again.length === 0 ? first : await attempt(worker, journey, withNeeds(again, flows), number, 2);
    const broken = cells.find((cell) => cell.verdict === 'harness-error');
    if (broken) throw new Error(broken.reason ?? `harness error in flow ${broken.flow}`);
  });
}

type Journey = RunPlan['journeys'][number];

async function attempt(
  worker: Worker,
  journey: Journey,
  flows: readonly (typeof FLOWS)[number][],
  number: number,
  count: number,
): Promise<Played> {
  const self = journey.sender === journey.receiver;
  const sender = await side(worker, journey.sender, journey.receiver, journey.via, 0);
  const receiver = await side(worker, journey.receiver, journey.sender, journey.via, self ? 1 : 0);
  let third: SideSetup | undefined;
  const setup: JourneySetup = {
    sender,
    receiver,
    via: journey.via,
    flows,
    log: worker.log,
    flowMs: flowBudget(plan, journey),
    ...(journey.alone ? { earlier: earlierCells(worker.log.folder, journey) } : {}),
    tag: `oi-${shortRunId(plan.run)}-${number.toString(36)}${count === 1 ? '' : 'r'}`,
    attempt: count,
    ...(count === 1
      ? { onCell: ({ flow }: Cell) => partDone(`${journey.sender} -> ${journey.receiver} ${flow} (${journey.via})`) }
      : {}),
    startedAt: new Date().toISOString(),
    replay: (flow) => replayCell(journey, flow.letter),
    company: {
      third: async () => {
        const id = await thirdParty(worker, journey);
        third = id === undefined ? undefined : await side(worker, id, journey.receiver, journey.via, 0);
        return third;
      },
      account: (id) => worker.spareAccount(id, self),
      admin: (id) => worker.adminOf(id),
      groups: (id) => worker.profile(id).groups,
      hook: (id, action) =>
        worker.hookOf(hostOf(id, id === journey.sender ? journey.receiver : journey.sender), action),
    },
    ...(worker.witness === undefined ? {} : { witness: worker.witness }),
  };
  try {
    return await runJourney(setup);
  } finally {
    await sender.cloud.close();
    await receiver.cloud.close();
    await third?.cloud.close();
  }
}

/**
 * A target that is neither of the two, speaks the receiver's language, and takes shares from both by what they announce. One of a product that takes part comes first: it adds no
 * differences of its own. The reference peer comes last.
 */
async function thirdParty(worker: Worker, { sender, receiver }: Journey): Promise<string | undefined> {
  const vendors = [sender, receiver].map((id) => worker.profile(id).vendor);
  const distance = ({ id, vendor }: (typeof plan.profiles)[number]): number =>
    id === REFERENCE_PEER ? 2 : vendors.includes(vendor) ? 0 : 1;
  const others = plan.profiles
    .filter(({ id }) => id !== sender && id !== receiver)
    .sort((a, b) => distance(a) - distance(b));
  const languageOf = async (id: string, facing: string): Promise<string | undefined> =>
    (await worker.target(hostOf(id, facing))).view.dialect?.label;
  const language = await languageOf(receiver, sender);
  const announced = async (id: string, facing: string): Promise<Announced> =>
    announcedBy(id, (await worker.target(hostOf(id, facing))).view);
  const canTake = async (id: string, from: string): Promise<boolean> =>
    termsOfSharing(await announced(from, id), await announced(id, from)) === undefined;
  for (const { id } of others) {
    const isHeard = (await languageOf(id, receiver)) === language;
    if (isHeard && (await canTake(id, receiver)) && (await canTake(id, sender))) return id;
  }
  return undefined;
}

function announcedBy(id: string, { document, discovery, spec }: TargetView): Announced {
  return { id, document, path: new URL(discovery.request.url).pathname, spec };
}

/** The host that a party shows to another one: the reference peer has several, so that it can talk with everybody. */
const hostOf = (id: string, facing: string): string =>
  (id === REFERENCE_PEER && plan.counterparts.find(({ of }) => of.includes(facing))?.profile.id) || id;

async function side(worker: Worker, id: string, facing: string, via: Via, person: number): Promise<SideSetup> {
  const host = hostOf(id, facing);
  const runtime = await worker.target(host);
  const profile = worker.profile(host);
  const cloud = await worker.cloud(profile, via);
  const account: Account | undefined = runtime.accountAt(person);
  if (!cloud || !account) throw new Error(`${id} has no ${via} driver or no account for worker ${worker.index}`);
  return {
    id,
    cloud,
    account,
    spec: runtime.view.spec,
    announced: announcedBy(id, runtime.view),
    dialect: runtime.view.dialect?.label,
    authority: runtime.view.authority,
    api: runtime.view.endPoint ?? runtime.view.origin,
    gate: runtime.gate,
    stepMs: profile.budgets.step,
  };
}

/**
 * One retry, for UI journeys only: a browser can lose a race that no product is to blame for. What passes then is flaky, never green.
 * Where a wrong message was recorded, or what was seen violates a clause, the cause is known, and a second try would only show it again.
 */
function retryable({ cells, explained }: Played, via: Via): string[] {
  if (via !== 'ui') return [];
  const unexplained = cells.filter(
    ({ verdict, flow }) => (verdict === 'not-verifiable' || verdict === 'fail') && !explained.has(flow),
  );
  const behind = unexplained.length > 0 ? cells.filter(({ verdict }) => verdict === 'blocked') : [];
  return [...unexplained, ...behind].map((cell) => cell.flow);
}

function withNeeds(letters: string[], of: readonly (typeof FLOWS)[number][]): readonly (typeof FLOWS)[number][] {
  const wanted = new Set<string>();
  const add = (letter: string): void => {
    wanted.add(letter);
    for (const need of of.find((flow) => flow.letter === letter)?.needs ?? []) add(need);
  };
  for (const letter of letters) add(letter);
  return of.filter((flow) => wanted.has(flow.letter));
}

function budgetOf(of: RunPlan, journey: Journey): number {
  return flowBudget(of, journey) * journey.flows.length * 2;
}

function flowBudget(of: RunPlan, journey: Journey): number {
  const parties = of.profiles.filter(({ id }) => id === journey.sender || id === journey.receiver);
  return Math.max(...parties.map(({ budgets }) => budgets.flow));
}

function replayCell(journey: Journey, letter: string): string {
  if (plan.command === 'demo') return `npx ocm-interop demo --only ${letter} --via ${journey.via}`;
  const names = [...new Set([journey.sender, journey.receiver])].map(
    (id) => shownFile(plan.profiles.find((p) => p.id === id)?.file) ?? id,
  );
  const witnessed = plan.witnessOptions === undefined ? '' : ` ${plan.witnessOptions}`;
  return `npx ocm-interop run ${names.join(' ')} --only ${letter} --via ${journey.via}${witnessed}`;
}
