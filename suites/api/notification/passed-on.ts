import type { Check, CheckContext } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { Mark, PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import type { ReceivedShare } from '../../../targets/cloud.js';
import { inconclusive, isSuccess, objectOf, requestInWords, statusOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { awaitReceived, eventually, findReceived, recipientSession, visibleWithin } from '../support/session.js';

const isShare = ({ request }: PeerExchange): boolean => /\/shares\/?$/.test(new URL(request.url).pathname);

/** Shares that the target announced to a host of ours, oldest first. */
async function announced(ctx: CheckContext, host: PeerHostInfo, since: Mark): Promise<PeerExchange[]> {
  const posts = await ctx.peer.exchanges({ host: host.id, direction: 'in', method: 'POST', since });
  return posts.filter(isShare).filter(({ request }) => {
    const body = objectOf(request.body);
    const from = [body?.sender, body?.owner].find((each) => typeof each === 'string');
    return typeof from === 'string' && from.endsWith(`@${ctx.target.authority}`);
  });
}

/** A granted wish is a new share from the owner's server to the third party, past the one who asked. */
const grantedDirectly = defineCheck({
  id: 'notification/reshare-granted-directly',
  clauses: ['OCM-NOTIF-028'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'A request to reshare that is granted becomes a share of the owner with the third party, and with nobody else',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-NOTIF-028');
    if (source !== undefined) return notApplicable(source);
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const third = await otherHost(ctx, 'third');
    const { address } = await ctx.peer.addAccount(third.id, { user: ctx.unique('third') });
    const protocol = objectOf(own.creation.request.body)?.protocol as
      | { webdav?: { sharedSecret?: unknown } }
      | undefined;
    const since = await ctx.peer.mark();
    const exchange = await ctx.peer.sendNotification(ctx.host.id, {
      type: 'REQUEST_RESHARE',
      about: { received: own.receivedId },
      // In both forms: as the text has it, and as deployed servers read it.
      edit: [
        { set: '/notification/file/shareWith', value: address },
        { set: '/notification/shareWith', value: address },
        { set: '/notification/senderId', value: ctx.unique('reshare') },
        { set: '/notification/sharedSecret', value: protocol?.webdav?.sharedSecret ?? '' },
      ],
    });
    const open = inconclusive(exchange);
    if (open) return open;
    if (!isSuccess(exchange)) return kept(`does not grant a request to reshare: ${statusOf(exchange)}`);
    await ctx.settle();
    await ctx.peer.idle(third.id);
    const astray = await announced(ctx, ctx.host, since);
    const [first] = astray.filter(({ account }) => account === own.user);
    if (first)
      return violated({
        expected: `POST /shares to ${third.authority}, and none to the server that asked`,
        received: `${requestInWords(first)} at the server that asked`,
        reason: 'What was granted goes to the one who asked for it, not to the one it was asked for.',
        exchanges: [exchange, ...astray],
      });
    const shares = await announced(ctx, third, since);
    return kept(shares.length > 0 ? 'grants a request to reshare at once' : 'keeps a request to reshare for its owner');
  },
});

/** The received share once its recipient has it; undefined when that does not happen. */
async function taken(ctx: CheckContext): Promise<{ share: ReceivedShare } | Awaited<ReturnType<Check['run']>>> {
  const session = await recipientSession(ctx);
  if (!session) return notVerifiable('the first account has no password in the profile: add one');
  const delivery = await deliver(ctx, { permission: 'edit' });
  const stopped = notDelivered(delivery);
  if (stopped) return stopped;
  const listed = await awaitReceived(ctx, session, delivery.trace);
  if (listed?.state === 'pending') await session.accept(listed.share);
  const accepted = await eventually(visibleWithin(ctx), async () => {
    const found = await findReceived(ctx, session, delivery.trace);
    return found?.state === 'accepted' ? found : undefined;
  });
  return (
    accepted ?? {
      kind: 'blocked',
      by: 'receive/shown-to-recipient',
      reason: 'the share is answered with 201 but never shown',
    }
  );
}

const notByItself = defineCheck({
  id: 'notification/received-share-not-passed-on',
  clauses: ['OCM-NOTIF-029'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  title: 'A received share is passed on by asking its owner, never by a share of the recipient’s server',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-NOTIF-029');
    if (source !== undefined) return notApplicable(source);
    const session = await ctx.session(0);
    const lack = ctx.cloud?.traits.lacks.reshare;
    if (lack) return notApplicable(lack.source);
    if (!session.reshare) return notVerifiable('the driver of the target passes nothing on');
    const received = await taken(ctx);
    if ('kind' in received) return received;
    const third = await otherHost(ctx, 'third');
    const { address } = await ctx.peer.addAccount(third.id, { user: ctx.unique('third') });
    const since = await ctx.peer.mark();
    // Whether the product says no, and why, is its own affair: what it sends is looked at.
    const passed = await session.reshare(received.share, address, 'read').catch(() => undefined);
    if (passed) ctx.cleanup(`what was passed on to ${address}`, () => session.unshare(passed).catch(() => undefined));
    await ctx.settle();
    await ctx.peer.idle(third.id);
    const shares = await announced(ctx, third, since);
    const [first] = shares;
    if (first)
      return violated({
        expected: 'REQUEST_RESHARE to the owner’s server, and no share to the third party',
        received: `${requestInWords(first)} at ${third.authority}`,
        reason:
          'The target passes on what is not its own, past the owner’s server, which can neither refuse nor end it.',
        exchanges: shares,
      });
    const asked = (await ctx.peer.exchanges({ host: ctx.host.id, direction: 'in', method: 'POST', since })).some(
      ({ request }) => objectOf(request.body)?.notificationType === 'REQUEST_RESHARE',
    );
    return kept(asked ? 'asks the owner’s server to pass a share on' : 'does not pass received shares on');
  },
});

/** What becomes of shares that are to be passed on. */
export const passedOn: Check[] = [grantedDirectly, notByItself];
