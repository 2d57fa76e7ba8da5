import type { Check, CheckContext } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import { answerInWords, inconclusive, isSuccess } from '../support/answer.js';
import { deliver, notDelivered, refusesUs } from '../support/deliver.js';
import { arrivesCheck } from '../support/dialect.js';
import { appliesAt } from '../support/in-force.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { onHost } from '../webapp/target.js';
import { FOREIGN } from './kinds.js';

/** A host of ours that names more than files in its document, after them. */
const several = (ctx: CheckContext): Promise<PeerHostInfo> =>
  ctx.hostWith('names-foreign-types', { resources: FOREIGN.map(({ resource }) => resource) });

const fromThere = defineCheck({
  id: 'beyond/sender-with-foreign-types',
  clauses: ['OCM-SHARE-053', 'OCM-DISC-039'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'A share of a file is taken in from a server whose document names resource types that nobody knows',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SHARE-053');
    if (source !== undefined) return notApplicable(source);
    const { exchange } = await deliver(onHost(ctx, await several(ctx)));
    const open = inconclusive(exchange) ?? refusesUs(exchange);
    if (open) return open;
    if (isSuccess(exchange)) return kept();
    return (
      notDelivered(await deliver(ctx)) ??
      violated({
        expected: 'the share is taken in, as from any other server',
        received: answerInWords(exchange),
        reason: 'The target minds what else its counterpart can share.',
        exchanges: [exchange],
      })
    );
  },
});

const toThere = defineCheck({
  id: 'beyond/receiver-with-foreign-types',
  clauses: ['OCM-SHARE-002'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'A file is shared with a server whose document names resource types that nobody knows',
  async run(ctx) {
    if (!(await ctx.sentShare('file')).creation)
      return { kind: 'blocked', by: 'sent-share/arrives', reason: 'no share reaches us at all' };
    const own = await makeTargetSend(onHost(ctx, await several(ctx)));
    if (!isOutcome(own)) return kept();
    if (own.kind !== 'blocked' || own.by !== arrivesCheck(ctx)) return own;
    const plain = await makeTargetSend(ctx);
    if (isOutcome(plain)) return plain;
    return violated({
      expected: 'POST /shares, as to any other server',
      received: own.reason,
      reason: 'The target minds what else its counterpart can share.',
      exchanges: [],
    });
  },
});

/** Servers that share more than files. */
export const met: Check[] = [fromThere, toThere];
