import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import { notVerifiable } from '../../../fixtures/check.js';
import type { PeerExchange } from '../../../peer/contract.js';
import { type CloudSession, type Permission, ProductThrottled, type SentShare } from '../../../targets/cloud.js';
import { objectOf } from './answer.js';

/** A share that the target was made to send for one check alone, because the check changes or ends it. */
export interface OwnShare {
  session: CloudSession;
  share: SentShare;
  name: string;
  path: string;
  content: string;
  /** Our account that it was sent to, and our id of what arrived. */
  user: string;
  receivedId: string;
  /** As it stands in the announcement, of whatever type. */
  providerId: unknown;
  creation: PeerExchange;
}

/** File below a folder that `makeTargetSend` shares. */
export const INSIDE = 'inside.txt';

/** Makes the target share a fresh file or folder with a fresh account of ours. An outcome when nothing arrives. */
export async function makeTargetSend(
  ctx: CheckContext,
  options: { kind?: 'file' | 'folder'; permission?: Permission; path?: string; recipient?: string } = {},
): Promise<OwnShare | Outcome> {
  // A target that announces nothing at all is waited for once, not by every check.
  if (!(await ctx.sentShare('file')).creation) return nothingArrived();
  const session = await ctx.session(0);
  const kind = options.kind ?? 'file';
  const user = options.recipient ?? ctx.unique('to');
  const account = await ctx.peer.addAccount(ctx.host.id, { user });
  const name = options.path?.slice(1) ?? `${ctx.unique('own')}${kind === 'file' ? '.txt' : ''}`;
  const path = `/${name}`;
  const content = `kept by the target as ${name}\n`;
  if (options.path === undefined) {
    if (kind === 'file') await session.putFile(path, Buffer.from(content));
    else {
      await session.makeFolder(path);
      await session.putFile(`${path}/${INSIDE}`, Buffer.from(content));
    }
    ctx.cleanup(`${path} at the target`, () => session.remove(path));
  }
  const since = new Date().toISOString();
  let share: SentShare;
  try {
    share = await session.share(path, account.address, options.permission ?? 'edit');
  } catch (error) {
    if (error instanceof ProductThrottled) throw error;
    return nothingSent(error instanceof Error ? error.message : String(error));
  }
  ctx.cleanup(`share of ${path} with ${account.address}`, async () => {
    if ((await session.listSent(path)).some((sent) => sent.id === share.id)) await session.unshare(share);
  });
  const filter = { host: ctx.host.id, direction: 'in' as const, method: 'POST', since };
  const first = await ctx.peer.awaitExchange({ ...filter, pathEnds: '/shares' }, ctx.target.profile.budgets.step);
  const received = (await ctx.peer.received(ctx.host.id, account.user))[0];
  const creation = (await ctx.peer.exchanges(filter)).find(({ id }) => id === received?.exchange) ?? first;
  if (!creation) return nothingSent('the product reported success, but nothing reached us');
  if (!received) {
    const by = objectOf(creation.request.body) ? 'sent-share/share-with-is-address' : 'sent-share/json-object';
    return { kind: 'blocked', by, reason: 'a share reached us that is for none of our accounts' };
  }
  return {
    session,
    share,
    name,
    path,
    content,
    user,
    receivedId: received.id,
    providerId: received.body.providerId,
    creation,
  };
}

export const isOutcome = (value: object): value is Outcome => 'kind' in value && !('session' in value);

const nothingSent = (reason: string): Outcome => ({
  kind: 'blocked',
  by: 'sent-share/arrives',
  reason: `the target was told to share and did not: ${reason}`,
});

/** For a check that works on the cached share of the target when there is none. */
export const nothingArrived = (): Outcome => nothingSent('no share reached us');

export const cannotSend = (): Outcome =>
  notVerifiable('the target cannot be made to send: add an account with a password, or a hook');
