import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { notApplicable } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { judged } from '../support/judged.js';
import { type Gesture, isTold, told } from './capture.js';

/** Rules of the judge for a notification, as far as the text up to 1.2.2 knows them. */
const RULES = [
  'sent-notification/json-object',
  'sent-notification/type-is-string',
  'sent-notification/provider-id-is-string',
  'sent-notification/resource-type-is-string',
];
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
  judged(id, { role: 'either', needs: ['account', 'session', 'send', 'callback'], messages: collect }),
);
