import type { Broken, Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { OutgoingNotification } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { judge } from '../../../protocol/judge/index.js';
import { answerInWords, inconclusive, isServerError, isSuccess, statusOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { notShown } from '../support/dialect.js';
import { provenKept } from '../support/notification-row.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { judgeRefusal } from '../support/refusal.js';
import { awaitReceived, recipientSession } from '../support/session.js';

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/** Posts what is no well-formed message to one of the two routes, with the slash that the dialect wants. */
const post = (ctx: CheckContext, route: 'shares' | 'notifications', body: string): Promise<Exchange> =>
  ctx.peer.send(ctx.host.id, {
    method: 'POST',
    url: `${ctx.target.endPoint}/${route}/`,
    headers: JSON_HEADERS,
    body,
  });

/** A notification about a living share, with everything in it. */
function judgeTaken(exchange: Exchange, type: string): Outcome {
  const open = inconclusive(exchange);
  if (open) return open;
  if (statusOf(exchange) === 201) return kept();
  return violated({
    expected: `a valid ${type} about a living share is answered 201`,
    received: answerInWords(exchange),
    reason: `A valid ${type} is answered ${statusOf(exchange)}; a sender that looks for 201 takes it for lost.`,
    exchanges: [exchange],
  });
}

const unshared = defineCheck({
  id: 'dialect/unshared-is-answered-201',
  clauses: ['OCM-NOTIF-015'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'degrades',
  title: 'SHARE_UNSHARED about a library that the target received is answered 201',
  async run(ctx) {
    const delivery = await deliver(ctx);
    const stopped = notDelivered(delivery);
    if (stopped) return stopped;
    const session = await recipientSession(ctx);
    if (session && !(await awaitReceived(ctx, session, delivery.trace)))
      return notShown(ctx, 'a share of ours is answered with 201 but never shown');
    const about = { sent: delivery.record.providerId };
    return judgeTaken(
      await ctx.peer.sendNotification(ctx.host.id, { type: 'SHARE_UNSHARED', about }),
      'SHARE_UNSHARED',
    );
  },
});

const declined = defineCheck({
  id: 'dialect/declined-is-answered-201',
  clauses: ['OCM-NOTIF-015'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'SHARE_DECLINED about a library that the target sent is answered 201',
  async run(ctx) {
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const about = { received: own.receivedId };
    return judgeTaken(
      await ctx.peer.sendNotification(ctx.host.id, { type: 'SHARE_DECLINED', about }),
      'SHARE_DECLINED',
    );
  },
});

/** A notification that differs from a valid one. */
interface Wrong {
  what: string;
  notification: Pick<OutgoingNotification, 'edit' | 'rawBody'> & { type?: string };
  /** The text lets a server pass over it. */
  mayBeTaken?: true;
}

const SECRET = '/notification/sharedSecret';
const WRONG: Wrong[] = [
  { what: 'a notification without type', notification: { edit: [{ remove: '/notificationType' }] } },
  { what: 'a notification of a type that nobody knows', notification: { type: 'X_NOBODY_KNOWS' } },
  { what: 'a notification without `notification`', notification: { edit: [{ remove: '/notification' }] } },
  {
    what: 'a notification whose payload is a string',
    notification: { edit: [{ set: '/notification', value: 'text' }] },
  },
  { what: 'a notification without a secret', notification: { edit: [{ remove: SECRET }] } },
  { what: 'a notification that is cut', notification: { rawBody: '{"notificationType": "SHARE_' } },
  {
    what: 'a SHARE_UNSHARED with the secret of no share',
    notification: { edit: [{ set: SECRET, value: 'of-no-share-at-all' }] },
    mayBeTaken: true,
  },
  {
    what: 'a SHARE_DECLINED with the secret of no share',
    notification: { type: 'SHARE_DECLINED', edit: [{ set: SECRET, value: 'of-no-share-at-all' }] },
    mayBeTaken: true,
  },
];

const wrongIsRefused = defineCheck({
  id: 'dialect/wrong-notification-is-refused',
  clauses: ['OCM-NOTIF-016'],
  role: 'either',
  needs: ['account', 'callback'],
  impact: 'degrades',
  title: 'A notification about a library that cannot be understood is refused, without a crash',
  async run(ctx) {
    const about = await deliver(ctx);
    const stopped = notDelivered(about);
    if (stopped) return stopped;
    const broken: Broken[] = [];
    const refused: Exchange[] = [];
    const readings: string[] = [];
    for (const { what, notification, mayBeTaken } of WRONG) {
      const sent = { sent: about.record.providerId };
      const exchange = await ctx.peer.sendNotification(ctx.host.id, {
        type: 'SHARE_UNSHARED',
        about: sent,
        ...notification,
      });
      const judged = judgeRefusal(exchange, what, { names: [400, 403, 404], ...(mayBeTaken ? { mayBeTaken } : {}) });
      if (judged.outcome) return judged.outcome;
      if (judged.broken) broken.push(judged.broken);
      else refused.push(exchange);
      if (judged.reading !== undefined) readings.push(judged.reading);
    }
    const gone = broken.length === 0 ? await provenKept(ctx, about, refused) : undefined;
    const [first, ...rest] = gone ? [gone] : broken;
    return first ? violated(first, ...rest) : kept(readings.length > 0 ? readings.join('; ') : undefined);
  },
});

const stranger = defineCheck({
  id: 'dialect/stranger-cannot-unshare',
  clauses: ['OCM-NOTIF-017'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  title: 'SHARE_UNSHARED about a library, by somebody who does not know its secret, has no effect',
  async run(ctx) {
    const delivery = await deliver(ctx);
    const stopped = notDelivered(delivery);
    if (stopped) return stopped;
    const exchange = await ctx.peer.sendNotification(ctx.host.id, {
      type: 'SHARE_UNSHARED',
      about: { sent: delivery.record.providerId },
      edit: [{ set: SECRET, value: 'a-secret-that-was-guessed' }],
    });
    const open = inconclusive(exchange);
    if (open) return open;
    const gone = await provenKept(ctx, delivery, [exchange]);
    return gone ? violated(gone) : kept(`answers a wrong secret with ${statusOf(exchange)}`);
  },
});

const errorBody = defineCheck({
  id: 'dialect/error-has-message',
  clauses: ['OCM-SHARE-061'],
  role: 'receiver',
  needs: [],
  impact: 'degrades',
  title: 'A refusal of a share or a notification is a JSON object with a string `message`',
  async run(ctx) {
    const broken: Broken[] = [];
    for (const route of ['shares', 'notifications'] as const) {
      const exchange = await post(ctx, route, '{}');
      const open = inconclusive(exchange);
      if (open) return open;
      if (isSuccess(exchange) || isServerError(exchange))
        return notApplicable(`an empty message is not refused: ${answerInWords(exchange)}`);
      const found = judge(exchange, { specOf: () => ctx.target.spec });
      for (const { clauses, expected, received, reason, where } of found.filter(({ rule }) => /\/error-/.test(rule))) {
        broken.push({
          clauses,
          expected,
          received: `${where}: ${received}, in ${answerInWords(exchange)}`,
          reason: `${reason.charAt(0).toUpperCase()}${reason.slice(1)} (${where}).`,
          exchanges: [exchange],
        });
      }
    }
    const [first, ...rest] = broken;
    return first ? violated(first, ...rest) : kept();
  },
});

/** Notifications about libraries, and what the answers look like. */
export const notifications: Check[] = [unshared, declined, wrongIsRefused, stranger, errorBody];
