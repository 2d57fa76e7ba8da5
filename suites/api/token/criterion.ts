import type { Broken, Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable } from '../../../fixtures/check.js';
import { answerInWords, isSuccess } from '../support/answer.js';
import { type Delivery, deliver, type Variation } from '../support/deliver.js';
import { onHost } from '../support/hosts.js';
import { appliesAt, hasCriterion } from '../support/in-force.js';
import { judgeRefusal } from '../support/refusal.js';
import { awaitReceived, lookAt, recipientSession } from '../support/session.js';
import { strictHost } from './received.js';

/** The criterion in the words of each version. */
const CRITERIA = ['must-exchange-token', 'token-exchange', 'code'];

const VARIANTS: { what: string; share: Variation }[] = [
  {
    what: 'a share that does not say that its secret is to be exchanged',
    share: { edit: [{ remove: '/protocol/webdav/requirements' }] },
  },
  {
    what: 'a share with a second protocol that does not say so',
    share: {
      edit: [
        { set: '/protocol/name', value: 'multi' },
        { set: '/protocol/ssh', value: { accessTypes: ['remote'], uri: 'nobody@host.example.org:22' } },
      ],
    },
  },
];

/** Who demands the exchange refuses what can be opened without, and takes what cannot. */
const refusesOthers = defineCheck({
  id: 'token/share-without-demand-refused',
  clauses: ['OCM-DISC-052'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'A server that takes only shares for exchange refuses one with a protocol that is not',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-DISC-052');
    if (source !== undefined) return notApplicable(source);
    if (!CRITERIA.some((criterion) => hasCriterion(ctx, criterion)))
      return notApplicable('the target does not demand the exchange: none of its criteria says so');
    const strict = onHost(ctx, await strictHost(ctx, 'strict-sender'));
    const broken: Broken[] = [];
    const refused: Delivery[] = [];
    const readings = new Set<string>();
    for (const { what, share } of VARIANTS) {
      const delivery = await deliver(strict, share);
      const judged = judgeRefusal(delivery.exchange, what, { names: [400, 403], alsoRefuses: [501] });
      if (judged.outcome) return judged.outcome;
      if (judged.broken) broken.push(judged.broken);
      else refused.push(delivery);
      if (judged.reading !== undefined) readings.add(judged.reading);
    }
    // Without a share that is taken, nothing was refused for what it lacks.
    const whole = await deliver(strict);
    if (broken.length === 0 && !isSuccess(whole.exchange))
      return notVerifiable(
        `the target takes no share for exchange either, so what it refuses says nothing: ${answerInWords(whole.exchange)}`,
      );
    const session = await recipientSession(ctx);
    if (session && isSuccess(whole.exchange) && (await awaitReceived(ctx, session, whole.trace))) {
      const seen = await lookAt(ctx, session);
      for (const { exchange, trace } of refused) {
        if (!seen(trace)) continue;
        broken.push({
          expected: 'a share that was refused leaves nothing behind',
          received: 'its recipient sees it',
          reason: 'The answer says that the share was refused, yet the recipient sees it.',
          exchanges: [exchange],
        });
      }
    }
    const [first, ...rest] = broken;
    if (first) return { kind: 'violated', violations: [first, ...rest] };
    return kept(readings.size > 0 ? [...readings].join('; ') : undefined);
  },
});

/** What a server refuses that demands the exchange. */
export const criterion: Check[] = [refusesOthers];
