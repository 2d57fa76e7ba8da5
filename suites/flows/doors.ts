import type { Flow } from '../../fixtures/flow.js';
import { leaveAfterwards, ownFile, readsBytes } from './objects.js';
import { appeared } from './steps.js';

/** J: a share is accepted by each door that the product has besides its usual one; it passes when each lets the receiver read the bytes. */
export const furtherDoors: Flow = {
  letter: 'J',
  set: 'life',
  name: 'further-doors',
  title: 'A share is accepted by each further door that the product offers',
  needs: ['S'],
  sends: 1,
  abilities: { receiver: ['acceptBy'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const [usual, ...doors] = receiver.cloud.traits.doors;
    if (doors.length === 0) throw new Error(`${receiver.id} has acceptBy and names no door besides ${usual ?? 'none'}`);
    for (const [at, door] of doors.entries()) {
      const file = await ownFile(ctx, `door-${at + 1}`);
      leaveAfterwards(ctx, file.name);
      await ctx.step(sender, `shares ${file.name} with ${receiver.address}`, () =>
        sender.session.share(file.path, receiver.address, 'read'),
      );
      const share = await appeared(ctx, file.name);
      await ctx.step(receiver, `accepts ${file.name} by ${door}`, () => ctx.can(receiver, 'acceptBy')(door, share));
      const received = await ctx.eventually(receiver, `has ${file.name} among the received shares`, async () =>
        (await receiver.session.listReceived()).find(({ name }) => name === file.name),
      );
      await readsBytes(ctx, received, file.content);
    }
    ctx.note(`accepted by ${doors.join(', ')}`);
  },
};
