import type { Flow, FlowContext } from '../../fixtures/flow.js';
import { authorityOf } from '../../protocol/address.js';
import { refusalOf, whileChanged } from './changed-server.js';
import { handedOver, isListed, leaveAfterwards, ownFile, readsBytes } from './objects.js';
import { appeared } from './steps.js';

/** A file that was to be refused, and what its owner was told. */
interface Try {
  name: string;
  when: string;
  refusal: string | undefined;
}

/**
 * Tl: the receiver's server takes shares only from servers on its list; it passes when one of the sender is refused before its server is
 * on the list, read while it is, and refused again after it was taken off.
 */
export const listedServers: Flow = {
  letter: 'Tl',
  set: 'policy',
  name: 'listed-servers',
  title: 'A server that takes shares only from listed servers refuses, takes in and refuses again',
  needs: ['S'],
  sends: 4,
  alone: true,
  twoServers: true,
  hooks: { receiver: ['limit', 'unlimit'] },
  abilities: {},
  async run(ctx) {
    const { sender, receiver } = ctx;
    const origin = `https://${authorityOf(sender.address) ?? ''}`;
    for (const action of ['limit', 'unlimit'] as const)
      if (!ctx.hasHook(receiver, action)) await ctx.hook(receiver, action);
    const tries: Try[] = [];
    const words = { change: 'takes shares from no server', restore: 'takes shares from every server again' };
    const acts = { change: () => ctx.hook(receiver, 'limit'), restore: () => ctx.hook(receiver, 'unlimit') };
    await whileChanged(ctx, receiver, words, acts, async () => {
      tries.push(await tried(ctx, 'before'));
      await ctx.hook(receiver, 'limit', { to: origin });
      const file = await handedOver(ctx, 'listed', 'read');
      await readsBytes(ctx, file.received, file.content);
      await ctx.hook(receiver, 'limit');
      tries.push(await tried(ctx, 'after'));
    });
    // A share that is sent afterwards and arrives tells that an earlier one would be there, too.
    const later = await ownFile(ctx, 'from-all-again');
    leaveAfterwards(ctx, later.name);
    await ctx.step(sender, `shares ${later.name} with ${receiver.address}`, () =>
      sender.session.share(later.path, receiver.address, 'read'),
    );
    await appeared(ctx, later.name);
    for (const each of tries) await judge(ctx, each);
  },
};

async function tried(ctx: FlowContext, when: 'before' | 'after'): Promise<Try> {
  const { sender, receiver } = ctx;
  const { name, path } = await ownFile(ctx, `${when}-it-was-listed`);
  leaveAfterwards(ctx, name);
  const refusal = await refusalOf(
    ctx.step(sender, `tries to share ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, 'read'),
    ),
  );
  return { name, when, refusal };
}

async function judge(ctx: FlowContext, { name, when, refusal }: Try): Promise<void> {
  const { receiver } = ctx;
  if (await ctx.step(receiver, `looks for ${name}`, () => isListed(receiver, name)))
    return ctx.fail(
      `nothing of a server arrives ${when} it is on the list`,
      refusal === undefined ? 'the share was sent and arrived' : 'the sender was refused, and the share arrived',
    );
  if (refusal === undefined)
    return ctx.fail('the sender is told that the share was refused', 'the product reports success');
  if (when === 'before') ctx.note(`the sender is told: ${refusal}`);
}
