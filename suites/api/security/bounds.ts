import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { answerInWords, inconclusive, isServerError, isSuccess, statusOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { onHost, otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { eventually } from '../support/session.js';
import { knocksAt } from './canary.js';

/** Time, in ms, for which a slow server keeps the target waiting: longer than others have to be answered in. */
const SLOW = 30_000;
/** Time, in ms, in which others have to be answered, besides what it takes otherwise. */
const PATIENCE = 4_000;
/** Size of a document that nobody has a use for: large for a document, small for a network. */
const LARGE = 12 * 1024 * 1024;

const slow = defineCheck({
  id: 'security/slow-server-holds-up-nobody',
  clauses: ['OCM-SEC-010'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'While a server lets the target wait for its discovery document, shares of others are answered',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SEC-010');
    if (source !== undefined) return notApplicable(source);
    const before = await deliver(ctx);
    const stopped = notDelivered(before);
    if (stopped) return stopped;
    const host = await otherHost(ctx, 'slow', { trap: { waits: SLOW } });
    let isOver = false;
    const held = deliver(onHost(ctx, host)).finally(() => {
      isOver = true;
    });
    await eventually(PATIENCE, async () => isOver || (await knocksAt(ctx, host)).length > 0 || undefined);
    const wasOver = isOver;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), PATIENCE + 20 * before.exchange.ms);
    });
    const other = deliver(ctx);
    const after = await Promise.race([other, late]);
    clearTimeout(timer);
    await ctx.peer.suspendHost(host.id);
    await Promise.all([held, other]);
    if (wasOver) return kept('does not wait for the server that a share comes from');
    const open = after && inconclusive(after.exchange);
    if (after && isSuccess(after.exchange)) return kept();
    if (open && !after.exchange.error) return open;
    return violated({
      expected: `a share of somebody else is answered 201 within seconds, as before`,
      received: after ? answerInWords(after.exchange) : 'no answer yet',
      reason: 'One server that does not answer keeps the target from answering all others.',
      exchanges: after ? [after.exchange] : [before.exchange],
    });
  },
});

const large = defineCheck({
  id: 'security/large-document-is-no-crash',
  clauses: ['OCM-SEC-010'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'A discovery document of 12 MB makes neither this nor the next share fail',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SEC-010');
    if (source !== undefined) return notApplicable(source);
    const stopped = notDelivered(await deliver(ctx));
    if (stopped) return stopped;
    const host = await otherHost(ctx, 'large', { trap: { pads: LARGE } });
    const { exchange } = await deliver(onHost(ctx, host));
    const next = (await deliver(ctx)).exchange;
    const failed = [exchange, next].find(
      (each) => each.error !== undefined || (isServerError(each) && statusOf(each) !== 501 && statusOf(each) !== 503),
    );
    if (!failed) return kept(`answers ${statusOf(exchange)} to a share of a server whose document has 12 MB`);
    return violated({
      expected: 'the share is refused or taken in, and the next one is answered as ever',
      received: answerInWords(failed),
      reason:
        failed === next
          ? 'After it was shown a large document, the target does not answer any more.'
          : 'A large document makes the target fail.',
      exchanges: [failed],
    });
  },
});

/** Servers that answer slowly, or far too much. */
export const bounds: Check[] = [slow, large];
