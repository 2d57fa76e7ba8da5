import type { Flow } from '../../fixtures/flow.js';

/** X: the receiver deletes a file in the shared folder; it passes when the owner no longer has it and still has the rest. */
export const deleteInside: Flow = {
  letter: 'X',
  set: 'core',
  name: 'delete',
  title: 'The receiver deletes a file in the folder',
  needs: ['F'],
  sends: 0,
  asks: ['edit'],
  abilities: { receiver: ['remove'] },
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const folder = state.folder;
    const share = folder?.received;
    if (!folder || !share) return ctx.fail('an accepted folder', 'no folder');
    const path = `${folder.path}/doomed.txt`;
    await ctx.step(sender, 'puts doomed.txt into the folder', () =>
      sender.session.putFile(path, Buffer.from('to be deleted\n')),
    );
    await ctx.eventually(receiver, 'sees doomed.txt', async () =>
      (await receiver.session.listInside(share))?.includes('doomed.txt'),
    );
    const attempt = await ctx.step(receiver, 'deletes doomed.txt', () =>
      receiver.session.removeInside(share, 'doomed.txt'),
    );
    if (!attempt.done) return ctx.fail('a file in a folder shared for editing can be deleted', attempt.refusal);
    await ctx.eventually(sender, 'no longer has doomed.txt but still first.txt', async () => {
      const names = await sender.session.list(folder.path);
      return names?.includes('first.txt') && !names.includes('doomed.txt');
    });
  },
};
