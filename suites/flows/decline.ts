import type { Flow } from '../../fixtures/flow.js';
import { appeared, gone } from './steps.js';

/** D: the receiver declines a share of its own; it passes when neither side holds on to it. */
export const decline: Flow = {
  letter: 'D',
  set: 'core',
  name: 'decline',
  title: 'The receiver declines',
  needs: [],
  sends: 1,
  abilities: { receiver: ['decline'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const name = ctx.name('declined', 'txt');
    const path = `/${name}`;
    ctx.cleanup(sender, `file ${path}`, () => sender.session.remove(path));
    await ctx.step(sender, `puts ${name}`, () => sender.session.putFile(path, Buffer.from('not wanted\n')));
    await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, 'read'),
    );
    const share = await appeared(ctx, name);
    await ctx.step(receiver, `declines ${name}`, () => receiver.session.decline(share));
    await gone(ctx, name);
    const kept = await ctx.step(sender, `still has ${name}`, () => sender.session.readFile(path));
    if (!kept) ctx.fail('the owner keeps the file', 'the file is gone at the owner');
    if (sender.cloud.traits.dropsDeclined) {
      await ctx.eventually(
        sender,
        `no longer shows the share of ${name}`,
        async () => (await sender.session.listSent(path)).length === 0,
      );
    }
  },
};
