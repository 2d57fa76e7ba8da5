import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { Mark, PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { inconclusive, isSuccess, objectOf, requestInWords, statusOf } from '../support/answer.js';
import { onHost, otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';
import { eventually } from '../support/session.js';

/** Longest time, in ms, that is waited for what follows a wish: an owner who has to be asked takes longer than any check can wait. */
const SOON = 3_000;

/** The wish of somebody at a server of ours to be given what the target shared with somebody else. */
async function wish(ctx: CheckContext, host: PeerHostInfo, own: OwnShare, shareWith: string): Promise<Exchange> {
  const share = objectOf(own.creation.request.body) ?? {};
  const file = { owner: share.owner, shareWith, shareId: own.providerId, permissions: ['read'] };
  return ctx.peer.send(host.id, {
    method: 'POST',
    url: `${ctx.target.endPoint}/notifications`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      notificationType: 'REQUEST_SHARE',
      senderDomain: host.authority,
      resourceType: share.resourceType,
      notification: { file },
    }),
    signature: {},
  });
}

/** What the target told a server of ours: shares, and notifications. */
async function toldTo(ctx: CheckContext, host: PeerHostInfo, since: Mark) {
  const posts = await ctx.peer.exchanges({ host: host.id, direction: 'in', method: 'POST', since });
  const at = (ends: string): PeerExchange[] =>
    posts.filter(({ request }) => new URL(request.url).pathname.replace(/\/$/, '').endsWith(ends));
  return { shares: at('/shares'), notifications: at('/notifications') };
}

const memberOf = ({ request }: Exchange, name: string): unknown => objectOf(request.body)?.[name];

/** What follows one wish: a reading, or what is wrong with it. */
async function followUp(ctx: CheckContext, host: PeerHostInfo, own: OwnShare): Promise<string | Outcome> {
  const { address } = await onHost(ctx, host).account();
  const since = await ctx.peer.mark();
  const exchange = await wish(ctx, host, own, address);
  const open = inconclusive(exchange);
  if (open) return open;
  // That is the answer of a policy, for which no owner is asked (OCM-NOTIF-035).
  if (!isSuccess(exchange)) return `declines a wish with ${statusOf(exchange)}`;
  await eventually(SOON, async () => {
    const { shares, notifications } = await toldTo(ctx, host, since);
    return shares.length + notifications.length > 0 || undefined;
  });
  await ctx.peer.idle(host.id);
  const { shares, notifications } = await toldTo(ctx, host, since);
  const astray = shares.find((share) => memberOf(share, 'shareWith') !== address);
  if (astray)
    return violated({
      expected: `a share with ${address}, for whom it was wished`,
      received: `${requestInWords(astray)} with ${String(memberOf(astray, 'shareWith'))}`,
      reason: 'A wish to be shared with is granted to somebody else than it was made for.',
      exchanges: [exchange, astray],
    });
  if (shares.length > 0) return 'agrees to a wish for its owner';
  const other = notifications.find((each) => memberOf(each, 'notificationType') !== 'SHARE_DECLINED');
  if (other)
    return violated({
      expected: 'a share, or a notification SHARE_DECLINED',
      received: `a notification ${String(memberOf(other, 'notificationType'))}`,
      reason: 'Who wishes to be shared with cannot tell what the owner said.',
      exchanges: [exchange, other],
    });
  return notifications.length > 0 ? 'refuses a wish for its owner' : 'keeps a wish for its owner';
}

const followed = defineCheck({
  id: 'notification/share-request-followed-up',
  // Whether the owner agrees is free, and when; what follows is not.
  clauses: ['OCM-NOTIF-034'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'A REQUEST_SHARE that is taken is followed by a share with whom it names, or by SHARE_DECLINED',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-NOTIF-034');
    if (source !== undefined) return notApplicable(source);
    if (ctx.host.signs === undefined)
      return notApplicable('the target does not say that it signs, and REQUEST_SHARE is for servers that do');
    const asking = await otherHost(ctx, 'asking');
    const own = await makeTargetSend(onHost(ctx, asking));
    if (isOutcome(own)) return own;
    const readings = new Set<string>();
    for (const host of [asking, await otherHost(ctx, 'unrelated')]) {
      const found = await followUp(ctx, host, own);
      if (typeof found !== 'string') return found;
      readings.add(found);
    }
    return kept([...readings].join('; '));
  },
});

/** Wishes to be shared with, and what becomes of them. */
export const wishes: Check[] = [followed];
