import type { Flow, FlowContext } from '../../fixtures/flow.js';
import { ZOO } from '../../fixtures/zoo.js';
import type { ReceivedShare } from '../../targets/cloud.js';
import {
  isSameName,
  nameOf,
  putEach,
  readAndWriteBack,
  recognised,
  type Specimen,
  specimensIn,
  untilEach,
  withEach,
} from './specimens.js';
import { acceptShare, appeared } from './steps.js';

/** Z: a shared folder holds files with unusual names; it passes when the receiver sees and reads each, and changes it where people can. */
export const namesInFolder: Flow = {
  letter: 'Z',
  set: 'zoo',
  name: 'names-in-folder',
  title: 'Files with unusual names in a shared folder are shown, read and written back',
  needs: ['S'],
  sends: 1,
  asks: ['folder', 'edit'],
  abilities: {},
  async run(ctx) {
    const { sender, receiver } = ctx;
    const name = ctx.name('zoo');
    const folder = `/${name}`;
    const all = specimensIn(ctx, name, folder);
    ctx.cleanup(sender, `folder ${folder}`, () => sender.session.remove(folder));
    await ctx.step(sender, `makes folder ${name}`, () => sender.session.makeFolder(folder));
    await putEach(ctx, all, folder);
    await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(folder, receiver.address, 'edit'),
    );
    const share = await acceptShare(ctx, await appeared(ctx, name));
    await untilEach(ctx, receiver, all, 'sees all names in the folder', 'not shown', async (wanted) => {
      const names = (await receiver.session.listInside(share)) ?? [];
      const shown = names.map((inside) => ({
        name: inside,
        read: () => receiver.session.readReceived(share, inside),
        write: (content: Uint8Array) => receiver.session.writeReceived(share, content, inside),
      }));
      return recognised(wanted, shown);
    });
    await readAndWriteBack(ctx, all);
  },
};

/** Zs: files with unusual names are shared one by one; it passes when the receiver sees and reads each, and changes it where people can. */
export const namesOfShares: Flow = {
  letter: 'Zs',
  set: 'zoo',
  name: 'names-of-shares',
  title: 'Shared files with unusual names arrive, are read and written back',
  needs: ['S'],
  sends: ZOO.files,
  asks: ['edit'],
  abilities: {},
  async run(ctx) {
    const { sender, receiver } = ctx;
    const all = specimensIn(ctx, ctx.name('zoo'), '');
    for (const each of all) ctx.cleanup(sender, `file ${each.own}`, () => sender.session.remove(each.own));
    await putEach(ctx, all, '');
    await withEach(ctx, sender, all, 'shares a file', async (each) => {
      await sender.session.share(each.own, receiver.address, 'edit');
      return undefined;
    });
    if (receiver.cloud.traits.acceptStep) await acceptEach(ctx, all);
    await untilEach(ctx, receiver, all, 'has all files among the received shares', 'not shown', async (wanted) => {
      const shown = (await receiver.session.listReceived()).map((share) => ({
        name: share.name,
        read: () => receiver.session.readReceived(share),
        write: (content: Uint8Array) => receiver.session.writeReceived(share, content),
      }));
      return recognised(wanted, shown);
    });
    await readAndWriteBack(ctx, all);
  },
};

async function acceptEach(ctx: FlowContext, all: readonly Specimen[]): Promise<void> {
  const { receiver } = ctx;
  const waiting = new Map<Specimen, ReceivedShare>();
  await untilEach(ctx, receiver, all, 'sees all files arrive', 'did not arrive', async (wanted) => {
    const pending = await receiver.session.listPending();
    for (const each of wanted) {
      const share = pending.find(({ name }) => isSameName(name, nameOf(each.own)));
      if (share) waiting.set(each, share);
    }
    return new Set(waiting.keys());
  });
  await withEach(ctx, receiver, all, 'accepts a file', async (each) => {
    const share = waiting.get(each);
    if (share) await receiver.session.accept(share);
    return undefined;
  });
}
