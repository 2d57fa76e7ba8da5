import type { Check, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { objectOf, valueInWords } from '../support/answer.js';
import { type Gesture, isTold, told } from './capture.js';

interface Row {
  gesture: Gesture;
  type: string;
  role: 'sender' | 'receiver';
  clauses: [ClauseId, ...ClauseId[]];
  needs: Check['needs'];
}

const ROWS: Row[] = [
  {
    gesture: 'accept',
    type: 'SHARE_ACCEPTED',
    role: 'receiver',
    clauses: ['OCM-NOTIF-006'],
    needs: ['account', 'session', 'callback'],
  },
  {
    gesture: 'decline',
    type: 'SHARE_DECLINED',
    role: 'receiver',
    clauses: ['OCM-NOTIF-006'],
    needs: ['account', 'session', 'callback'],
  },
  {
    gesture: 'unshare',
    type: 'SHARE_UNSHARED',
    role: 'sender',
    clauses: ['OCM-NOTIF-005'],
    needs: ['session', 'send', 'callback'],
  },
];

const typed = ({ gesture, type, role, clauses, needs }: Row): Check =>
  defineCheck({
    id: `sent-notification/${gesture}-is-${type.toLowerCase().replaceAll('_', '-')}`,
    clauses,
    role,
    needs,
    impact: 'degrades',
    title: `The notification after a user's ${gesture} has type ${type}`,
    async run(ctx) {
      const message = await told(ctx, gesture);
      if (!isTold(message)) return message;
      const got = objectOf(message.exchange.request.body)?.notificationType;
      if (got === type) return kept();
      return violated({
        expected: `notificationType ${type}`,
        received: `notificationType ${valueInWords(got)}`,
        reason: `The other server is not told what happened: the type after a user's ${gesture} is another one.`,
        exchanges: [message.exchange],
      });
    },
  });

const names = ({ gesture, role, needs }: Row): Check =>
  defineCheck({
    id: `sent-notification/${gesture}-names-the-share`,
    clauses: ['OCM-NOTIF-008'],
    role,
    needs,
    impact: 'breaks',
    title: `The notification after a user's ${gesture} carries the providerId of the share`,
    async run(ctx) {
      const message = await told(ctx, gesture);
      if (!isTold(message)) return message;
      const got = objectOf(message.exchange.request.body)?.providerId;
      if (got === message.providerId) return kept();
      return violated({
        expected: `providerId ${valueInWords(message.providerId)}`,
        received: `providerId ${valueInWords(got)}`,
        reason: 'The other server cannot tell which share the notification is about.',
        exchanges: [message.exchange],
      });
    },
  });

/** From 1.5.0 on the types in a notification are those of the share; `shareType` may stay away. */
const sameTypes = defineCheck({
  id: 'sent-notification/types-are-those-of-the-share',
  clauses: ['OCM-NOTIF-019', 'OCM-NOTIF-045'],
  role: 'either',
  needs: ['account', 'session', 'send', 'callback'],
  impact: 'degrades',
  title: 'Notifications name the resource type of the share that they are about, and no other share type',
  async run(ctx) {
    let why: Outcome = notApplicable('the target sends no notifications');
    let isSeen = false;
    for (const gesture of ['accept', 'decline', 'unshare'] as const) {
      const message = await told(ctx, gesture);
      if (!isTold(message)) {
        why = message;
        continue;
      }
      isSeen = true;
      const body = objectOf(message.exchange.request.body) ?? {};
      const wrong = (['resourceType', 'shareType'] as const).find(
        (name) => body[name] !== undefined && body[name] !== message.types[name],
      );
      if (wrong === undefined) continue;
      return violated({
        clauses: [body.notificationType === 'REQUEST_RESHARE' ? 'OCM-NOTIF-045' : 'OCM-NOTIF-019'],
        expected: `${wrong} ${valueInWords(message.types[wrong])}, as in the share`,
        received: `${wrong} ${valueInWords(body[wrong])}`,
        reason: `The notification after a user's ${gesture} is about a share of another type.`,
        exchanges: [message.exchange],
      });
    }
    return isSeen ? kept() : why;
  },
});

/** What a notification of the target's says about the share and the gesture. */
export const namesShare: Check[] = [...ROWS.flatMap((row) => [typed(row), names(row)]), sameTypes];
