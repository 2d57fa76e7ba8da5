import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import { notApplicable, notVerifiable } from '../../../fixtures/check.js';
import type { PeerExchange } from '../../../peer/contract.js';
import { type CloudSession, type Permission, ProductThrottled, type SentShare } from '../../../targets/cloud.js';
import { HookFailed } from '../../../targets/hooks.js';
import { objectOf } from './answer.js';
import { INSIDE } from './deliver.js';
import { arrivesCheck } from './dialect.js';
import { introduceRecipient } from './introduce.js';
import { sharesNothing } from './sends.js';

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

/** Makes the target share a fresh file or folder (a library where it shares nothing else) with a fresh account of ours. An outcome when nothing arrives. */
export async function makeTargetSend(
  ctx: CheckContext,
  options: { kind?: 'file' | 'folder'; permission?: Permission; path?: string; recipient?: string } = {},
): Promise<OwnShare | Outcome> {
  // A target that announces nothing at all is waited for once, not by every check.
  const lack = await sharesNothing(ctx);
  if (lack) return lack;
  const plain = ctx.target.dialect ? 'folder' : 'file';
  const by = arrivesCheck(ctx);
  if (!(await ctx.sentShare(plain)).creation) return nothingArrived(by);
  const onlyReads = ctx.cloud?.traits.sharesToRead === true;
  if (onlyReads && options.permission === 'edit') return notApplicable('the product shares for reading only');
  const session = await ctx.session(0);
  const kind = options.kind ?? plain;
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
  await introduceRecipient(ctx, ctx.host, user);
  const since = await ctx.peer.mark();
  let share: SentShare;
  try {
    share = await session.share(path, account.address, options.permission ?? (onlyReads ? 'read' : 'edit'));
  } catch (error) {
    if (error instanceof ProductThrottled || error instanceof HookFailed) throw error;
    return nothingSent(error instanceof Error ? error.message : String(error), by);
  }
  ctx.cleanup(`share of ${path} with ${account.address}`, async () => {
    if ((await session.listSent(path)).some((sent) => sent.id === share.id)) await session.unshare(share);
  });
  const filter = { host: ctx.host.id, direction: 'in' as const, method: 'POST', since };
  const pathEnds = ctx.target.dialect ? '/shares/' : '/shares';
  const first = await ctx.peer.awaitExchange({ ...filter, pathEnds }, ctx.target.profile.budgets.step);
  const received = (await ctx.peer.received(ctx.host.id, account.user))[0];
  const creation = (await ctx.peer.exchanges(filter)).find(({ id }) => id === received?.exchange) ?? first;
  if (!creation) return nothingSent('the product reported success, but nothing reached us', by);
  if (!received && ctx.target.dialect)
    return { kind: 'blocked', by, reason: 'a share reached us that is for none of our accounts' };
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

const nothingSent = (reason: string, by: string): Outcome => ({
  kind: 'blocked',
  by,
  reason: `the target was told to share and did not: ${reason}`,
});

/** For a check that works on the cached share of the target when there is none. */
export const nothingArrived = (by = 'sent-share/arrives'): Outcome => nothingSent('no share reached us', by);

export const cannotSend = (): Outcome =>
  notVerifiable('the target cannot be made to send: add an account with a password, or a hook');
