import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import { notApplicable, notVerifiable } from '../../../fixtures/check.js';
import type { Ability } from '../../../targets/cloud.js';
import type { ClauseId } from '../../../vocabulary.js';
import { appliesAt, hasCapability } from '../support/in-force.js';

/** Words that servers use: of 1.2.0 and later, of 1.1.0, and one of a deployed product. */
const WORDS = ['invites', '/invite-accepted', 'invite-accepted'];

/** Why nothing about invites is asked of this target; undefined when something is. Having them is free (OCM-INV-036). */
export function withoutInvites(ctx: CheckContext, clauses: readonly ClauseId[]): Outcome | undefined {
  const sources = clauses.map((clause) => appliesAt(ctx, clause));
  const [source] = sources;
  if (source !== undefined && sources.every((each) => each !== undefined)) return notApplicable(source);
  if (WORDS.some((word) => hasCapability(ctx, word))) return undefined;
  return notApplicable('its discovery document lists no invites: neither "invites" nor "/invite-accepted"');
}

/** Why nothing about a page for visitors is asked of this target; each of `alsoIn` has to be in force besides. */
export function withoutPage(
  ctx: CheckContext,
  clauses: readonly ClauseId[],
  ...alsoIn: readonly ClauseId[]
): Outcome | undefined {
  const stopped = withoutInvites(ctx, clauses);
  if (stopped) return stopped;
  const source = alsoIn.map((clause) => appliesAt(ctx, clause)).find((each) => each !== undefined);
  if (source !== undefined) return notApplicable(source);
  if (hasCapability(ctx, 'invite-wayf')) return undefined;
  return notApplicable('its discovery document does not list invite-wayf: it has no page for visitors');
}

/** What the target has and its driver cannot do; undefined when it can. */
export async function undriven(ctx: CheckContext, ...abilities: Ability[]): Promise<Outcome | undefined> {
  await ctx.session(0);
  const lack = abilities.map((ability) => ctx.cloud?.traits.lacks[ability]).find((each) => each !== undefined);
  return lack && notVerifiable(`the target lists invites, and its driver has none: ${lack.source}`);
}
