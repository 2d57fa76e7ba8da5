import type { Flow, FlowContext, Side } from '../../fixtures/flow.js';
import { Unreachable } from '../../fixtures/flow-outcome.js';
import { acceptShare, appeared, same, unreadable } from './steps.js';

/** Q: a file is shared with two people, and the share of one is taken back; it passes when only the other still reads it. */
export const twoSharees: Flow = {
  letter: 'Q',
  set: 'life',
  name: 'two-sharees',
  title: 'One of two people loses the share, the other still reads',
  needs: ['S'],
  sends: 2,
  abilities: { sender: ['unshare'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const other = await secondPerson(ctx);
    const name = ctx.name('both', 'txt');
    const path = `/${name}`;
    const content = Buffer.from(`${name}: for two\n`);
    ctx.cleanup(sender, `file ${path}`, () => sender.session.remove(path));
    await ctx.step(sender, `puts ${name}`, () => sender.session.putFile(path, content));
    const first = await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, 'read'),
    );
    await ctx.step(sender, `shares ${name} with ${other.address}`, () =>
      sender.session.share(path, other.address, 'read'),
    );
    const taken = await acceptShare(ctx, await appeared(ctx, name));
    const kept = await acceptShare(ctx, await appeared(ctx, name, other), other);
    for (const [side, share] of [
      [receiver, taken],
      [other, kept],
    ] as const) {
      const bytes = await ctx.step(side, `reads ${name}`, () => side.session.readReceived(share));
      if (!same(bytes, content))
        return ctx.fail(
          `${side.account.user} at ${side.id} reads the ${content.length} bytes of ${name}`,
          bytes ? `${bytes.length} other bytes` : 'it cannot be read',
        );
    }
    await ctx.step(sender, `takes the share with ${receiver.address} back`, () => sender.session.unshare(first));
    await unreadable(ctx, taken);
    const still = await ctx.step(other, `still reads ${name}`, () => other.session.readReceived(kept));
    if (!same(still, content))
      ctx.fail(
        `${other.account.user} at ${other.id} still reads ${name} when another one's share was taken back`,
        still ? `${still.length} other bytes` : 'it can no longer be read',
      );
    ctx.note(`the other one is ${other.account.user} at ${other.id}`);
  },
};

/** Somebody else of the receiver's server; where its profile names nobody, a third server's person. */
async function secondPerson(ctx: FlowContext): Promise<Side> {
  try {
    return await ctx.another(ctx.receiver);
  } catch (error) {
    if (error instanceof Unreachable) return ctx.third();
    throw error;
  }
}
