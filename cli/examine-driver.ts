import { type Account, type CloudSession, ProductRefused } from '../targets/cloud.js';
import {
  CONTRACT,
  type ContractSide,
  type ContractStep,
  isClaimed,
  isPossible,
  NothingMade,
  openContract,
  runStep,
  type World,
} from '../targets/contract.js';
import { hasDriver } from '../targets/drivers.js';
import { placeOf } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { resolveSecret } from '../targets/secrets.js';
import { EXIT, InteropError, type Via } from '../vocabulary.js';
import { keepPages } from './keep-pages.js';
import { type OpenedCloud, openCloud } from './login.js';
import type { StepLog } from './steps.js';

/** One target's driver that is looked at, and where it is told. */
interface Subject {
  profile: Profile;
  via: Via;
  log: StepLog;
}

/**
 * Holds a target's driver to its contract: one person shares with another, step by step as in a run, and each step is logged. One that no
 * longer works is logged with what was seen. What was made is removed, whatever happened. Rejects when there is no browser.
 *
 * The other person is the second account of the same server or, where people there cannot share with their own server, of the first one in
 * `others` that is driven this way.
 */
export async function examineDriver(subject: Subject, others: readonly Profile[]): Promise<void> {
  const { profile, via, log } = subject;
  const opened = await openCloud(profile, [via]);
  if (!opened) {
    log.bad(`${via}: driver`, `${profile.vendor} has none for its ${WHAT[via]}`, 'leave it out of --via');
    return;
  }
  const all: OpenedCloud[] = [opened];
  try {
    const [first, second, third] = indexesOf(profile);
    const away = opened.cloud.traits.lacks.shareWithOwnServer;
    const partner = away
      ? others.find((other) => hasDriver(other.vendor, via) && indexesOf(other).length > 0)
      : profile;
    const person = away ? partner && indexesOf(partner)[0] : second;
    if (first === undefined || partner === undefined || person === undefined) {
      const [found, fix] = away ? alone(away.source) : NOBODY;
      log.bad(`${via}: two people`, found, fix);
      return;
    }
    const world = await step(subject, 'two people log in', async () => {
      const there = away ? await openCloud(partner, [via]) : opened;
      if (!there) throw new Error(`${partner.id} has no such driver`);
      if (away) all.push(there);
      const neighbour = away ? second : third;
      const sender = {
        cloud: opened.cloud,
        account: accountOf(profile, first),
        ...(neighbour === undefined ? {} : { another: accountOf(profile, neighbour) }),
      };
      return openContract({ sender, receiver: { cloud: there.cloud, account: accountOf(partner, person) } });
    });
    if (!world) return;
    for (const each of CONTRACT) {
      if (!isPossible(each, world)) log.good(`${via}: ${each.title}`, `not tried: ${absent(each)}`);
      else if (isClaimed(each, world)) await step(subject, each.title, () => runStep(each, world), world);
      else await step(subject, each.title, () => runStep(each, world), world, 'cannot be done, as the driver declares');
    }
    await tidy(subject, partner, world);
  } finally {
    for (const each of all) await each.close();
  }
}

const WHAT: Record<Via, string> = { ui: 'web pages', api: 'API' };

/** Nobody is asked to administer: the steps for that change settings that other people of the server live with. */
function absent({ company = [] }: ContractStep): string {
  if (company.some((who) => who.endsWith('.admin'))) return 'it would change settings of the server';
  return company.includes('third') ? 'it takes a third server' : 'it takes one more account';
}

const NOBODY = [
  'one is to share with another, and the profile does not name two accounts with a password',
  'add one: accounts: [..., { user: bob, password: { env: BOB_PASSWORD } }]',
] as const;

const alone = (source: string): [string, string] => [
  `one is to share with somebody at another server (${source})`,
  'name a second target, too: ocm-interop doctor a.yaml b.yaml --ui',
];

/** Places of the accounts that can log in. */
const indexesOf = ({ accounts }: Profile): number[] =>
  accounts.flatMap(({ password }, index) => (password ? [index] : []));

function accountOf(profile: Profile, index: number): Account {
  const account = profile.accounts[index];
  const field = `accounts[${index}].password`;
  if (!account?.password) throw new Error(`${profile.id} has no ${field}`);
  return { user: account.user, password: resolveSecret(account.password, field, placeOf(profile, field)) };
}

/** Does one step and logs it; gives what it gave, or undefined when it did not work. */
async function step<T>(
  { profile, via, log }: Subject,
  title: string,
  run: () => Promise<T>,
  world?: World,
  good = 'works',
): Promise<T | undefined> {
  const name = `${via}: ${title}`;
  const started = Date.now();
  try {
    const value = await run();
    log.good(name, `${good} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    return value;
  } catch (error) {
    if (error instanceof InteropError && error.exit === EXIT.ourFault) throw error;
    if (error instanceof NothingMade) log.good(name, `not tried: ${error.message}`);
    else if (error instanceof ProductRefused && error.status !== undefined)
      log.good(name, `the product refuses it: ${inWords(error)}`, 'nothing is wrong with the driver; a run reports it');
    else {
      const number = CONTRACT.findIndex((each) => each.title === title) + 1;
      const pages = world ? await keepPages(`${profile.id}-${number}`, world) : [];
      const kept = pages.length > 0 ? `; the pages: ${pages.join(', ')}` : '';
      log.bad(name, `${inWords(error)}${kept}`, advice(profile, via));
    }
    return undefined;
  }
}

/** What was seen, in one line: an error of the browser goes on with what it was waiting for. */
function inWords(error: unknown): string {
  const lines = (error instanceof Error ? error.message : String(error))
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the browser's messages have colours
    .replaceAll(/\u001b\[[0-9;]*m/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const awaited = lines.find((line) => line.startsWith('- waiting for'));
  return [lines[0] ?? 'an error without words', ...(awaited === undefined ? [] : [awaited.slice(2)])].join(' ');
}

function advice({ url, vendor }: Profile, via: Via): string {
  return via === 'ui'
    ? `do it by hand at ${url}: if that works, its pages are no longer what targets/${vendor}/ui looks for, and --via api does without them meanwhile; if not, it is the product, and a run reports it`
    : `ask the API by hand: if it does this, it is no longer what targets/${vendor}/api expects; if not, it is the product, and a run reports it`;
}

/** Removes what a contract that did not get through left behind: through the API where there is one, as pages may be what does not work. */
async function tidy({ profile, via, log }: Subject, partner: Profile, { tag, sender, receiver }: World): Promise<void> {
  const opened: OpenedCloud[] = [];
  const sessionAt = async (at: Profile, side: ContractSide & { session: CloudSession }): Promise<CloudSession> => {
    const api = via === 'ui' ? await openCloud(at, ['api']) : undefined;
    if (!api) return side.session;
    opened.push(api);
    return api.cloud.open(side.account);
  };
  try {
    const left = await removeAll(tag, await sessionAt(profile, sender), await sessionAt(partner, receiver));
    if (left.length > 0) throw new Error(left.join(', '));
  } catch (error) {
    const places = [...new Set([profile.url, partner.url])].join(' and ');
    log.good(
      `${via}: cleaning up`,
      `left behind: ${inWords(error)}`,
      `remove by hand at ${places} what begins with ${tag}`,
    );
  } finally {
    for (const each of opened) await each.close();
  }
}

/** Gives what is still there. */
async function removeAll(tag: string, sender: CloudSession, receiver: CloudSession): Promise<string[]> {
  const find = async () => ({
    pending: (await receiver.listPending()).filter(({ name }) => name.startsWith(tag)),
    received: (await receiver.listReceived()).filter(({ name }) => name.startsWith(tag)),
    own: ((await sender.list('/')) ?? []).filter((name) => name.startsWith(tag)),
  });
  const { pending, received, own } = await find();
  // What goes meanwhile by itself, as its owner removes it, is gone all the same.
  for (const share of pending) await receiver.decline(share).catch(() => undefined);
  for (const share of received) await receiver.leave(share).catch(() => undefined);
  for (const name of own) await sender.remove(`/${name}`).catch(() => undefined);
  if (pending.length + received.length + own.length === 0) return [];
  const left = await find();
  return [...[...left.pending, ...left.received].map(({ name }) => `share ${name}`), ...left.own];
}
