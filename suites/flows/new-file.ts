import type { Flow } from '../../fixtures/flow.js';
import { senderHas } from './steps.js';

/** N: the receiver puts a new file into the shared folder; it passes when the owner has its bytes. */
export const newFile: Flow = {
  letter: 'N',
  set: 'core',
  name: 'new-file',
  title: 'The receiver adds a file to the folder',
  needs: ['F'],
  sends: 0,
  asks: ['edit'],
  abilities: { receiver: ['createInFolder'] },
  async run(ctx) {
    const { receiver, state } = ctx;
    const folder = state.folder;
    const share = folder?.received;
    if (!folder || !share) return ctx.fail('an accepted folder', 'no folder');
    const content = Buffer.from(`added to ${folder.name} by the receiver\n`);
    const attempt = await ctx.step(receiver, 'puts added.txt into the folder', () =>
      receiver.session.writeReceived(share, content, 'added.txt'),
    );
    if (!attempt.done) return ctx.fail('a folder shared for editing takes new files', attempt.refusal);
    await senderHas(ctx, `${folder.path}/added.txt`, content);
  },
};
