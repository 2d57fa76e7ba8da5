import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import { notVerifiable } from '../../../fixtures/check.js';
import { tokenIn } from '../../../fixtures/met.js';
import type { OutgoingAcceptance } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { Invite } from '../../../targets/abilities.js';
import { answerInWords, inconclusive, isSuccess } from '../support/answer.js';
import { refusesUs } from '../support/deliver.js';
import { dropContact } from '../support/introduce.js';
import { undriven } from './claims.js';

/** An invite that somebody at the target made for one check. */
export interface Given {
  invite: Invite;
  token: string;
}

export const isGiven = (value: Given | Outcome): value is Given => 'token' in value;

/** Has a person at the target make an invite; an outcome when that cannot be had. */
export async function given(
  ctx: CheckContext,
  options: { index?: number; ends?: Date } = {},
): Promise<Given | Outcome> {
  const stopped = await undriven(ctx, 'createInvite');
  if (stopped) return stopped;
  const session = await ctx.session(options.index ?? 0);
  const invite = await session.createInvite?.(options.ends);
  if (!invite) return notVerifiable('the driver of the target makes no invites');
  const token = tokenIn(invite);
  if (token !== undefined) return { invite, token };
  return {
    kind: 'blocked',
    by: 'invite/string-names-token-and-host',
    reason: 'nothing in the invite that the target made can be read as a token',
  };
}

/** Somebody of ours takes an invite of the target; whom the target keeps as contact goes again when the check is over. */
export async function accept(
  ctx: CheckContext,
  token: string,
  changes: Omit<Partial<OutgoingAcceptance>, 'token' | 'provider'> = {},
): Promise<{ exchange: Exchange; address: string }> {
  const account = await ctx.account();
  const from = changes.from ?? account.user;
  const address = `${from}@${ctx.host.authority}`;
  const exchange = await ctx.peer.acceptInvite(ctx.host.id, {
    ...changes,
    from,
    provider: ctx.target.authority,
    token,
  });
  if (ctx.cloud) ctx.cleanup(`contact ${address} at the target`, () => dropContact(ctx, from));
  return { exchange, address };
}

/** For checks that need an invite of the target to be taken before they can begin. */
export function notTaken(exchange: Exchange): Outcome | undefined {
  if (isSuccess(exchange)) return undefined;
  return (
    inconclusive(exchange) ??
    refusesUs(exchange) ?? {
      kind: 'blocked',
      by: 'invite-answer/status-is-200',
      reason: `the target does not let a good invite be taken: ${answerInWords(exchange)}`,
    }
  );
}
