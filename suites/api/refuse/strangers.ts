import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import { answerInWords, inconclusive, isServerError, isSuccess } from '../support/answer.js';

const strangersCannotList = defineCheck({
  id: 'refuse/strangers-cannot-list',
  clauses: ['OCM-SHARE-056'],
  role: 'receiver',
  needs: [],
  impact: 'degrades',
  title: 'GET on the path for shares shows nothing to a stranger and does not crash',
  async run(ctx) {
    const { exchange } = await ctx.http.request({
      method: 'GET',
      url: `${ctx.target.endPoint}/shares`,
      headers: { accept: 'application/json' },
    });
    const open = inconclusive(exchange);
    if (open) return open;
    if (!isSuccess(exchange) && !isServerError(exchange)) return kept();
    if (exchange.response?.status === 501) return kept();
    return violated({
      expected: 'a request of an unknown service for the list of shares is refused with a 4xx',
      received: answerInWords(exchange),
      reason: isSuccess(exchange)
        ? 'Anyone can read what the target answers to GET on its path for shares.'
        : 'GET on the path for shares makes the target fail.',
      exchanges: [exchange],
    });
  },
});

/** Other methods on the path for shares. */
export const strangers: Check[] = [strangersCannotList];
