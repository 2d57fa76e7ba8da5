import type { Flow } from '../../fixtures/flow.js';
import { unreadable } from './steps.js';

/** U: the owner takes the share back; it passes when the receiver can no longer read it. */
export const unshare: Flow = {
  letter: 'U',
  set: 'core',
  name: 'unshare',
  title: 'The owner takes the share back',
  needs: ['A'],
  sends: 0,
  abilities: { sender: ['unshare'] },
  async run(ctx) {
    const { sender, state } = ctx;
    const file = state.file;
    const share = file?.received;
    if (!file || !share) return ctx.fail('an accepted share', 'no share');
    await ctx.step(sender, `takes the share of ${file.name} back`, () => sender.session.unshare(file.share));
    // A courtesy notification may clean up the receiver's list; access is what the clause is about.
    await unreadable(ctx, share);
    const kept = await ctx.step(sender, `still has ${file.name}`, () => sender.session.readFile(file.path));
    if (!kept) ctx.fail('the owner keeps the file', 'the file is gone at the owner');
  },
};
