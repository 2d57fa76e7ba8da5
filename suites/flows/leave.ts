import type { Flow } from '../../fixtures/flow.js';
import { acceptShare, appeared, gone } from './steps.js';

/** L: the receiver leaves a share it had accepted; it passes when it is gone there and the owner keeps the file. */
export const leave: Flow = {
  letter: 'L',
  set: 'core',
  name: 'leave',
  title: 'The receiver leaves an accepted share',
  needs: ['S'],
  sends: 1,
  abilities: { receiver: ['leave'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const name = ctx.name('left', 'txt');
    const path = `/${name}`;
    ctx.cleanup(sender, `file ${path}`, () => sender.session.remove(path));
    await ctx.step(sender, `puts ${name}`, () => sender.session.putFile(path, Buffer.from('for a while\n')));
    await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, 'read'),
    );
    const share = await acceptShare(ctx, await appeared(ctx, name));
    await ctx.step(receiver, `leaves ${name}`, () => receiver.session.leave(share));
    await gone(ctx, name);
    const kept = await ctx.step(sender, `still has ${name}`, () => sender.session.readFile(path));
    if (!kept) ctx.fail('the owner keeps the file', 'the file is gone at the owner');
  },
};
