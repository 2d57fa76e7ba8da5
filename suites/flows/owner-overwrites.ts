import type { Flow } from '../../fixtures/flow.js';
import { noticed, same } from './steps.js';

/** Oo: the owner overwrites the shared file, which the receiver has read before; it passes when the receiver reads the new bytes in time. */
export const ownerOverwrites: Flow = {
  letter: 'Oo',
  set: 'life',
  name: 'owner-overwrites',
  title: 'The receiver reads what the owner has written over the file',
  needs: ['R'],
  sends: 0,
  abilities: {},
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const file = state.file;
    const share = file?.received;
    if (!file || !share) return ctx.fail('an accepted share', 'no share');
    // Longer than before: what a cache believes about the size shows, too.
    const content = Buffer.from(`${file.name}: written over by the owner, and longer than anything before it\n`);
    await ctx.step(sender, `overwrites ${file.name}`, () => sender.session.putFile(file.path, content));
    file.content = content;
    await noticed(ctx, receiver, `reads the new bytes of ${file.name}`, async (saw) => {
      const bytes = await receiver.session.readReceived(share);
      saw(bytes ? `${bytes.length} bytes that are not the ${content.length} new ones` : 'the file cannot be read');
      return same(bytes, content);
    });
  },
};
