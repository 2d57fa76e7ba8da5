import { test } from '@playwright/test';
import { InteropError } from '../vocabulary.js';
import { CHANGES } from './contract/changes.js';
import { PARTIES } from './contract/parties.js';
import {
  arrived,
  BYTES,
  type ContractClouds,
  type ContractStep,
  eventually,
  gone,
  isPossible,
  made,
  names,
  openContract,
  same,
  sameAs,
  sameBytes,
  sharedFile,
  sharedFolder,
  succeeded,
  text,
  type World,
} from './contract/world.js';

export type { ContractClouds, ContractSide, ContractStep, World } from './contract/world.js';
export { isPossible, NothingMade, openContract } from './contract/world.js';

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

/** The contract of every driver, in order. `doctor --ui` names the steps that no longer hold. */
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
      succeeded('creating', await receiver.session.writeReceived(received, BYTES, 'new & ü.bin'));
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
      succeeded('renaming', await receiver.session.renameInside(received, 'first.txt', 'moved.txt'));
      await eventually(sender, 'the new name is at the owner', async () => {
        const list = (await sender.session.list(path)) ?? [];
        return list.includes('moved.txt') && !list.includes('first.txt');
      });
    },
  },
  ...CHANGES,
  {
    title: 'a file in a shared folder is removed',
    needs: { side: 'receiver', ability: 'remove' },
    async run({ sender, receiver, folder }) {
      const { path, received } = made(folder);
      succeeded('removing', await receiver.session.removeInside(received, 'new & ü.bin'));
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
  ...PARTIES,
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
          if (!isPossible(step, world)) throw new Error(`nobody is there as ${step.company?.join(', ')}: give them`);
          await runStep(step, world);
        });
      }
    });
}
