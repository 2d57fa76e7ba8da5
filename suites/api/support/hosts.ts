import type { CheckContext } from '../../../fixtures/check.js';
import type { HostOptions, PeerHostInfo } from '../../../peer/contract.js';

/** One more server of ours, of the counterpart's kind but for what is different, there for one check alone. */
export async function otherHost(
  ctx: CheckContext,
  what = 'other',
  different: Partial<HostOptions> = {},
): Promise<PeerHostInfo> {
  const { speaks, signs, keyIds } = ctx.host;
  const other = await ctx.peer.openHost({
    id: ctx.unique(what),
    speaks,
    ...(signs ? { signs } : {}),
    ...(keyIds ? { keyIds } : {}),
    allow: [ctx.target.authority],
    ...different,
  });
  ctx.cleanup(`host ${other.id} of ours`, () => ctx.peer.closeHost(other.id));
  return other;
}

/** The same context, with another host of ours in place of the counterpart. */
export function onHost(ctx: CheckContext, host: PeerHostInfo): CheckContext {
  const account = async (): Promise<{ user: string; address: string }> => {
    const { user, address } = await ctx.peer.addAccount(host.id, { user: ctx.unique('c') });
    return { user, address };
  };
  return { ...ctx, host, account };
}
