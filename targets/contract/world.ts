import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type Ability,
  type Account,
  type Attempt,
  type Cloud,
  type CloudSession,
  type Permission,
  ProductRefused,
  type ReceivedShare,
  type SentShare,
} from '../cloud.js';

/** One product, driven one way, with the person who acts. Both sides may be the same product, and even the same driver. */
export interface ContractSide {
  cloud: Cloud;
  account: Account;
  /** Another person of the same server, and its administrator: for the steps that need them. */
  another?: Account;
  admin?: Account;
}

export interface ContractClouds {
  sender: ContractSide;
  receiver: ContractSide;
  /** A person of a third server, to whom things are passed on. */
  third?: ContractSide;
  /** Closes the drivers and whatever they were made for. */
  close(): Promise<void>;
}

/** One thing that every driver does. They run in order and hand on what they made. */
export interface ContractStep {
  title: string;
  /** What the driver must be able to do; declared as lacking, the step must not work. */
  needs?: { side: 'sender' | 'receiver'; ability: Ability };
  /** Who has to be there besides the two. */
  company?: ('third' | 'sender.another' | 'receiver.another' | 'sender.admin' | 'receiver.admin')[];
  run(world: World): Promise<void>;
}

export interface Side extends ContractSide {
  session: CloudSession;
  address: string;
}

/** What the steps of one run share. */
export interface World {
  sender: Side;
  receiver: Side;
  third?: ContractSide;
  /** Begins the name of everything that the steps make. */
  tag: string;
  file?: Shared;
  folder?: Shared;
}

export interface Shared {
  path: string;
  sent: SentShare;
  received: ReceivedShare;
  content: Uint8Array;
}

/** A step cannot be tried, because an earlier one did not make the share that it works on. */
export class NothingMade extends Error {
  override readonly name = 'NothingMade';
}

/** Every byte value, and a length that is no multiple of anything: what a driver moves must arrive as it was. */
export const BYTES = Uint8Array.from({ length: 1_027 }, (_, index) => index % 256);

/** Opens both sides: they are logged in once, as in a journey. */
export async function openContract({ sender, receiver, third }: Omit<ContractClouds, 'close'>): Promise<World> {
  const open = async (side: ContractSide): Promise<Side> => {
    const session = await side.cloud.open(side.account);
    return { ...side, session, address: await session.address() };
  };
  return {
    sender: await open(sender),
    receiver: await open(receiver),
    ...(third ? { third } : {}),
    tag: `c${randomBytes(4).toString('hex')}`,
  };
}

/** Whether everybody is there whom a step needs. */
export function isPossible({ company = [] }: ContractStep, { sender, receiver, third }: World): boolean {
  const present = {
    third,
    'sender.another': sender.another,
    'receiver.another': receiver.another,
    'sender.admin': sender.admin,
    'receiver.admin': receiver.admin,
  };
  return company.every((who) => present[who] !== undefined);
}

export async function sharedFile(world: World, kind: string, permission: Permission): Promise<Shared> {
  const name = `${world.tag}-${kind}.txt`;
  await world.sender.session.putFile(`/${name}`, text(kind));
  return handOver(world, name, permission, text(kind));
}

export async function sharedFolder(world: World): Promise<Shared> {
  const name = `${world.tag}-folder`;
  await world.sender.session.makeFolder(`/${name}`);
  await world.sender.session.putFile(`/${name}/first.txt`, text('first'));
  return handOver(world, name, 'edit', text('first'));
}

export async function handOver(
  world: World,
  name: string,
  permission: Permission,
  content: Uint8Array,
): Promise<Shared> {
  const { sender, receiver } = world;
  const path = `/${name}`;
  const sent = await sender.session.share(path, receiver.address, permission);
  same('path of the share', sent.path, path);
  const arriving = await arrived(world, name);
  if (receiver.cloud.traits.acceptStep) await receiver.session.accept(arriving);
  const received = await eventually(receiver, `${name} is among the received shares`, async () =>
    (await receiver.session.listReceived()).find((share) => share.name === name),
  );
  return { path, sent, received, content };
}

export function arrived({ receiver }: Pick<World, 'receiver'>, name: string): Promise<ReceivedShare> {
  const { session, traits } = { ...receiver, ...receiver.cloud };
  return eventually(receiver, `${name} arrives`, async () =>
    (traits.acceptStep ? await session.listPending() : await session.listReceived()).find((each) => each.name === name),
  );
}

export async function gone({ receiver }: Pick<World, 'receiver'>, name: string): Promise<void> {
  await eventually(
    receiver,
    `${name} is gone`,
    async () =>
      !names([...(await receiver.session.listPending()), ...(await receiver.session.listReceived())]).includes(name),
  );
}

/** Looks again until it is so, for as long as the product says that changes may take. */
export async function eventually<T>(side: Side, what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const within = side.cloud.traits.changeVisibleWithin;
  for (const until = Date.now() + within; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > until) throw new Error(`${side.account.user}: not within ${within} ms: ${what}`);
  }
}

export const text = (value: string): Uint8Array => new TextEncoder().encode(value);
export const names = (shares: readonly ReceivedShare[]): string[] => shares.map(({ name }) => name);

export function sameAs(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

export function made(shared: Shared | undefined): Shared {
  if (!shared) throw new NothingMade('an earlier step did not make the share that this one works on');
  return shared;
}

/** Demands that an attempt succeeded; a refusal is the product's, as with acts that have no other answer. */
export function succeeded(what: string, attempt: Attempt | undefined): void {
  if (!attempt) throw new Error(`${what}: the session has no such act`);
  if (!attempt.done) throw new ProductRefused(`${what}: ${attempt.refusal}`, attempt.status);
}

export function same(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

export function sameBytes(what: string, actual: Uint8Array | undefined, expected: Uint8Array): void {
  if (!sameAs(actual, expected))
    throw new Error(
      `${what}: expected ${expected.length} bytes, got ${actual ? `${actual.length} other ones` : 'none'}`,
    );
}
