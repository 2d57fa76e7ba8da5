import type { CheckContext } from '../../../fixtures/check.js';
import { forget, meet } from '../../../fixtures/met.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import { demandsInvite } from '../../../peer/host/criteria.js';

/**
 * Where a target takes shares only from people whom its own have met, has the recipient meet an account of ours. Does nothing elsewhere,
 * or where nobody can act at the target; what comes of it is seen by the share.
 */
export async function introduce(ctx: CheckContext, user: string): Promise<void> {
  if (ctx.cloud && ctx.accountAt(0) && demandsInvite(ctx.target.document)) await meetAt(ctx, ctx.host, user);
}

/** Where people of the target share only with whom they have met, has the one who is going to share meet an account of ours. */
export async function introduceRecipient(ctx: CheckContext, host: PeerHostInfo, user: string): Promise<void> {
  if (ctx.cloud?.traits.sharesWithMet) await meetAt(ctx, host, user);
}

async function meetAt(ctx: CheckContext, host: PeerHostInfo, user: string): Promise<void> {
  await meet(await ctx.session(0), { peer: ctx.peer, host, user }, ctx.target.authority);
  ctx.cleanup(`contact ${user} at the target`, () => dropContact(ctx, user));
}

/** Removes an account of ours from the contacts of whoever met it, where the product can. */
export async function dropContact(ctx: CheckContext, user: string): Promise<void> {
  for (const index of [0, 1]) {
    if (!ctx.accountAt(index)) return;
    await forget(await ctx.session(index), user);
  }
}
