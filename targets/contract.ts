import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { test } from '@playwright/test';
import { InteropError } from '../vocabulary.js';
import type { Ability, Account, Cloud, CloudSession, Permission, ReceivedShare, SentShare } from './cloud.js';

/** One product, driven one way, with the person who acts. Both sides may be the same product, and even the same driver. */
export interface ContractSide {
  cloud: Cloud;
  account: Account;
}

export interface ContractClouds {
  sender: ContractSide;
  receiver: ContractSide;
  /** Closes the drivers and whatever they were made for. */
  close(): Promise<void>;
}

/** One thing that every driver does. They run in order and hand on what they made. */
export interface ContractStep {
  title: string;
  /** What the driver must be able to do; declared as lacking, the step must not work. */
  needs?: { side: 'sender' | 'receiver'; ability: Ability };
  run(world: World): Promise<void>;
}

interface Side extends ContractSide {
  session: CloudSession;
  address: string;
}

/** What the steps of one run share. */
interface World {
  sender: Side;
  receiver: Side;
  tag: string;
  file?: Shared;
  folder?: Shared;
}

interface Shared {
  path: string;
  sent: SentShare;
  received: ReceivedShare;
  content: Uint8Array;
}

/** Every byte value, and a length that is no multiple of anything: what a driver moves must arrive as it was. */
const BYTES = Uint8Array.from({ length: 1_027 }, (_, index) => index % 256);

/** Opens both sides: they are logged in once, as in a journey. */
export async function openContract({ sender, receiver }: ContractClouds): Promise<World> {
  const open = async (side: ContractSide): Promise<Side> => {
    const session = await side.cloud.open(side.account);
    return { ...side, session, address: await session.address() };
  };
  return { sender: await open(sender), receiver: await open(receiver), tag: `c${randomBytes(4).toString('hex')}` };
}

/** Whether a step is expected to work: its ability is not declared as lacking. */
export function isClaimed(step: ContractStep, world: World): boolean {
  return step.needs === undefined || world[step.needs.side].cloud.traits.lacks[step.needs.ability] === undefined;
}

/** Runs one step; a step that is declared as lacking fails when it works after all. */
export async function runStep(step: ContractStep, world: World): Promise<void> {
  if (isClaimed(step, world)) return step.run(world);
  const worked = await step.run(world).then(
    () => true,
    () => false,
  );
  if (worked) throw new Error(`"${step.title}" works, and the driver declares ${step.needs?.ability} as lacking`);
}

/** The contract of every driver, in order. `doctor` names the first step that no longer holds. */
export const CONTRACT: readonly ContractStep[] = [
  {
    title: 'a wrong password is refused with code login-refused',
    async run({ sender }) {
      const wrong = { user: sender.account.user, password: `not-${sender.account.password}` };
      const error: unknown = await sender.cloud.open(wrong).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      same('code of the error', error instanceof InteropError ? error.code : String(error), 'login-refused');
    },
  },
  {
    title: 'the address is name@host',
    async run({ sender, receiver }) {
      for (const { address } of [sender, receiver])
        same(`"${address}" is name@host`, /^.+@[^@/\s]+$/.test(address), true);
    },
  },
  {
    title: 'an own file is written, read back and overwritten',
    async run({ sender: { session }, tag }) {
      const path = `/${tag}-own.bin`;
      await session.putFile(path, BYTES);
      sameBytes('file as read back', await session.readFile(path), BYTES);
      await session.putFile(path, text('second'));
      sameBytes('overwritten file', await session.readFile(path), text('second'));
      await session.remove(path);
      same('removed file', await session.readFile(path), undefined);
      await session.remove(path);
    },
  },
  {
    title: 'a folder lists the names in it, and what is not there is undefined',
    async run({ sender: { session }, tag }) {
      const folder = `/${tag}-own folder`;
      await session.makeFolder(folder);
      same('names in a new folder', await session.list(folder), []);
      await session.putFile(`${folder}/ä & b.txt`, text('inside'));
      same('names', await session.list(folder), ['ä & b.txt']);
      sameBytes('file in the folder', await session.readFile(`${folder}/ä & b.txt`), text('inside'));
      await session.remove(folder);
      same('removed folder', await session.list(folder), undefined);
      same('file in it', await session.readFile(`${folder}/ä & b.txt`), undefined);
    },
  },
  {
    title: 'a shared file arrives, is accepted and read',
    async run(world) {
      world.file = await sharedFile(world, 'file', 'read');
      const { received, content } = world.file;
      sameBytes('received file', await world.receiver.session.readReceived(received), content);
      same('still pending', names(await world.receiver.session.listPending()).includes(received.name), false);
    },
  },
  {
    title: 'changing a read-only file gives a value, and it tells the truth',
    async run({ sender, receiver, file }) {
      const { path, received, content } = made(file);
      const attempt = await receiver.session.writeReceived(received, text('not allowed'));
      const expected = attempt.done ? text('not allowed') : content;
      sameBytes("the owner's file", await sender.session.readFile(path), expected);
      if (!attempt.done) same('a refusal is said', attempt.refusal === '', false);
    },
  },
  {
    title: 'the permission is changed and the file written back',
    needs: { side: 'sender', ability: 'setPermission' },
    async run({ sender, receiver, file }) {
      const { path, sent, received } = made(file);
      await sender.session.setPermission(sent, 'edit');
      await eventually(receiver, 'the file can be changed', async () => {
        const attempt = await receiver.session.writeReceived(received, text('changed'));
        return attempt.done;
      });
      await eventually(sender, 'the change is at the owner', async () =>
        sameAs(await sender.session.readFile(path), text('changed')),
      );
      await sender.session.setPermission(sent, 'read');
    },
  },
  {
    title: 'a shared folder is listed, and files in it are read and created',
    needs: { side: 'receiver', ability: 'createInFolder' },
    async run(world) {
      const { sender, receiver } = world;
      world.folder = await sharedFolder(world);
      const { path, received, content } = world.folder;
      same('names in it', await receiver.session.listInside(received), ['first.txt']);
      sameBytes('file in it', await receiver.session.readReceived(received, 'first.txt'), content);
      same('what is not in it', await receiver.session.readReceived(received, 'absent.txt'), undefined);
      same('creating', await receiver.session.writeReceived(received, BYTES, 'new & ü.bin'), { done: true });
      await eventually(sender, 'the new file is at the owner', async () =>
        sameAs(await sender.session.readFile(`${path}/new & ü.bin`), BYTES),
      );
    },
  },
  {
    title: 'a file in a shared folder is renamed',
    needs: { side: 'receiver', ability: 'rename' },
    async run({ sender, receiver, folder }) {
      const { path, received } = made(folder);
      same('renaming', await receiver.session.renameInside(received, 'first.txt', 'moved.txt'), { done: true });
      await eventually(sender, 'the new name is at the owner', async () => {
        const list = (await sender.session.list(path)) ?? [];
        return list.includes('moved.txt') && !list.includes('first.txt');
      });
    },
  },
  {
    title: 'a file in a shared folder is removed',
    needs: { side: 'receiver', ability: 'remove' },
    async run({ sender, receiver, folder }) {
      const { path, received } = made(folder);
      same('removing', await receiver.session.removeInside(received, 'new & ü.bin'), { done: true });
      await eventually(
        sender,
        'it is gone at the owner',
        async () => !((await sender.session.list(path)) ?? []).includes('new & ü.bin'),
      );
      same('again', (await receiver.session.removeInside(received, 'new & ü.bin')).done, false);
    },
  },
  {
    title: 'a share is declined',
    needs: { side: 'receiver', ability: 'decline' },
    async run(world) {
      const { receiver, sender } = world;
      const path = `/${world.tag}-declined.txt`;
      await sender.session.putFile(path, text('declined'));
      await sender.session.share(path, receiver.address, 'read');
      const pending = await arrived(world, path.slice(1));
      await receiver.session.decline(pending);
      await gone(world, pending.name);
    },
  },
  {
    title: 'a share is left, and its owner keeps the file',
    needs: { side: 'receiver', ability: 'leave' },
    async run(world) {
      const { path, received, content } = await sharedFile(world, 'left', 'read');
      await world.receiver.session.leave(received);
      await gone(world, received.name);
      sameBytes("the owner's file", await world.sender.session.readFile(path), content);
    },
  },
  {
    title: 'a share is taken back',
    needs: { side: 'sender', ability: 'unshare' },
    async run(world) {
      const { path, sent, received } = made(world.file);
      same(
        'shares of the file',
        (await world.sender.session.listSent(path)).map(({ id }) => id),
        [sent.id],
      );
      await world.sender.session.unshare(sent);
      same('shares of the file after', await world.sender.session.listSent(path), []);
      await gone(world, received.name);
      same('reading it', await world.receiver.session.readReceived(received), undefined);
    },
  },
  {
    title: 'everything made is removed',
    async run({ sender: { session }, tag }) {
      for (const name of (await session.list('/')) ?? []) if (name.startsWith(tag)) await session.remove(`/${name}`);
      same(
        'what is left',
        ((await session.list('/')) ?? []).filter((name) => name.startsWith(tag)),
        [],
      );
    },
  },
];

/** Registers the contract as Playwright tests: call it from a test file, once per driver and way. */
export function driverContract(title: string, makeClouds: () => Promise<ContractClouds>): void {
  test.describe
    .serial(title, () => {
      let clouds: ContractClouds | undefined;
      let world: World;
      test.beforeAll(async () => {
        clouds = await makeClouds();
        world = await openContract(clouds);
      });
      test.afterAll(async () => {
        await clouds?.close();
      });
      for (const step of CONTRACT) {
        test(step.title, async () => {
          await runStep(step, world);
        });
      }
    });
}

async function sharedFile(world: World, kind: string, permission: Permission): Promise<Shared> {
  const name = `${world.tag}-${kind}.txt`;
  await world.sender.session.putFile(`/${name}`, text(kind));
  return handOver(world, name, permission, text(kind));
}

async function sharedFolder(world: World): Promise<Shared> {
  const name = `${world.tag}-folder`;
  await world.sender.session.makeFolder(`/${name}`);
  await world.sender.session.putFile(`/${name}/first.txt`, text('first'));
  return handOver(world, name, 'edit', text('first'));
}

async function handOver(world: World, name: string, permission: Permission, content: Uint8Array): Promise<Shared> {
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

function arrived({ receiver }: World, name: string): Promise<ReceivedShare> {
  const { session, traits } = { ...receiver, ...receiver.cloud };
  return eventually(receiver, `${name} arrives`, async () =>
    (traits.acceptStep ? await session.listPending() : await session.listReceived()).find((each) => each.name === name),
  );
}

async function gone({ receiver }: World, name: string): Promise<void> {
  await eventually(
    receiver,
    `${name} is gone`,
    async () =>
      !names([...(await receiver.session.listPending()), ...(await receiver.session.listReceived())]).includes(name),
  );
}

/** Looks again until it is so, for as long as the product says that changes may take. */
async function eventually<T>(side: Side, what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const within = side.cloud.traits.changeVisibleWithin;
  for (const until = Date.now() + within; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > until) throw new Error(`${side.account.user}: not within ${within} ms: ${what}`);
  }
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const names = (shares: readonly ReceivedShare[]): string[] => shares.map(({ name }) => name);

function sameAs(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

function made(shared: Shared | undefined): Shared {
  if (!shared) throw new Error('an earlier step did not make the share that this one works on');
  return shared;
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected))
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`);
}

function sameBytes(what: string, actual: Uint8Array | undefined, expected: Uint8Array): void {
  if (!sameAs(actual, expected))
    throw new Error(
      `${what}: expected ${expected.length} bytes, got ${actual ? `${actual.length} other ones` : 'none'}`,
    );
}
