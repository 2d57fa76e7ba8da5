import type { Flow, FlowContext } from '../../fixtures/flow.js';
import type { ReceivedShare } from '../../targets/cloud.js';
import { noticed, same } from './steps.js';

/** What the owner does in the shared folder, and how the receiver's folder looks then. Paths are relative to the shared folder. */
interface OwnerChange {
  letter: string;
  name: string;
  title: string;
  abilities?: Flow['abilities'];
  /** A file that the receiver knows before the change. */
  before?: string;
  /** Path of the shared folder at its owner, and bytes for the file that the receiver is to read. */
  act(ctx: FlowContext, folder: string, content: Uint8Array): Promise<void>;
  /** Where the receiver reads the bytes afterwards. */
  reads?: string;
  /** What the receiver lists no more. */
  gone?: string;
}

const CHANGES: readonly OwnerChange[] = [
  {
    letter: 'On',
    name: 'owner-new-file',
    title: 'The receiver sees a file that the owner adds to the folder',
    act: (ctx, folder, content) =>
      ctx.step(ctx.sender, 'puts of-owner.txt into the folder', () =>
        ctx.sender.session.putFile(`${folder}/of-owner.txt`, content),
      ),
    reads: 'of-owner.txt',
  },
  {
    letter: 'Of',
    name: 'owner-new-folder',
    title: 'The receiver sees a folder that the owner adds to the folder, and the file in it',
    act: (ctx, folder, content) =>
      ctx.step(ctx.sender, 'makes folder drawer with inside.txt in the folder', async () => {
        await ctx.sender.session.makeFolder(`${folder}/drawer`);
        await ctx.sender.session.putFile(`${folder}/drawer/inside.txt`, content);
      }),
    reads: 'drawer/inside.txt',
  },
  {
    letter: 'Om',
    name: 'owner-moves-in',
    title: 'The receiver sees a file that the owner moves into the folder',
    abilities: { sender: ['moveOwn'] },
    async act(ctx, folder, content) {
      const { sender } = ctx;
      const name = ctx.name('outside', 'txt');
      ctx.cleanup(sender, `file /${name}`, () => sender.session.remove(`/${name}`));
      await ctx.step(sender, `puts ${name}`, () => sender.session.putFile(`/${name}`, content));
      await ctx.step(sender, `moves ${name} into the folder as moved-in.txt`, () =>
        ctx.can(sender, 'moveOwn')(`/${name}`, `${folder}/moved-in.txt`),
      );
    },
    reads: 'moved-in.txt',
  },
  {
    letter: 'Or',
    name: 'owner-renames',
    title: 'The receiver sees the new name of a file that the owner renames in the folder',
    abilities: { sender: ['moveOwn'] },
    before: 'old-name.txt',
    act: (ctx, folder) =>
      ctx.step(ctx.sender, 'renames old-name.txt to new-name.txt', () =>
        ctx.can(ctx.sender, 'moveOwn')(`${folder}/old-name.txt`, `${folder}/new-name.txt`),
      ),
    reads: 'new-name.txt',
    gone: 'old-name.txt',
  },
  {
    letter: 'Od',
    name: 'owner-deletes',
    title: 'The receiver no longer sees a file that the owner deletes from the folder',
    before: 'old-file.txt',
    act: (ctx, folder) =>
      ctx.step(ctx.sender, 'deletes old-file.txt', () => ctx.sender.session.remove(`${folder}/old-file.txt`)),
    gone: 'old-file.txt',
  },
];

/** On, Of, Om, Or, Od: the owner works on in the shared folder; each passes when the receiver sees it in time, bytes included. */
export const ownerChanges: readonly Flow[] = CHANGES.map((change) => ({
  letter: change.letter,
  set: 'life',
  name: change.name,
  title: change.title,
  needs: ['F'],
  sends: 0,
  abilities: change.abilities ?? {},
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const folder = state.folder;
    const share = folder?.received;
    if (!folder || !share) return ctx.fail('an accepted folder', 'no folder');
    const content = Buffer.from(`${ctx.name(change.name)}: by the owner\n`);
    const { before } = change;
    if (before !== undefined) {
      await ctx.step(sender, `puts ${before} into the folder`, () =>
        sender.session.putFile(`${folder.path}/${before}`, content),
      );
      await ctx.eventually(receiver, `sees ${before}`, async () =>
        (await receiver.session.listInside(share))?.includes(before),
      );
    }
    await change.act(ctx, folder.path, content);
    await receiverSees(ctx, share, change, content);
  },
}));

async function receiverSees(
  ctx: FlowContext,
  share: ReceivedShare,
  { reads, gone }: OwnerChange,
  content: Uint8Array,
): Promise<void> {
  const { receiver } = ctx;
  const top = reads?.split('/')[0];
  const wanted = [reads && `${reads} with the owner's bytes`, gone && `${gone} no more`].filter(Boolean).join(', ');
  await noticed(ctx, receiver, `sees ${wanted}`, async (saw) => {
    const names = await receiver.session.listInside(share);
    saw(names ? `the folder lists ${names.join(', ') || 'nothing'}` : 'the folder cannot be listed');
    if (!names || (gone !== undefined && names.includes(gone)) || (top !== undefined && !names.includes(top)))
      return false;
    if (reads === undefined) return true;
    const bytes = await receiver.session.readReceived(share, reads);
    saw(bytes ? `${reads} has ${bytes.length} other bytes` : `${reads} is listed and cannot be read`);
    return same(bytes, content);
  });
}
