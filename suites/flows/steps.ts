import type { FlowContext, Side } from '../../fixtures/flow.js';
import type { ReceivedShare } from '../../targets/cloud.js';
import type { ClauseId } from '../../vocabulary.js';

/** Waits until a person (the receiver unless told) sees the share: waiting for a gesture where the product has one, else among the received ones. */
export function appeared(ctx: FlowContext, name: string, side: Side = ctx.receiver): Promise<ReceivedShare> {
  return ctx.eventually(side, `sees ${name} arrive`, async (saw) => {
    const shares = side.cloud.traits.acceptStep ? await side.session.listPending() : await side.session.listReceived();
    saw(`no share of that name among the ${shares.length} there`);
    return shares.find((share) => share.name === name);
  });
}

/** Accepts where the product has that step, and waits until the share is among the received ones. */
export async function acceptShare(
  ctx: FlowContext,
  share: ReceivedShare,
  side: Side = ctx.receiver,
): Promise<ReceivedShare> {
  if (side.cloud.traits.acceptStep) await ctx.step(side, `accepts ${share.name}`, () => side.session.accept(share));
  return ctx.eventually(side, `has ${share.name} among the received shares`, async (saw) => {
    const shares = await side.session.listReceived();
    saw(`no share of that name among the ${shares.length} there`);
    return shares.find((each) => each.name === share.name);
  });
}

/** Waits until the share is in neither list of the person. */
export async function gone(ctx: FlowContext, name: string, side: Side = ctx.receiver): Promise<void> {
  await ctx.eventually(side, `no longer sees ${name}`, async (saw) => {
    const pending = await side.session.listPending();
    const received = await side.session.listReceived();
    const still = [...pending, ...received].some((share) => share.name === name);
    if (still) saw('it is still listed');
    return !still;
  });
}

/** Waits until a person can no longer read a share that they had. */
export async function unreadable(
  ctx: FlowContext,
  share: ReceivedShare,
  side: Side = ctx.receiver,
  clauses: readonly ClauseId[] = ['OCM-DAV-017'],
): Promise<void> {
  const probe = async (saw: (words: string) => void): Promise<boolean> => {
    const bytes = await side.session.readReceived(share);
    if (bytes) saw(`it is read, ${bytes.length} bytes`);
    return bytes === undefined;
  };
  await ctx.eventually(side, `can no longer read ${share.name}`, probe, clauses);
}

/** As `ctx.eventually`, and notes how long it took: how soon the other side sees a change is a fact worth knowing when all is well. */
export async function noticed<T>(
  ctx: FlowContext,
  side: Side,
  name: string,
  probe: (saw: (words: string) => void) => Promise<T | undefined | false>,
): Promise<T> {
  const started = Date.now();
  const value = await ctx.eventually(side, name, probe);
  ctx.note(`seen by ${side.account.user} at ${side.id} after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return value;
}

/** Waits until the sender's own file holds these bytes. */
export async function senderHas(ctx: FlowContext, path: string, content: Uint8Array): Promise<void> {
  const { sender } = ctx;
  await ctx.eventually(sender, `finds the new bytes in ${path}`, async (saw) => {
    const bytes = await sender.session.readFile(path);
    saw(bytes ? `${bytes.length} other bytes` : 'there is no such file');
    return same(bytes, content);
  });
}

export function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(Buffer.from(a), Buffer.from(b)) === 0;
}
