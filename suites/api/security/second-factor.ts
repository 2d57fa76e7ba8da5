import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { demandsToken } from '../../../peer/host/criteria.js';
import { isAtLeast } from '../../../spec/ledger.js';
import { ProductThrottled } from '../../../targets/cloud.js';
import { HookFailed } from '../../../targets/hooks.js';
import type { ClauseId } from '../../../vocabulary.js';
import { type Opened, openAtTarget } from '../receive/access.js';
import { answerInWords, inconclusive, isServerError, isSuccess, statusOf } from '../support/answer.js';
import { deliver, type Variation } from '../support/deliver.js';
import { appliesAt, hasCapability, noProtocolObject } from '../support/in-force.js';

/** A share that demands a second factor, in the word of the version, besides what the target demands itself. */
function demanding(ctx: CheckContext): Variation {
  const isNewer = isAtLeast(ctx.target.spec, '1.3.0');
  const exchange = ctx.host.tokens === 'code' ? 'use-code' : 'must-exchange-token';
  const value = [...(demandsToken(ctx.target.document) ? [exchange] : []), isNewer ? 'must-use-mfa' : 'mfa-enforced'];
  return { form: 'multi', edit: [{ set: '/protocol/webdav/requirements', value }] };
}

/** What becomes of such a share with somebody who logged in with a password alone, as all drivers do. */
function ofDemand(row: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  unless: (ctx: CheckContext) => string | undefined;
  refused: (delivery: Awaited<ReturnType<typeof deliver>>) => Outcome;
}): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'receiver',
    needs: ['account', 'session', 'callback'],
    impact: 'breaks',
    title: row.title,
    async run(ctx) {
      const source = appliesAt(ctx, row.clauses[0]) ?? noProtocolObject(ctx) ?? row.unless(ctx);
      if (source !== undefined) return notApplicable(source);
      const delivery = await deliver(ctx, demanding(ctx));
      const open = inconclusive(delivery.exchange);
      if (open) return open;
      if (!isSuccess(delivery.exchange)) return row.refused(delivery);
      return shown(ctx);
    },
  });
}

async function shown(ctx: CheckContext): Promise<Outcome> {
  let opened: Opened | Outcome;
  try {
    opened = await openAtTarget(ctx, demanding(ctx));
  } catch (error) {
    if (error instanceof ProductThrottled || error instanceof HookFailed || !(error instanceof Error)) throw error;
    return kept(`does not open it: ${error.message}`);
  }
  if ('kind' in opened) return opened;
  if (opened.bytes === undefined) return kept('takes the share in, and does not open it');
  // Whoever acts for people by hooks may have shown a second factor, which is not to be seen from here.
  if (ctx.cloud?.traits.needsNoPassword) return kept('opens it for people of its hooks');
  return violated({
    expected: 'a refusal, or a second factor asked for: this account logged in with a password alone',
    received: `${opened.bytes.length} bytes of the file`,
    reason: 'What may be seen with a second factor only is shown to somebody who has shown none.',
    exchanges: [opened.delivery.exchange, ...opened.all],
  });
}

const needed = ofDemand({
  id: 'security/second-factor-needed',
  clauses: ['OCM-SEC-003'],
  title: 'A share that demands a second factor is not shown to somebody who logged in with a password alone',
  unless: () => undefined,
  refused: ({ exchange }) =>
    kept(
      `answers ${statusOf(exchange)} to a share that demands a second factor${isServerError(exchange) && statusOf(exchange) !== 501 ? ', and fails' : ''}`,
    ),
});

const claimKept = ofDemand({
  id: 'security/second-factor-claim-kept',
  clauses: ['OCM-SEC-004', 'OCM-DISC-041'],
  title:
    'A server with capability `enforce-mfa` takes in a share that demands a second factor, and does not show it without',
  unless: (ctx) =>
    hasCapability(ctx, 'enforce-mfa') ? undefined : 'its discovery document has no capability `enforce-mfa`',
  refused: ({ exchange }) =>
    violated({
      clauses: ['OCM-DISC-041'],
      expected: 'the share is taken in: the target announces `enforce-mfa`',
      received: answerInWords(exchange),
      reason: 'The target says that it asks for second factors, and refuses shares that demand one.',
      exchanges: [exchange],
    }),
});

/** Requirement `must-use-mfa`, on shares of files. */
export const secondFactor: Check[] = [needed, claimKept];
