import type { FlowContext } from '../../fixtures/flow.js';
import type { ReceivedShare } from '../../targets/cloud.js';

/** Waits until the receiver's person sees the share: waiting for a gesture where the product has one, else among the received ones. */
export function appeared(ctx: FlowContext, name: string): Promise<ReceivedShare> {
  const { receiver } = ctx;
  return ctx.eventually(receiver, `sees ${name} arrive`, async () => {
    const shares = receiver.cloud.traits.acceptStep
      ? await receiver.session.listPending()
      : await receiver.session.listReceived();
    return shares.find((share) => share.name === name);
  });
}

/** Accepts where the product has that step, and waits until the share is among the received ones. */
export async function acceptShare(ctx: FlowContext, share: ReceivedShare): Promise<ReceivedShare> {
  const { receiver } = ctx;
  if (receiver.cloud.traits.acceptStep)
    await ctx.step(receiver, `accepts ${share.name}`, () => receiver.session.accept(share));
  return ctx.eventually(receiver, `has ${share.name} among the received shares`, async () =>
    (await receiver.session.listReceived()).find((each) => each.name === share.name),
  );
}

/** Waits until the share is in neither list of the receiver. */
export async function gone(ctx: FlowContext, name: string): Promise<void> {
  const { receiver } = ctx;
  await ctx.eventually(receiver, `no longer sees ${name}`, async () => {
    const pending = await receiver.session.listPending();
    const received = await receiver.session.listReceived();
    return ![...pending, ...received].some((share) => share.name === name);
  });
}

/** Waits until the sender's own file holds these bytes. */
export async function senderHas(ctx: FlowContext, path: string, content: Uint8Array): Promise<void> {
  const { sender } = ctx;
  await ctx.eventually(sender, `finds the new bytes in ${path}`, async () =>
    same(await sender.session.readFile(path), content),
  );
}

export function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;
}
