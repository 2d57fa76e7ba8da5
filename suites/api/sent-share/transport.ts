import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import { requestInWords } from '../support/answer.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';

/** The rule of the judge of this name lets loopback pass; here the sender has the choice, wherever the receiver is. */
const overTls = defineCheck({
  id: 'sent-share/over-tls',
  clauses: ['OCM-SHARE-004'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'A share goes over TLS to a server that speaks plain HTTP on the same port, too',
  async run(ctx) {
    const host = await ctx.hostWith('speaks-both', { alsoPlain: true });
    const own = await makeTargetSend({ ...ctx, host });
    if (isOutcome(own)) return own;
    const filter = { host: host.id, direction: 'in' as const, method: 'POST', pathEnds: '/shares' };
    const sent = await ctx.peer.exchanges({ ...filter, account: own.user });
    const plain = sent.filter(({ request }) => new URL(request.url).protocol === 'http:');
    if (plain.length === 0) return kept();
    return violated({
      expected: `POST ${host.endPoint}/shares`,
      received: plain.map(requestInWords).join(', '),
      reason: 'The secret of the share can be read on its way, although the receiver speaks TLS.',
      exchanges: plain,
    });
  },
});

/** How shares travel. */
export const transport: Check[] = [overTls];
