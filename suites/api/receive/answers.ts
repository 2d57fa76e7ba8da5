import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { notApplicable } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { answerInWords, objectOf, statusOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { resourceTypes } from '../support/in-force.js';
import { judged, onlyMessage } from '../support/judged.js';

/** An answer that refuses: to a body that is no message at all. */
async function refusalOf(ctx: CheckContext, route: 'shares' | 'notifications'): Promise<Exchange[] | Outcome> {
  const exchange = await ctx.peer.send(ctx.host.id, {
    method: 'POST',
    url: `${ctx.target.endPoint}/${route}`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: '{}',
  });
  if (statusOf(exchange) === 400 || exchange.error || statusOf(exchange) === 429) return onlyMessage(exchange);
  return notApplicable(`an empty message is not answered 400: ${answerInWords(exchange)}`);
}

/** What stands in the answer to a share with a user; older servers send nothing (OCM-AMB-024). */
function displayName({ response }: Exchange): string {
  if ((response?.body.bytes ?? 0) === 0) return 'answers a share with an empty body';
  const isNamed = typeof objectOf(response?.body)?.recipientDisplayName === 'string';
  return `answers a share with a user ${isNamed ? 'with' : 'without'} \`recipientDisplayName\``;
}

/** Rules of the judge for what the target answers. */
export const answers: Check[] = [
  judged('share-answer/status-is-201', {
    needs: ['account', 'callback'],
    async messages(ctx) {
      const delivery = await deliver(ctx);
      return notDelivered(delivery) ?? [delivery.exchange];
    },
  }),
  ...['share-answer/recipient-display-name', 'share-answer/content-type-is-json'].map((id) =>
    judged(id, {
      needs: ['account', 'callback'],
      async messages(ctx) {
        const delivery = await deliver(ctx);
        return notDelivered(delivery) ?? [delivery.exchange];
      },
      ...(id === 'share-answer/recipient-display-name' ? { reading: displayName } : {}),
    }),
  ),
  judged('share-answer/ssh-has-public-keys', {
    needs: ['account', 'callback'],
    async messages(ctx) {
      const takesSsh = resourceTypes(ctx).some(
        ({ protocols }) => typeof protocols === 'object' && protocols !== null && 'ssh-receive' in protocols,
      );
      if (!takesSsh) return notApplicable('its discovery document has no `ssh-receive`');
      const ssh = { uri: 'somebody@127.0.0.1:22/nothing', accessTypes: ['remote'] };
      const delivery = await deliver(ctx, { form: 'multi', edit: [{ set: '/protocol/ssh', value: ssh }] });
      return notDelivered(delivery) ?? [delivery.exchange];
    },
  }),
  ...['share-answer/error-has-message', 'share-answer/error-validation-errors-form'].map((id) =>
    judged(id, { needs: [], messages: (ctx) => refusalOf(ctx, 'shares') }),
  ),
  ...['notification-answer/error-has-message', 'notification-answer/error-validation-errors-form'].map((id) =>
    judged(id, { needs: [], messages: (ctx) => refusalOf(ctx, 'notifications') }),
  ),
];
