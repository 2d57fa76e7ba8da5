import { NOBODY } from '../fixtures/company.js';
import { memoryLog } from '../fixtures/event-log.js';
import { runJourney, type SideSetup } from '../fixtures/journey.js';
import { createRateGate } from '../fixtures/rate-gate.js';
import { allowedHosts, authorityOf } from '../fixtures/target-view.js';
import { createHttpClient } from '../protocol/http-client.js';
import { FLOWS } from '../suites/flows/index.js';
import { launchBrowser, openContext, type SharedBrowser } from '../targets/browser.js';
import { createCloud } from '../targets/drivers.js';
import { loadTarget, trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { resolveSecret } from '../targets/secrets.js';
import { trustedKeys } from '../targets/trusted-keys.js';
import type { ByHand, Person } from './by-hand/contract.js';
import { nextcloudByHand } from './by-hand/nextcloud.js';
import { owncloudByHand } from './by-hand/owncloud.js';
import { seafileByHand } from './by-hand/seafile.js';
import { type Figure, median } from './statistics.js';

const SCRIPTS: Record<string, ByHand> = {
  nextcloud: nextcloudByHand,
  owncloud: owncloudByHand,
  seafile: seafileByHand,
};
/** What the scripts do: share, accept, read, unshare. */
const LETTERS = ['S', 'A', 'R', 'U'];

/**
 * One UI journey of ours between two servers of one product against a script that a person would write for the same, in turn.
 * Both are given as profiles with one account each. Rejects when either cannot do it.
 */
export async function measureProduct(files: readonly string[], rounds: number): Promise<Figure[]> {
  const profiles = files.map(loadTarget);
  const [sender, receiver] = profiles;
  if (!sender || !receiver) throw new Error('name the profiles of two servers: npm run bench -- product a.yaml b.yaml');
  const script = SCRIPTS[sender.vendor];
  if (!script || receiver.vendor !== sender.vendor)
    throw new Error(`both must be one of ${Object.keys(SCRIPTS).join(', ')}: there is no script for others`);
  const shared = await launchBrowser({ spki: await trustedKeys(profiles.flatMap(allowedHosts), trustedCas(profiles)) });
  try {
    const pair = [sender, receiver] as const;
    // The first visit is slower, for server and browser.
    await ours(shared, pair, 'ow');
    await byHand(shared, pair, script, 'hw.txt');
    const ratios: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const mine = await clock(() => ours(shared, pair, `o${round}`));
      const minimal = await clock(() => byHand(shared, pair, script, `h${round}.txt`));
      process.stderr.write(`round ${round + 1}: ${mine.toFixed(1)} s, by hand ${minimal.toFixed(1)} s\n`);
      ratios.push(mine / minimal);
      times.push(mine);
    }
    return [
      {
        what: `UI journey between ${sender.id} and ${receiver.id} / hand-written minimal script`,
        value: median(ratios),
        unit: 'ratio',
        bound: 1.25,
        detail: `share, accept, read, unshare with two logins: ${median(times).toFixed(1)} s, ${rounds} rounds in turn`,
      },
    ];
  } finally {
    await shared.close();
  }
}

async function clock(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

type Pair = readonly [Profile, Profile];

async function ours(shared: SharedBrowser, pair: Pair, tag: string): Promise<void> {
  const [sender, receiver] = [await sideOf(shared, pair[0], 0), await sideOf(shared, pair[1], 1)];
  const { cells } = await runJourney({
    sender,
    receiver,
    via: 'ui',
    flows: FLOWS.filter((flow) => LETTERS.includes(flow.letter)),
    log: memoryLog(),
    flowMs: pair[0].budgets.flow,
    tag,
    attempt: 1,
    startedAt: new Date().toISOString(),
    company: NOBODY,
    replay: () => '',
  });
  await sender.cloud.close();
  await receiver.cloud.close();
  const red = cells.find(({ verdict }) => verdict !== 'pass' && verdict !== 'n/a');
  if (red) throw new Error(`flow ${red.flow} is ${red.verdict}: ${red.reason}`);
}

async function sideOf(shared: SharedBrowser, profile: Profile, index: number): Promise<SideSetup> {
  const http = createHttpClient({ from: 'runner', ca: trustedCas([profile]) });
  const browser = () => Promise.resolve(shared.browser);
  const cloud = await createCloud(profile.vendor, 'ui', { profile, http, budgets: profile.budgets, browser });
  if (!cloud) throw new Error(`there is no UI driver for ${profile.vendor}`);
  const authority = authorityOf(profile);
  return {
    id: profile.id,
    cloud,
    account: accountOf(profile, index),
    spec: '1.1.0',
    authority,
    api: profile.url,
    gate: createRateGate(profile.budgets, 0),
    stepMs: profile.budgets.step,
  };
}

async function byHand(shared: SharedBrowser, pair: Pair, script: ByHand, name: string): Promise<void> {
  const [owner, recipient] = [await person(shared, pair[0], 0), await person(shared, pair[1], 1)];
  await script(owner, recipient, `by-hand-${Date.now().toString(36)}-${name}`);
  await owner.page.context().close();
  await recipient.page.context().close();
}

async function person(shared: SharedBrowser, profile: Profile, index: number): Promise<Person> {
  const context = await openContext(
    shared.browser,
    [new URL(profile.url).host, ...profile.hosts],
    profile.budgets.step,
  );
  const account = accountOf(profile, index);
  const url = profile.url.replace(/\/+$/, '');
  return { page: await context.newPage(), url, ...account, address: `${account.user}@${authorityOf(profile)}` };
}

/** The first account of the sender, the second of the receiver: both may be on one server. */
function accountOf(profile: Profile, index: number): { user: string; password: string } {
  const account = profile.accounts[index];
  if (!account?.password) throw new Error(`${profile.id} needs ${index + 1} accounts with passwords`);
  return { user: account.user, password: resolveSecret(account.password, `accounts[${index}] of ${profile.id}`) };
}
