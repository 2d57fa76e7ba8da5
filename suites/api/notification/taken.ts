import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { answerInWords, inconclusive, objectOf, statusOf } from '../support/answer.js';
import { deliver, notDelivered, refusesUs } from '../support/deliver.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { awaitReceived, eventually, findReceived, recipientSession, visibleWithin } from '../support/session.js';

/** A notification about a live share, with everything in it, is answered 201 (OCM-NOTIF-015). */
function judgeTaken(exchange: Exchange, type: string): Outcome {
  const open = inconclusive(exchange) ?? refusesUs(exchange);
  if (open) return open;
  const status = statusOf(exchange);
  if (status === 201) return kept(`answers ${type} with 201 and ${bodyInWords(exchange)}`);
  return violated({
    expected: `a valid ${type} about a live share is answered 201`,
    received: answerInWords(exchange),
    reason: `A valid ${type} is answered ${status}; a sender that looks for 201 takes it for lost.`,
    exchanges: [exchange],
  });
}

/** What the body of a success holds is left undefined (OCM-AMB-006). */
function bodyInWords({ response }: Exchange): string {
  if ((response?.body.bytes ?? 0) === 0) return 'no body';
  const names = Object.keys(objectOf(response?.body) ?? {});
  return names.length > 0 ? `a body with ${names.sort().join(', ')}` : 'a body that holds nothing';
}

const unsharedTaken = defineCheck({
  id: 'notification/unshared-taken',
  clauses: ['OCM-NOTIF-015', 'OCM-NOTIF-022'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'degrades',
  title: 'SHARE_UNSHARED about a share that the target received is answered 201',
  async run(ctx) {
    const delivery = await deliver(ctx);
    const stopped = notDelivered(delivery);
    if (stopped) return stopped;
    const session = await recipientSession(ctx);
    if (session && !(await awaitReceived(ctx, session, delivery.trace))) {
      return {
        kind: 'blocked',
        by: 'receive/shown-to-recipient',
        reason: 'a share of ours is answered with 201 but never shown',
      };
    }
    const exchange = await ctx.peer.sendNotification(ctx.host.id, {
      type: 'SHARE_UNSHARED',
      about: { sent: delivery.record.providerId },
    });
    const outcome = judgeTaken(exchange, 'SHARE_UNSHARED');
    if (outcome.kind !== 'kept' || !session) return outcome;
    // Cleaning up is the receiver's choice (OCM-NOTIF-022): what it does is recorded.
    const gone = await eventually(visibleWithin(ctx), async () =>
      (await findReceived(ctx, session, delivery.trace)) ? undefined : true,
    );
    const follows = gone ? 'removes the share when told SHARE_UNSHARED' : 'keeps showing a share after SHARE_UNSHARED';
    return kept(`${outcome.reading ?? ''}; ${follows}`);
  },
});

/** Our peer answers a share of the target: the gesture makes the notification. */
function gesture(options: { id: string; type: string; title: string; perform: 'accept' | 'decline' }): Check {
  return defineCheck({
    id: options.id,
    // What the owner's side makes of a refusal is its own business (OCM-NOTIF-024).
    clauses: ['OCM-NOTIF-015', ...(options.perform === 'decline' ? (['OCM-NOTIF-024'] as const) : [])],
    role: 'sender',
    needs: ['session', 'send', 'callback'],
    impact: 'degrades',
    title: options.title,
    async run(ctx: CheckContext) {
      const own = await makeTargetSend(ctx);
      if (isOutcome(own)) return own;
      const exchange =
        (await ctx.peer[options.perform](ctx.host.id, own.user, own.receivedId)) ??
        (await ctx.peer.sendNotification(ctx.host.id, { type: options.type, about: { received: own.receivedId } }));
      return judgeTaken(exchange, options.type);
    },
  });
}

/** Notifications that have to be taken in. */
export const taken: Check[] = [
  unsharedTaken,
  gesture({
    id: 'notification/accepted-taken',
    type: 'SHARE_ACCEPTED',
    perform: 'accept',
    title: 'SHARE_ACCEPTED about a share that the target sent is answered 201',
  }),
  gesture({
    id: 'notification/declined-taken',
    type: 'SHARE_DECLINED',
    perform: 'decline',
    title: 'SHARE_DECLINED about a share that the target sent is answered 201',
  }),
];
