import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable, violated } from '../../../fixtures/check.js';
import { answerInWords, inconclusive, isSuccess, statusOf } from '../support/answer.js';
import { deliver, INSIDE, notDelivered, refusesUs } from '../support/deliver.js';
import { notShown } from '../support/dialect.js';
import { awaitReceived, recipientSession } from '../support/session.js';

const takenIn = defineCheck({
  id: 'dialect/share-is-taken-in',
  clauses: ['OCM-SHARE-053'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  order: 10,
  title: 'A plain share of a library, as the dialect has it, is answered 201',
  async run(ctx) {
    const { exchange } = await deliver(ctx);
    const open = inconclusive(exchange) ?? refusesUs(exchange);
    if (open) return open;
    if (statusOf(exchange) === 201) return kept();
    return violated({
      expected: 'a well-formed share of a library for an existing user is answered 201',
      received: answerInWords(exchange),
      reason: isSuccess(exchange)
        ? 'Senders that look for 201 take the share for lost.'
        : 'The target takes no share in, not even in its own dialect.',
      exchanges: [exchange],
    });
  },
});

const shown = defineCheck({
  id: 'dialect/share-is-shown',
  clauses: ['OCM-SHARE-053'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  order: 11,
  title: 'A share of a library that was answered as taken in appears in the list of its recipient',
  async run(ctx) {
    const session = await recipientSession(ctx);
    if (!session) return notVerifiable('the first account has no password in the profile: add one');
    const delivery = await deliver(ctx);
    const stopped = notDelivered(delivery);
    if (stopped) return stopped;
    if (await awaitReceived(ctx, session, delivery.trace)) return kept();
    return violated({
      expected: 'a share answered with 201 is listed for its recipient',
      received: `${answerInWords(delivery.exchange)}, and no "${delivery.name}" in the recipient's list`,
      reason: 'The target says that it took the share in, but the recipient never sees it.',
      exchanges: [delivery.exchange],
    });
  },
});

const read = defineCheck({
  id: 'dialect/received-bytes-are-right',
  clauses: ['OCM-DISC-039', 'OCM-SHARE-053'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  title: 'The recipient of a library reads the bytes that its owner put there',
  async run(ctx) {
    const session = await recipientSession(ctx);
    if (!session) return notVerifiable('the first account has no password in the profile: add one');
    const since = await ctx.peer.mark();
    const delivery = await deliver(ctx);
    const stopped = notDelivered(delivery);
    if (stopped) return stopped;
    const listed = await awaitReceived(ctx, session, delivery.trace);
    if (!listed) return notShown(ctx, 'the share is answered with 201 but never shown');
    if (listed.state === 'pending') await session.accept(listed.share);
    const bytes = await session.readReceived(listed.share, INSIDE);
    const text = bytes === undefined ? undefined : Buffer.from(bytes).toString();
    if (text === delivery.content) return kept();
    const asked = await ctx.peer.exchanges({ host: ctx.host.id, direction: 'in', method: 'GET', since });
    const last = asked.at(-1);
    return violated({
      expected: `${delivery.content.length} bytes as put by the owner`,
      received: text === undefined ? `no content${last ? `; our answer was ${statusOf(last)}` : ''}` : 'other bytes',
      reason: 'A library that was taken in cannot be read by its recipient.',
      exchanges: [delivery.exchange, ...asked.slice(-3)],
    });
  },
});

/** What becomes of a library that others share. */
export const received: Check[] = [takenIn, shown, read];
