import { randomUUID } from 'node:crypto';
import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import type { PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import { writeInvite } from '../../../protocol/invite-string.js';
import { isAtLeast } from '../../../spec/ledger.js';
import { ProductRefused, ProductThrottled } from '../../../targets/cloud.js';
import { undriven } from './claims.js';

/** What came of having a person at the target take an invite of ours. */
export interface Taking {
  token: string;
  host: PeerHostInfo;
  /** Account of ours that gave it. */
  user: string;
  /** The acceptance that reached us; undefined when none did. */
  acceptance: PeerExchange | undefined;
  /** What reached us meanwhile, oldest first. */
  others: PeerExchange[];
  /** What the product said when it refused. */
  refusal: string | undefined;
}

export const isTaking = (value: Taking | Outcome): value is Taking => 'token' in value;

/** An invite string as the version that is applied has it. */
export const formDue = (ctx: CheckContext): 'base64' | 'base64url' =>
  isAtLeast(ctx.target.spec, 'draft-06') ? 'base64url' : 'base64';

/** Has a person at the target take an invite: of a host of ours, spelled by `write` where not as the version has it. */
export async function take(
  ctx: CheckContext,
  options: { token?: string; host?: PeerHostInfo; write?: (plain: string) => string } = {},
): Promise<Taking | Outcome> {
  const stopped = await undriven(ctx, 'acceptInvite');
  if (stopped) return stopped;
  const session = await ctx.session(0);
  const host = options.host ?? ctx.host;
  const { user } = await ctx.peer.addAccount(host.id, { user: ctx.unique('inviter') });
  const token = options.token ?? evenToken(randomUUID(), host.authority);
  const { provider } = await ctx.peer.createInvite(host.id, { from: user, token });
  const text = options.write?.(`${token}@${provider}`) ?? writeInvite({ token, provider }, formDue(ctx));
  const since = await ctx.peer.mark();
  let refusal: string | undefined;
  try {
    await session.acceptInvite?.(text);
  } catch (error) {
    if (!(error instanceof ProductRefused) || error instanceof ProductThrottled) throw error;
    refusal = error.message;
  }
  ctx.cleanup(`contact ${user} at the target`, async () => {
    const met = (await session.listContacts?.())?.find(({ address }) => address.startsWith(`${user}@`));
    if (met) await session.removeContact?.(met);
  });
  await ctx.peer.idle(host.id);
  const others = await ctx.peer.exchanges({ host: host.id, direction: 'in', since });
  const acceptance = others.find(({ request }) => request.method === 'POST' && request.url.includes('/invite'));
  return { token, host, user, acceptance, others, refusal };
}

/** A token with which the encoding of `token@host` needs no padding: what is said of padding is said by a check of its own. */
export function evenToken(token: string, host: string): string {
  return token + 'x'.repeat((3 - ((Buffer.from(token).length + 1 + host.length) % 3)) % 3);
}

/** Another host of ours, which the target has never met. */
export async function stranger(
  ctx: CheckContext,
  more: { speaks?: '1.5'; signs?: 'none' } = {},
): Promise<PeerHostInfo> {
  const { speaks, signs, keyIds } = ctx.host;
  const host = await ctx.peer.openHost({
    id: ctx.unique('stranger'),
    speaks,
    tokens: false,
    ...(signs ? { signs } : {}),
    ...(keyIds ? { keyIds } : {}),
    ...more,
    allow: [ctx.target.authority],
  });
  ctx.cleanup(`host ${host.id} of ours`, () => ctx.peer.closeHost(host.id));
  return host;
}

export const nothingCame = ({ refusal }: Taking): Outcome => ({
  kind: 'blocked',
  by: 'invite/string-is-taken',
  reason: `no acceptance of an invite reached us${refusal === undefined ? '' : `: ${refusal}`}`,
});
