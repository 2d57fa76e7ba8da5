import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import type { BodyEdit, OutgoingShare, SentShareRecord, ShareForm } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { answerInWords, inconclusive, isSuccess, statusOf } from './answer.js';
import { plainShareCheck } from './dialect.js';
import { mayLackOldForm } from './in-force.js';
import { introduce } from './introduce.js';
import { findReceived, recipientSession, type Trace } from './session.js';

/** File below a folder that is shared, whoever shares it. */
export const INSIDE = 'inside.txt';

/** What may differ from the plainest legal share. */
export interface Variation extends Partial<Omit<OutgoingShare, 'from' | 'path'>> {
  kind?: 'file' | 'folder';
  /** Suffix of the name of the shared item, default `.txt` for a file. */
  suffix?: string;
  /** Changes to the body that depend on who sends to whom. */
  amend?: (share: { user: string; host: string; recipient: string }) => BodyEdit[];
}

/** A share of ours that was posted to the target. */
export interface Delivery {
  /** Our account that sent it; nobody else uses it. */
  user: string;
  address: string;
  /** Name of the file or folder. */
  name: string;
  /** What recognises it in the recipient's lists. */
  trace: Trace;
  content: string;
  record: SentShareRecord;
  exchange: Exchange;
  /** Check that says why it was not taken in, when nothing was wrong with it. */
  saidBy: string;
}

/**
 * Posts one share of a fresh file (a library where the target knows nothing else) of a fresh account to the target's recipient: conformant, but for what `variation` changes.
 * What was taken in, or may have been, is taken back when the check is over.
 */
export async function deliver(ctx: CheckContext, variation: Variation = {}): Promise<Delivery> {
  const form = variation.form ?? (await formTaken(ctx));
  return post(ctx, form === undefined ? variation : { ...variation, form });
}

const formsTaken = new WeakMap<CheckContext['target'], Promise<ShareForm | undefined>>();

/**
 * The form in which a target takes plain shares, where it is not the one that its document makes a sender choose: from 1.1.0 on the old form
 * may be left behind, and that text has no capability yet to say so (OCM-SHARE-035). Tried once; undefined where the sender's choice stands.
 */
export function formTaken(ctx: CheckContext): Promise<ShareForm | undefined> {
  if (!mayLackOldForm(ctx) || !ctx.accountAt(0)) return Promise.resolve(undefined);
  const known = formsTaken.get(ctx.target);
  if (known) return known;
  const tried = tryForms(ctx);
  formsTaken.set(ctx.target, tried);
  // What went wrong on our side says nothing about the next try.
  tried.catch(() => formsTaken.delete(ctx.target));
  return tried;
}

async function tryForms(ctx: CheckContext): Promise<ShareForm | undefined> {
  const old = statusOf((await post(ctx, { form: 'legacy' })).exchange);
  if (old !== 400 && old !== 501) return undefined;
  return isSuccess((await post(ctx, { form: 'multi' })).exchange) ? 'multi' : undefined;
}

async function post(ctx: CheckContext, variation: Variation): Promise<Delivery> {
  const {
    kind = ctx.target.dialect ? 'folder' : 'file',
    suffix = kind === 'file' ? '.txt' : '',
    amend,
    ...over
  } = variation;
  const account = await ctx.account();
  const stem = ctx.unique('ocm');
  const name = `${stem}${suffix}`;
  const content = `shared by ${account.address}\n`;
  if (kind === 'file') await ctx.peer.put(ctx.host.id, account.user, `/${name}`, content);
  else {
    await ctx.peer.put(ctx.host.id, account.user, `/${name}`);
    await ctx.peer.put(ctx.host.id, account.user, `/${name}/${INSIDE}`, content);
  }
  await introduce(ctx, account.user);
  const to = over.to ?? someRecipient(ctx);
  const amended = amend?.({ user: account.user, host: ctx.host.authority, recipient: to }) ?? [];
  const record = await ctx.peer.sendShare(ctx.host.id, {
    from: account.user,
    to,
    path: `/${name}`,
    permission: over.permission ?? 'read',
    ...over,
    edit: [...amended, ...(over.edit ?? [])],
  });
  const delivery: Delivery = {
    user: account.user,
    address: account.address,
    name,
    trace: { name: stem, from: account.user },
    content,
    record,
    exchange: record.exchange,
    saidBy: plainShareCheck(ctx),
  };
  ctx.cleanup(`share ${name} of ${account.address}`, () => takeBack(ctx, delivery));
  return delivery;
}

/** The known recipient, else one who does not exist: for messages that are refused whoever they are for. */
const someRecipient = (ctx: CheckContext): string =>
  ctx.accountAt(0) ? ctx.recipient() : `${ctx.unique('nobody')}@${ctx.target.authority}`;

async function takeBack(ctx: CheckContext, delivery: Delivery): Promise<void> {
  const mayBeThere = mayBeKept(delivery.exchange);
  await ctx.peer.unshare(ctx.host.id, delivery.record.providerId, mayBeThere);
  if (!mayBeThere) return;
  const session = await recipientSession(ctx);
  if (!session) return;
  // Not every product heeds the notification, and an edited providerId is not the one it names.
  const left = await findReceived(ctx, session, delivery.trace);
  if (left?.state === 'pending') await session.decline(left.share);
  else if (left) await session.leave(left.share);
}

/** What was taken in is there; a server that failed, or gave no answer, may have kept it all the same. */
export function mayBeKept(exchange: Exchange): boolean {
  const status = statusOf(exchange);
  return isSuccess(exchange) || status === undefined || status >= 500;
}

/**
 * For checks that need a share of ours at the target before they can begin: the outcome when it did not get there.
 * `by` names the check that says why.
 */
export function notDelivered(delivery: Delivery, by = delivery.saidBy): Outcome | undefined {
  if (isSuccess(delivery.exchange)) return undefined;
  return (
    inconclusive(delivery.exchange) ??
    refusesUs(delivery.exchange) ?? {
      kind: 'blocked',
      by,
      reason: `the target does not take a plain share: ${answerInWords(delivery.exchange)}`,
    }
  );
}

/** 401 and 403 speak about our server, not about the message (OCM-SHARE-056, OCM-SHARE-057, OCM-SEC-014). */
export function refusesUs(exchange: Exchange): Outcome | undefined {
  const status = statusOf(exchange);
  if (status !== 401 && status !== 403) return undefined;
  return {
    kind: 'not-verifiable',
    reason: `the target refuses our server with ${status}: let it trust the peer's host, or exchange an invite first`,
  };
}
