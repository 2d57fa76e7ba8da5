import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { provenUnchanged } from '../support/absence.js';
import { answerInWords, inconclusive, isServerError, isSuccess, statusOf } from '../support/answer.js';
import { deliver } from '../support/deliver.js';

/** The other case of each letter; undefined when that changes nothing. */
function swapCase(text: string): string | undefined {
  const swapped = [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join('');
  return swapped === text ? undefined : swapped;
}

const identifierCase = defineCheck({
  id: 'address/identifier-is-case-sensitive',
  clauses: ['OCM-ADDR-003'],
  role: 'receiver',
  needs: ['account'],
  impact: 'harmless',
  title: 'The recipient written in the other case is another user, and not there',
  async run(ctx) {
    const recipient = ctx.recipient();
    const at = recipient.lastIndexOf('@');
    const swapped = swapCase(recipient.slice(0, at));
    if (swapped === undefined) return notApplicable('the account in the profile has no letters in its name');
    const delivery = await deliver(ctx, { to: `${swapped}${recipient.slice(at)}` });
    const open = inconclusive(delivery.exchange);
    if (open) return open;
    if (!isSuccess(delivery.exchange) && !isServerError(delivery.exchange)) {
      const after = await provenUnchanged(ctx, [delivery]);
      if (!Array.isArray(after)) return after;
      const [trace, ...more] = after;
      return trace ? violated(trace, ...more) : kept();
    }
    return violated({
      expected: `\`${swapped}\` is not the user \`${recipient.slice(0, at)}\``,
      received: answerInWords(delivery.exchange),
      reason: isSuccess(delivery.exchange)
        ? `A share for \`${swapped}\` is taken in, although identifiers are case-sensitive.`
        : `A recipient in another case makes the target fail with ${statusOf(delivery.exchange)}.`,
      exchanges: [delivery.exchange],
    });
  },
});

export const letterCase: Check[] = [identifierCase];
