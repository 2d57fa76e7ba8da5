import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { notApplicable } from '../../../fixtures/check.js';

/** Its messages come after gestures of either side: what the receiver's side sends is there also when nothing is shared. */
const OF_EITHER_SIDE = 'sent-notification/';

/**
 * For a product that only receives: its driver declares that its people share nothing with other servers, with the source.
 * Some drivers know that once somebody has logged in.
 */
export async function sharesNothing(ctx: CheckContext): Promise<Outcome | undefined> {
  if (!ctx.cloud) return undefined;
  await ctx.session(0);
  const lack = ctx.cloud.traits.lacks.share;
  return lack && notApplicable(lack.source);
}

/** A check of what the target sends: not applicable where it sends nothing by declaration. */
export function ifItShares(check: Check): Check {
  if (!check.needs.includes('send') || check.id.startsWith(OF_EITHER_SIDE)) return check;
  return { ...check, run: async (ctx) => (await sharesNothing(ctx)) ?? check.run(ctx) };
}
