import type { Flow } from '../../fixtures/flow.js';
import { handOverToGroup } from './group-steps.js';
import { isListed, leaveAfterwards, ownFile, readsBytes } from './objects.js';
import { acceptShare, appeared, gone, unreadable } from './steps.js';

/** G: a file is shared with a group of the receiver's server; it passes when two members each accept it and read its bytes. */
export const groupShare: Flow = {
  letter: 'G',
  set: 'life',
  name: 'group-share',
  title: 'A file is shared with a group, two members accept and read it',
  needs: ['S'],
  sends: 1,
  abilities: { sender: ['shareWithGroup'], receiver: ['receiveForGroup'] },
  async run(ctx) {
    ctx.state.group = await handOverToGroup(ctx, 'group');
  },
};

/** Gm: one member leaves the group's share, another declines the next one; it passes when the other keeps both. */
export const groupMemberLeaves: Flow = {
  letter: 'Gm',
  set: 'life',
  name: 'group-member-leaves',
  title: 'A member leaves or declines what a group was given, and the others keep it',
  needs: ['G'],
  sends: 1,
  abilities: { sender: ['shareWithGroup'], receiver: ['receiveForGroup', 'leave', 'decline'] },
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const group = state.group;
    if (!group) return ctx.fail('a file shared with a group', 'no share');
    const { first, second, name, content, path } = group;
    await ctx.step(receiver, `leaves ${name}`, () => receiver.session.leave(first.received));
    await ctx.eventually(receiver, `no longer has ${name} among the received shares`, async (saw) => {
      saw('it is still among them');
      return !(await receiver.session.listReceived()).some((share) => share.name === name);
    });
    if (await ctx.step(receiver, `looks whether ${name} waits again`, () => isListed(receiver, name)))
      ctx.note('what a member has left waits for that member again');
    await readsBytes(ctx, second.received, content, second.side);
    const still = await ctx.step(sender, `looks with whom ${name} is shared`, () => sender.session.listSent(path));
    if (still.length === 0)
      return ctx.fail('the owner still shares with the group when one member has left', 'the owner shares with nobody');

    const members = await ctx.group(receiver, [receiver, second.side]);
    const file = await ownFile(ctx, 'declined');
    for (const side of [receiver, second.side]) leaveAfterwards(ctx, file.name, side);
    await ctx.step(sender, `shares ${file.name} with the group ${members.address}`, () =>
      ctx.can(sender, 'shareWithGroup')(file.path, members.address, 'read'),
    );
    const unwanted = await appeared(ctx, file.name);
    const wanted = await appeared(ctx, file.name, second.side);
    await ctx.step(receiver, `declines ${file.name}`, () => receiver.session.decline(unwanted));
    const kept = await acceptShare(ctx, wanted, second.side);
    await readsBytes(ctx, kept, file.content, second.side);
    await gone(ctx, file.name);
  },
};

/** Gu: the owner takes a group's share back; it passes when no member can read it any more. */
export const groupUnshare: Flow = {
  letter: 'Gu',
  set: 'life',
  name: 'group-unshare',
  title: 'The owner takes back what a group was given, and no member reads it',
  needs: ['G'],
  sends: 1,
  abilities: { sender: ['shareWithGroup', 'unshare'], receiver: ['receiveForGroup'] },
  async run(ctx) {
    const { sender } = ctx;
    const { share, path, name, first, second } = await handOverToGroup(ctx, 'taken-back');
    await ctx.step(sender, `takes the share of ${name} with the group back`, () => sender.session.unshare(share));
    for (const { received, side } of [first, second]) await unreadable(ctx, received, side);
    const kept = await ctx.step(sender, `still has ${name}`, () => sender.session.readFile(path));
    if (!kept) return ctx.fail('the owner keeps the file', 'the file is gone at the owner');
    for (const { side } of [first, second])
      if (await ctx.step(side, `looks whether ${name} is still listed`, () => isListed(side, name)))
        ctx.note(`${side.account.user} at ${side.id} still has it in a list`);
  },
};
