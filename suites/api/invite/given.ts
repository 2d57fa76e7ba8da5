import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import { notVerifiable } from '../../../fixtures/check.js';
import type { OutgoingAcceptance } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { readInvite } from '../../../protocol/invite-string.js';
import type { Invite } from '../../../targets/abilities.js';
import { answerInWords, inconclusive, isSuccess } from '../support/answer.js';
import { refusesUs } from '../support/deliver.js';
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
  const token = readInvite(invite.text)?.token ?? tokenOf(invite.link);
  if (token !== undefined) return { invite, token };
  return {
    kind: 'blocked',
    by: 'invite/string-names-token-and-host',
    reason: 'nothing in the invite that the target made can be read as a token',
  };
}

function tokenOf(link: string | undefined): string | undefined {
  if (link === undefined || !URL.canParse(link)) return undefined;
  return new URL(link).searchParams.get('token') ?? undefined;
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

async function dropContact(ctx: CheckContext, user: string): Promise<void> {
  for (const index of [0, 1]) {
    if (!ctx.accountAt(index)) return;
    const session = await ctx.session(index);
    const met = (await session.listContacts?.())?.find(({ address }) => address.startsWith(`${user}@`));
    if (met) await session.removeContact?.(met);
  }
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
