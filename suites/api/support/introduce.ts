import type { CheckContext } from '../../../fixtures/check.js';
import { demandsInvite } from '../../../peer/host/criteria.js';
import { readInvite } from '../../../protocol/invite-string.js';
import type { Invite } from '../../../targets/abilities.js';
import { ProductRefused, ProductThrottled } from '../../../targets/cloud.js';

/**
 * Where a target takes shares only from people whom its own have met, has the recipient meet an account of ours: through an invite of
 * theirs, else through one of ours. Does nothing elsewhere, or where nobody can act at the target; what comes of it is seen by the share.
 */
export async function introduce(ctx: CheckContext, user: string): Promise<void> {
  if (!ctx.cloud || !ctx.accountAt(0) || !demandsInvite(ctx.target.document)) return;
  const session = await ctx.session(0);
  try {
    if (session.createInvite) {
      const token = tokenIn(await session.createInvite());
      if (token === undefined) return;
      await ctx.peer.acceptInvite(ctx.host.id, { from: user, provider: ctx.target.authority, token });
    } else if (session.acceptInvite) {
      const { text } = await ctx.peer.createInvite(ctx.host.id, { from: user });
      await session.acceptInvite(text);
    } else return;
  } catch (error) {
    if (!(error instanceof ProductRefused) || error instanceof ProductThrottled) throw error;
  }
  ctx.cleanup(`contact ${user} at the target`, () => dropContact(ctx, user));
}

/** Token of an invite, by its string or its link; undefined when neither can be read. */
export const tokenIn = ({ text, link }: Invite): string | undefined => readInvite(text)?.token ?? tokenOf(link);

function tokenOf(link: string | undefined): string | undefined {
  if (link === undefined || !URL.canParse(link)) return undefined;
  return new URL(link).searchParams.get('token') ?? undefined;
}

/** Removes an account of ours from the contacts of whoever met it, where the product can. */
export async function dropContact(ctx: CheckContext, user: string): Promise<void> {
  for (const index of [0, 1]) {
    if (!ctx.accountAt(index)) return;
    const session = await ctx.session(index);
    const met = (await session.listContacts?.())?.find(({ address }) => address.startsWith(`${user}@`));
    if (met) await session.removeContact?.(met);
  }
}
