import type { Flow, FlowContext } from '../../fixtures/flow.js';
import { authorityOf } from '../../protocol/address.js';
import { actOf, refusalOf, whileChanged } from './changed-server.js';
import { isListed, leaveAfterwards, ownFile, readsBytes } from './objects.js';
import { appeared } from './steps.js';

/** T: the receiver's server trusts the sender's; it passes when a share is there without a gesture, and its bytes are read. */
export const trustedServer: Flow = {
  letter: 'T',
  set: 'life',
  name: 'trusted-server',
  title: 'A share from a trusted server is accepted without a gesture',
  needs: ['S'],
  sends: 1,
  alone: true,
  twoServers: true,
  abilities: { receiver: ['administer', 'trust', 'distrust'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const origin = `https://${authorityOf(sender.address) ?? ''}`;
    const [trust, distrust] = [await actOf(ctx, receiver, 'trust'), await actOf(ctx, receiver, 'distrust')];
    const words = { change: `has ${origin} trusted`, restore: `has ${origin} trusted no more` };
    const acts = { change: () => trust(origin), restore: () => distrust(origin) };
    await whileChanged(ctx, receiver, words, acts, async () => {
      const file = await ownFile(ctx, 'trusted');
      leaveAfterwards(ctx, file.name);
      await ctx.step(sender, `shares ${file.name} with ${receiver.address}`, () =>
        sender.session.share(file.path, receiver.address, 'read'),
      );
      const received = await ctx.eventually(receiver, `has ${file.name} without accepting it`, async (saw) => {
        const found = (await receiver.session.listReceived()).find(({ name }) => name === file.name);
        if (!found && (await receiver.session.listPending()).some(({ name }) => name === file.name))
          saw('it waits to be accepted');
        return found;
      });
      await readsBytes(ctx, received, file.content);
    });
  },
};

/** Ti: the receiver's server takes no shares from others; it passes when nothing arrives and the sender is told. */
export const incomingOff: Flow = {
  letter: 'Ti',
  set: 'life',
  name: 'incoming-off',
  title: 'A server that takes no shares refuses one, and the sender is told',
  needs: ['S'],
  sends: 2,
  alone: true,
  abilities: { receiver: ['administer', 'switchIncoming'] },
  async run(ctx) {
    const { receiver } = ctx;
    const turn = await actOf(ctx, receiver, 'switchIncoming');
    const words = { change: 'has incoming shares switched off', restore: 'has incoming shares switched on again' };
    await refusedWhile(ctx, receiver, words, turn);
  },
};

/** To: the sender's server lets nobody share with others; it passes when its product refuses and nothing arrives. */
export const outgoingOff: Flow = {
  letter: 'To',
  set: 'life',
  name: 'outgoing-off',
  title: 'A server that lets nobody share with others refuses to share',
  needs: ['S'],
  sends: 1,
  alone: true,
  abilities: { sender: ['administer', 'switchOutgoing'] },
  async run(ctx) {
    const { sender } = ctx;
    const turn = await actOf(ctx, sender, 'switchOutgoing');
    const words = { change: 'has outgoing shares switched off', restore: 'has outgoing shares switched on again' };
    await refusedWhile(ctx, sender, words, turn);
  },
};

async function refusedWhile(
  ctx: FlowContext,
  changed: FlowContext['sender'],
  words: { change: string; restore: string },
  turn: (on: boolean) => Promise<void>,
): Promise<void> {
  const { sender, receiver } = ctx;
  const file = await ownFile(ctx, 'refused');
  leaveAfterwards(ctx, file.name);
  let refusal: string | undefined;
  await whileChanged(ctx, changed, words, { change: () => turn(false), restore: () => turn(true) }, async () => {
    refusal = await refusalOf(
      ctx.step(sender, `tries to share ${file.name} with ${receiver.address}`, () =>
        sender.session.share(file.path, receiver.address, 'read'),
      ),
    );
  });
  // A share that is sent afterwards and arrives tells that an earlier one would be there, too.
  const later = await ownFile(ctx, 'allowed-again');
  leaveAfterwards(ctx, later.name);
  await ctx.step(sender, `shares ${later.name} with ${receiver.address}`, () =>
    sender.session.share(later.path, receiver.address, 'read'),
  );
  await appeared(ctx, later.name);
  if (await ctx.step(receiver, `looks for ${file.name}`, () => isListed(receiver, file.name)))
    return ctx.fail(
      `nothing arrives while ${changed.id} ${words.change}`,
      refusal === undefined ? 'the share was sent and arrived' : 'the sender was refused, and the share arrived',
    );
  if (refusal === undefined)
    return ctx.fail('the sender is told that the share was refused', 'the product reports success');
  ctx.note(`the sender is told: ${refusal}`);
}
