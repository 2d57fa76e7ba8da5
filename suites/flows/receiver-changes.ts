import type { Flow } from '../../fixtures/flow.js';
import { noticed, same } from './steps.js';

/** Cf: the receiver makes a folder in the shared folder; it passes when the owner has it, empty. */
export const receiverNewFolder: Flow = {
  letter: 'Cf',
  set: 'life',
  name: 'new-folder',
  title: 'The receiver makes a folder in the folder',
  needs: ['F'],
  sends: 0,
  asks: ['edit'],
  abilities: { receiver: ['makeFolderInside'] },
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const folder = state.folder;
    const share = folder?.received;
    if (!folder || !share) return ctx.fail('an accepted folder', 'no folder');
    const attempt = await ctx.step(receiver, 'makes folder of-receiver in the folder', () =>
      ctx.can(receiver, 'makeFolderInside')(share, 'of-receiver'),
    );
    if (!attempt.done) return ctx.fail('a folder can be made in a folder shared for editing', attempt.refusal);
    await noticed(ctx, sender, 'has folder of-receiver', async (saw) => {
      const names = await sender.session.list(`${folder.path}/of-receiver`);
      saw(names ? `it holds ${names.join(', ')}` : 'there is no such folder');
      return names?.length === 0;
    });
  },
};

/** Cm: the receiver moves a file of the shared folder into a folder in it; it passes when the owner has its bytes there and no longer here. */
export const receiverMoves: Flow = {
  letter: 'Cm',
  set: 'life',
  name: 'move',
  title: 'The receiver moves a file within the folder',
  needs: ['F'],
  sends: 0,
  asks: ['edit'],
  abilities: { receiver: ['moveInside'] },
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const folder = state.folder;
    const share = folder?.received;
    if (!folder || !share) return ctx.fail('an accepted folder', 'no folder');
    const content = Buffer.from(`${ctx.name('moved')}: to be moved by the receiver\n`);
    await ctx.step(sender, 'makes folder shelf and puts book.txt beside it', async () => {
      await sender.session.makeFolder(`${folder.path}/shelf`);
      await sender.session.putFile(`${folder.path}/book.txt`, content);
    });
    await ctx.eventually(receiver, 'sees shelf and book.txt', async (saw) => {
      const names = await receiver.session.listInside(share);
      saw(names ? `the folder lists ${names.join(', ')}` : 'the folder cannot be listed');
      return names?.includes('shelf') && names.includes('book.txt');
    });
    const attempt = await ctx.step(receiver, 'moves book.txt into shelf', () =>
      ctx.can(receiver, 'moveInside')(share, 'book.txt', 'shelf/book.txt'),
    );
    if (!attempt.done) return ctx.fail('a file in a folder shared for editing can be moved', attempt.refusal);
    await noticed(ctx, sender, 'has book.txt in shelf and no longer beside it', async (saw) => {
      const names = await sender.session.list(folder.path);
      const bytes = await sender.session.readFile(`${folder.path}/shelf/book.txt`);
      saw(`the folder lists ${names?.join(', ')}; shelf/book.txt has ${bytes?.length ?? 'no'} bytes`);
      return names?.includes('book.txt') === false && same(bytes, content);
    });
  },
};
