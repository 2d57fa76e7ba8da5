import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { ClauseId, Impact } from '../../../vocabulary.js';
import { answerInWords, inconclusive, isSuccess, statusOf } from './answer.js';
import { type Delivery, deliver, notDelivered, refusesUs, type Variation } from './deliver.js';
import { notShown } from './dialect.js';
import { appliesAt } from './in-force.js';
import { awaitReceived, recipientSession } from './session.js';

/** One row of the receive matrix: a legal share that a receiver has to take in. */
export interface AcceptanceRow {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  /** What is legal about it, in one line. */
  title: string;
  impact?: Impact;
  /** Clause that makes the message legal; the row applies where it is in force. Default: the first of `clauses`. */
  since?: ClauseId;
  /** A refusal with one of these statuses is a reading and no fault. */
  mayRefuse?: (ctx: CheckContext, status: number) => string | undefined;
  /**
   * Shares that are taken in by a target which only minds what the row is about, tried when the row's is refused: one that is
   * taken in convicts. Default: a plain share.
   */
  controls?: Variation[];
  /** Gives the source when the target never claimed it. */
  unless?: (ctx: CheckContext) => string | undefined;
  variants: AcceptanceVariant[] | ((ctx: CheckContext) => Promise<AcceptanceVariant[]>);
}

export interface AcceptanceVariant {
  /** As in "a share without `description`". */
  what: string;
  share: Variation;
}

/**
 * A row as a check. Taken in means: a 2xx and, where we can look, the recipient sees it.
 * When the controls fare no better the row says nothing of its own: it is blocked by the check of plain shares.
 */
export function acceptance(row: AcceptanceRow): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'receiver',
    needs: ['account', 'callback'],
    impact: row.impact ?? 'breaks',
    title: row.title,
    async run(ctx) {
      const source = appliesAt(ctx, row.since ?? row.clauses[0]) ?? row.unless?.(ctx);
      if (source !== undefined) return notApplicable(source);
      const variants = typeof row.variants === 'function' ? await row.variants(ctx) : row.variants;
      const readings: string[] = [];
      for (const variant of variants) {
        const delivery = await deliver(ctx, variant.share);
        const outcome = await judge(ctx, row, variant, delivery);
        if (outcome.kind !== 'kept') return outcome;
        if (outcome.reading !== undefined) readings.push(outcome.reading);
      }
      return kept(readings.length > 0 ? readings.join('; ') : undefined);
    },
  });
}

async function judge(
  ctx: CheckContext,
  row: AcceptanceRow,
  variant: AcceptanceVariant,
  delivery: Delivery,
): Promise<Outcome> {
  const { exchange } = delivery;
  const open = inconclusive(exchange) ?? refusesUs(exchange);
  if (open) return open;
  if (!isSuccess(exchange)) {
    const reading = row.mayRefuse?.(ctx, statusOf(exchange) ?? 0);
    if (reading !== undefined) return kept(reading);
    let blocked: Outcome | undefined;
    for (const control of row.controls ?? [{}]) {
      blocked = notDelivered(await deliver(ctx, control));
      if (!blocked) break;
    }
    return (
      blocked ??
      violated({
        expected: `${variant.what} is taken in: it is legal`,
        received: answerInWords(exchange),
        reason: `${variant.what} is refused with ${statusOf(exchange)}, while other shares are taken in.`,
        exchanges: [exchange],
      })
    );
  }
  const session = await recipientSession(ctx);
  if (!session || (await awaitReceived(ctx, session, delivery.trace))) return kept();
  const plain = await deliver(ctx);
  const stopped = notDelivered(plain);
  if (stopped) return stopped;
  if (!(await awaitReceived(ctx, session, plain.trace))) {
    return notShown(ctx, 'no share of ours is ever shown to the recipient, whatever its form');
  }
  return violated({
    expected: `${variant.what} is shown to its recipient, as a plain share is`,
    received: `${answerInWords(exchange)}, and no such share in the recipient's lists`,
    reason: `${variant.what} is answered as taken in, but the recipient never sees it.`,
    exchanges: [exchange],
  });
}
