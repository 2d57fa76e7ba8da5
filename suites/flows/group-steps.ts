import type { FlowContext, JourneyState, Member } from '../../fixtures/flow.js';
import { leaveAfterwards, ownFile, readsBytes } from './objects.js';
import { acceptShare, appeared } from './steps.js';

/** A file of its own, shared with a group of the receiver's server; two members have accepted and read it. */
export async function handOverToGroup(ctx: FlowContext, kind: string): Promise<NonNullable<JourneyState['group']>> {
  const { sender, receiver } = ctx;
  const other = await ctx.another(receiver);
  const group = await ctx.group(receiver, [receiver, other]);
  const file = await ownFile(ctx, kind);
  for (const side of [receiver, other]) leaveAfterwards(ctx, file.name, side);
  const share = await ctx.step(sender, `shares ${file.name} with the group ${group.address}`, () =>
    ctx.can(sender, 'shareWithGroup')(file.path, group.address, 'read'),
  );
  const take = async (side: typeof receiver): Promise<Member> => {
    const received = await acceptShare(ctx, await appeared(ctx, file.name, side), side);
    await readsBytes(ctx, received, file.content, side);
    return { side, received };
  };
  return { ...file, share, first: await take(receiver), second: await take(other) };
}
