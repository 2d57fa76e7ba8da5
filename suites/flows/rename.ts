import type { Flow } from '../../fixtures/flow.js';

/** M: the receiver renames a file in the shared folder; it passes when the owner lists the new name and not the old one. */
export const rename: Flow = {
  letter: 'M',
  set: 'core',
  name: 'rename',
  title: 'The receiver renames a file in the folder',
  needs: ['N'],
  sends: 0,
  asks: ['edit'],
  abilities: { receiver: ['rename'] },
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const folder = state.folder;
    const share = folder?.received;
    if (!folder || !share) return ctx.fail('an accepted folder', 'no folder');
    const attempt = await ctx.step(receiver, 'renames added.txt to renamed.txt', () =>
      receiver.session.renameInside(share, 'added.txt', 'renamed.txt'),
    );
    if (!attempt.done) return ctx.fail('a file in a folder shared for editing can be renamed', attempt.refusal);
    await ctx.eventually(sender, 'lists renamed.txt instead of added.txt', async () => {
      const names = await sender.session.list(folder.path);
      return names?.includes('renamed.txt') && !names.includes('added.txt');
    });
  },
};
