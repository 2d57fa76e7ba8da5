import type { Flow } from '../../fixtures/flow.js';
import { leaveAfterwards, ownFile, readsBytes } from './objects.js';
import { acceptShare, appeared } from './steps.js';

/** K: a visitor of a public link has it added to their own cloud; it passes when the receiver accepts it and reads the bytes. */
export const saveLink: Flow = {
  letter: 'K',
  set: 'life',
  name: 'save-link',
  title: 'A public link is added to the receiver’s cloud and read there',
  needs: [],
  sends: 1,
  abilities: { sender: ['makeLink', 'saveLink'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const file = await ownFile(ctx, 'linked');
    leaveAfterwards(ctx, file.name);
    const link = await ctx.step(sender, `makes a public link to ${file.name}`, () =>
      ctx.can(sender, 'makeLink')(file.path, 'read'),
    );
    await ctx.step(sender, `shows a visitor the link, who adds it to ${receiver.address}`, async () => {
      if (!sender.cloud.saveLink) throw new Error('the driver neither has saveLink nor declares it as lacking');
      await sender.cloud.saveLink(link, receiver.address);
    });
    const received = await acceptShare(ctx, await appeared(ctx, file.name));
    await readsBytes(ctx, received, file.content);
  },
};
