import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable, violated } from '../../../fixtures/check.js';
import { answerInWords, inconclusive, isServerError, isSuccess, statusOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { provenKept } from '../support/notification-row.js';
import { recipientSession } from '../support/session.js';

const foreignUnshare = defineCheck({
  id: 'notification/stranger-cannot-unshare',
  clauses: ['OCM-NOTIF-017'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  title: 'SHARE_UNSHARED by somebody who does not know the secret of the share has no effect',
  async run(ctx) {
    if (!(await recipientSession(ctx)))
      return notVerifiable('the first account has no password in the profile: add one');
    const delivery = await deliver(ctx);
    const stopped = notDelivered(delivery);
    if (stopped) return stopped;
    const exchange = await ctx.peer.send(ctx.host.id, {
      method: 'POST',
      url: `${ctx.target.endPoint}/notifications`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({
        notificationType: 'SHARE_UNSHARED',
        resourceType: 'file',
        providerId: delivery.record.providerId,
        notification: { sharedSecret: 'a-secret-that-was-guessed', message: 'The share is gone' },
      }),
    });
    const open = inconclusive(exchange);
    if (open) return open;
    if (isServerError(exchange) && statusOf(exchange) !== 501) {
      return violated({
        expected: 'a notification of a service that cannot be authenticated is refused with 401 or 403',
        received: answerInWords(exchange),
        reason: 'A notification with a wrong secret makes the target fail.',
        exchanges: [exchange],
      });
    }
    const gone = await provenKept(ctx, delivery, [exchange]);
    return gone ? violated(gone) : kept(`answers a wrong secret with ${statusOf(exchange)}`);
  },
});

const strangersCannotList = defineCheck({
  id: 'notification/strangers-cannot-list',
  clauses: ['OCM-NOTIF-017'],
  role: 'either',
  needs: [],
  impact: 'degrades',
  title: 'GET on the path for notifications shows nothing to a stranger and does not crash',
  async run(ctx) {
    const { exchange } = await ctx.http.request({
      method: 'GET',
      url: `${ctx.target.endPoint}/notifications`,
      headers: { accept: 'application/json' },
    });
    const open = inconclusive(exchange);
    if (open) return open;
    if (!isSuccess(exchange) && (!isServerError(exchange) || statusOf(exchange) === 501)) return kept();
    return violated({
      expected: 'a request of an unknown service for the list of notifications is refused with a 4xx',
      received: answerInWords(exchange),
      reason: isSuccess(exchange)
        ? 'Anyone can read what the target answers to GET on its path for notifications.'
        : 'GET on the path for notifications makes the target fail.',
      exchanges: [exchange],
    });
  },
});

export const strangers: Check[] = [foreignUnshare, strangersCannotList];
