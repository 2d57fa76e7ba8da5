import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { notApplicable } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { judged } from '../support/judged.js';
import { type Gesture, isTold, told } from './capture.js';
import { readingOf } from './readings.js';

/** Rules of the judge for a notification, each at the versions that know it. */
const RULES = [
  'sent-notification/json-object',
  'sent-notification/type-is-string',
  'sent-notification/provider-id-is-string',
  'sent-notification/resource-type-is-string',
  'sent-notification/notification-is-object',
  'sent-notification/type-is-registered',
  'sent-notification/no-top-level-provider-id',
  'sent-notification/sender-domain-is-host',
  'sent-notification/resource-or-share-type',
  'sent-notification/file-provider-id',
  'sent-notification/reshare-payload',
  'sent-notification/request-share-payload',
  'sent-notification/request-share-signed',
  'sent-notification/removal-payload',
  'sent-notification/old-removal-payload',
];

/** What the text leaves free: both ways are taken. */
const FREE: Record<string, ClauseId[]> = {
  'sent-notification/type-is-string': ['OCM-NOTIF-004'],
  'sent-notification/type-is-registered': ['OCM-NOTIF-023'],
};
const GESTURES: Gesture[] = ['accept', 'decline', 'unshare'];

/** The notifications after each gesture; the first outcome when there is none at all. */
async function collect(ctx: CheckContext): Promise<Exchange[] | Outcome> {
  const messages: Exchange[] = [];
  let why: Outcome = notApplicable('the target sends no notifications');
  for (const gesture of GESTURES) {
    const message = await told(ctx, gesture);
    if (isTold(message)) messages.push(message.exchange);
    else if (why.kind === 'not-applicable') why = message;
  }
  return messages.length > 0 ? messages : why;
}

export const messages: Check[] = RULES.map((id) =>
  judged(id, {
    role: 'either',
    needs: ['account', 'session', 'send', 'callback'],
    tolerates: FREE[id] ?? [],
    ...readingOf(id),
    messages: collect,
  }),
);
