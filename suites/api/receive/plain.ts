import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import { answerInWords, inconclusive, isSuccess } from '../support/answer.js';
import { type Delivery, deliver, formTaken, notDelivered, refusesUs } from '../support/deliver.js';
import { awaitReceived, recipientSession } from '../support/session.js';
import { repaired } from './repairs.js';

const plainShare = defineCheck({
  id: 'receive/plain-share',
  clauses: ['OCM-DISC-039', 'OCM-SHARE-053', 'OCM-SHARE-066'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  order: 10,
  title: 'A plain share of a file, in the form that the target announces, is taken in',
  async run(ctx) {
    const { exchange, user } = await deliver(ctx);
    const open = inconclusive(exchange) ?? refusesUs(exchange);
    if (open) return open;
    if (isSuccess(exchange)) {
      const looked = await ctx.peer.exchanges({
        host: ctx.host.id,
        direction: 'in',
        account: user,
        method: 'PROPFIND',
      });
      const readings = [
        ...((await formTaken(ctx)) ? ['takes the newer form only, and announces no capability that says so'] : []),
        ...(looked.length > 0 ? ['looks at the resource before it takes a share in'] : []),
      ];
      return kept(readings.length > 0 ? readings.join('; ') : undefined);
    }
    const other = await repaired(ctx);
    return violated({
      expected: 'a well-formed share for an existing user is answered with 201',
      received: answerInWords(exchange),
      reason: other
        ? `The target takes no plain share; it takes one when ${other.words}, which no text of OCM asks for.`
        : 'The target takes no plain share, so nobody can share with its users.',
      exchanges: [exchange, ...(other ? [other.delivery.exchange] : [])],
    });
  },
});

const shownToRecipient = defineCheck({
  id: 'receive/shown-to-recipient',
  // The share has no expiration, so it is there for good; how it is shown is free (OCM-SHARE-026, -067).
  clauses: ['OCM-SHARE-053', 'OCM-SHARE-026', 'OCM-SHARE-067'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  order: 11,
  title: 'A share that was answered as taken in appears in the lists of its recipient',
  async run(ctx) {
    const session = await recipientSession(ctx);
    if (!session)
      return { kind: 'not-verifiable', reason: 'the first account has no password in the profile: add one' };
    const plain = await deliver(ctx);
    const stopped = notDelivered(plain);
    // What becomes of a share that is written as the target wants it is the next thing to know.
    const mended = stopped?.kind === 'blocked' ? await repaired(ctx) : undefined;
    if (stopped && !mended) return stopped;
    const delivery = mended?.delivery ?? plain;
    const isShown = async ({ trace }: Delivery): Promise<boolean> => Boolean(await awaitReceived(ctx, session, trace));
    if (await isShown(delivery)) return kept(mended && `shows a share when ${mended.words}`);
    const shown = await repaired(ctx, isShown);
    return violated({
      expected: 'a share answered with 201 is pending or accepted for its recipient',
      received: `${answerInWords(delivery.exchange)}, and no "${delivery.name}" in the recipient's lists`,
      reason: shown
        ? `The target says that it took the share in, but the recipient sees it only when ${shown.words}.`
        : 'The target says that it took the share in, but the recipient never sees it.',
      exchanges: [delivery.exchange],
    });
  },
});

export const plain: Check[] = [plainShare, shownToRecipient];
