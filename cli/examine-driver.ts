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
import { type EndWatch, watchForEnd } from './ended.js';
import { keepPages } from './keep-pages.js';
import { type OpenedCloud, openCloud } from './login.js';
import type { StepLog } from './steps.js';

/** One target's driver that is looked at, and where it is told. */
interface Subject {
  profile: Profile;
  via: Via;
  log: StepLog;
  hooks: boolean;
}

/** Longest time, in ms, for putting things away when an end is wanted. */
const END_WITHIN = 10_000;

/**
 * Holds a target's driver to its contract: one person shares with another, step by step as in a run, and each step is logged. One that no
 * longer works is logged with what was seen. What was made is removed, whatever happened. Rejects when there is no browser, and with
 * `stopped` on SIGINT or SIGTERM.
 *
 * The other person is the second account of the same server or, where people there cannot share with their own server, of the first one in
 * `others` that is driven this way.
 */
export async function examineDriver(subject: Subject, others: readonly Profile[]): Promise<void> {
  const { profile, via, log } = subject;
  const end = watchForEnd('doctor');
  const all: OpenedCloud[] = [];
  let met: Meeting | undefined;
  try {
    const { hooks } = subject;
    const opened = await openCloud(profile, [via], { keptOnSignal: true, hooks });
    if (!opened) {
      log.bad(`${via}: driver`, `${profile.vendor} has none for its ${WHAT[via]}`, 'leave it out of --via');
      return;
    }
    all.push(opened);
    const away = opened.cloud.traits.lacks.shareWithOwnServer;
    const partner = away
      ? others.find((other) => hasDriver(other.vendor, via) && indexesOf(other).length > 0)
      : profile;
    const [first, second, third] = indexesOf(profile);
    const person = away ? partner && indexesOf(partner)[0] : second;
    if (first === undefined || partner === undefined || person === undefined) {
      const [found, fix] = away ? alone(away.source) : NOBODY;
      log.bad(`${via}: two people`, found, fix);
      return;
    }
    const tried: Tried = { subject, end };
    const world = await step(tried, 'two people log in', async () => {
      const there = away ? await openCloud(partner, [via], { keptOnSignal: true, hooks }) : opened;
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
    met = { world, partner };
    tried.world = world;
    for (const each of CONTRACT) {
      if (!isPossible(each, world)) log.good(`${via}: ${each.title}`, `not tried: ${absent(each)}`);
      else if (isClaimed(each, world)) await step(tried, each.title, () => runStep(each, world));
      else await step(tried, each.title, () => runStep(each, world), 'cannot be done, as the driver declares');
    }
    await Promise.race([tidy(subject, met, via === 'ui' ? ['api'] : []), end.wanted]);
  } catch (error) {
    // A second signal ends this, too.
    end.release();
    if (isStop(error)) await within(END_WITHIN, putAway(subject, met, all.splice(0)));
    throw error;
  } finally {
    end.release();
    for (const each of all) await each.close();
  }
}

/** Two people who met, and where the second one is at home. */
interface Meeting {
  world: World;
  partner: Profile;
}

/** Steps that are being tried. */
interface Tried {
  subject: Subject;
  end: EndWatch;
  world?: World;
}

const isStop = (error: unknown): boolean => error instanceof InteropError && error.code === 'stopped';

/** In the middle of a step: what it drives is closed, so that it makes nothing more, and what was made is removed by others. */
async function putAway(subject: Subject, met: Meeting | undefined, opened: OpenedCloud[]): Promise<void> {
  await Promise.allSettled(opened.map((each) => each.close()));
  if (met) await tidy(subject, met, ['api', subject.via]);
}

/** Waits for work, but no longer than this. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
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
  { subject: { profile, via, log }, end, world }: Tried,
  title: string,
  run: () => Promise<T>,
  good = 'works',
): Promise<T | undefined> {
  const name = `${via}: ${title}`;
  const started = Date.now();
  try {
    const value = await Promise.race([run(), end.wanted]);
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

/**
 * Removes what a contract that did not get through left behind.
 * @param vias new ways in, the first that there is: pages may be what does not work. Without any the people go on as they are.
 */
async function tidy({ profile, via, log }: Subject, { partner, world }: Meeting, vias: readonly Via[]): Promise<void> {
  const { tag, sender, receiver } = world;
  const opened: OpenedCloud[] = [];
  const sessionAt = async (at: Profile, side: ContractSide & { session: CloudSession }): Promise<CloudSession> => {
    const door = vias.length > 0 ? await openCloud(at, vias) : undefined;
    if (!door) return side.session;
    opened.push(door);
    return door.cloud.open(side.account);
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
