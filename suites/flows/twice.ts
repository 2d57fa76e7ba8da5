import type { Flow, FlowContext } from '../../fixtures/flow.js';
import { StepFailed } from '../../fixtures/flow-outcome.js';
import { ProductRefused } from '../../targets/cloud.js';
import { fullRight } from './objects.js';
import { acceptShare, appeared, same, unreadable } from './steps.js';

/**
 * I: the same file is shared twice with the same person. Products may refuse the second share or let it be the first one again; either way
 * one readable share is left, and taking back what the owner is shown ends access.
 */
export const sharedTwice: Flow = {
  letter: 'I',
  set: 'life',
  name: 'shared-twice',
  title: 'The same file shared twice is one share, and ends as one',
  needs: ['S'],
  sends: 2,
  abilities: { sender: ['unshare'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const name = ctx.name('twice', 'txt');
    const path = `/${name}`;
    const content = Buffer.from(`${name}: shared twice\n`);
    ctx.cleanup(sender, `file ${path}`, () => sender.session.remove(path));
    await ctx.step(sender, `puts ${name}`, () => sender.session.putFile(path, content));
    await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, fullRight(sender)),
    );
    await acceptShare(ctx, await appeared(ctx, name));
    const refusal = await shareAgain(ctx, path);
    if (refusal === undefined) await takeWhatCame(ctx, name);
    const received = await ctx.step(receiver, `looks for ${name}`, async () =>
      (await receiver.session.listReceived()).filter((each) => each.name === name),
    );
    const [share] = received;
    if (!share || received.length > 1)
      return ctx.fail(`${receiver.account.user} has one share of ${name}`, `${received.length} shares of that name`);
    const bytes = await ctx.step(receiver, `reads ${name}`, () => receiver.session.readReceived(share));
    if (!same(bytes, content))
      return ctx.fail(
        `the ${content.length} bytes of ${name} after it was shared twice`,
        bytes ? `${bytes.length} other bytes` : 'it cannot be read',
      );
    const shown = await ctx.step(sender, `looks with whom ${name} is shared`, () => sender.session.listSent(path));
    ctx.note(
      refusal === undefined
        ? `the second share is taken: its owner is shown ${shown.length}, its receiver one`
        : `the second share is refused: ${refusal}`,
    );
    for (const each of shown)
      await ctx.step(sender, `takes the share of ${name} back`, () => sender.session.unshare(each));
    await unreadable(ctx, share);
  },
};

/** Words of the sender's product when it refuses. */
async function shareAgain(ctx: FlowContext, path: string): Promise<string | undefined> {
  const { sender, receiver } = ctx;
  try {
    await ctx.step(sender, `shares ${path} with ${receiver.address} again`, () =>
      sender.session.share(path, receiver.address, fullRight(sender)),
    );
    return undefined;
  } catch (error) {
    if (error instanceof StepFailed && error.cause instanceof ProductRefused) return error.cause.message;
    throw error;
  }
}

/** Accepts what the second share brought, if anything: once a later share is there, it is too. */
async function takeWhatCame(ctx: FlowContext, name: string): Promise<void> {
  const { sender, receiver } = ctx;
  const later = ctx.name('later', 'txt');
  ctx.cleanup(sender, `file /${later}`, () => sender.session.remove(`/${later}`));
  await ctx.step(sender, `shares ${later}`, async () => {
    await sender.session.putFile(`/${later}`, Buffer.from('only tells that all before it has arrived\n'));
    await sender.session.share(`/${later}`, receiver.address, 'read');
  });
  await appeared(ctx, later);
  const pending = await ctx.step(receiver, `looks whether ${name} waits again`, () => receiver.session.listPending());
  for (const share of pending.filter((each) => each.name === name))
    await ctx.step(receiver, `accepts ${name} again`, () => receiver.session.accept(share));
}
