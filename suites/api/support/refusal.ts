import type { Broken, Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { failsAnyway, provenUnchanged } from './absence.js';
import { answerInWords, inconclusive, isServerError, isSuccess, requestInWords, statusOf } from './answer.js';
import { type Delivery, deliver, type Variation } from './deliver.js';
import { appliesAt } from './in-force.js';

/** One row of the error ladder: a share that cannot be taken in, in one or several variants. */
export interface RefusalRow {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  /** What is posted, in one line. */
  title: string;
  /** Clause of the sender's that makes the message wrong; the row applies where it is in force. Default: the first of `clauses`. */
  since?: ClauseId;
  /** Statuses that the text names for it; other 4xx are recorded as a reading. Default 400. */
  names?: number[];
  /** 5xx statuses that are a refusal in the text's sense (501) and not a crash. */
  alsoRefuses?: number[];
  /** A target that makes sense of it may take it in; then only a crash is wrong. */
  mayBeTaken?: true;
  /** The text leaves open which of these ways is right: the status is always recorded. */
  tells?: true;
  /** Tried even where no account is known: the message is refused whoever the recipient is. */
  anyRecipient?: true;
  /** A connection cut before the whole body was read is a refusal, too. */
  cutIsRefusal?: true;
  /** What must hold of the target for the row to apply; gives the source when it does not. */
  unless?: (ctx: CheckContext) => string | undefined;
  variants: RefusalVariant[] | ((ctx: CheckContext) => RefusalVariant[]);
}

export interface RefusalVariant {
  /** What is wrong, as in "without `name`". */
  what: string;
  share: Variation;
}

/** A row as a check. Refused means: a 4xx, nothing taken in, no crash, and nothing changed afterwards. */
export function refusal(row: RefusalRow): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'receiver',
    needs: row.anyRecipient ? [] : ['account'],
    impact: 'degrades',
    title: row.title,
    async run(ctx) {
      const source = appliesAt(ctx, row.since ?? row.clauses[0]) ?? row.unless?.(ctx);
      if (source !== undefined) return { kind: 'not-applicable', source };
      return refuse(ctx, row);
    },
  });
}

async function refuse(ctx: CheckContext, row: RefusalRow): Promise<Outcome> {
  const broken: Broken[] = [];
  const refused: Delivery[] = [];
  const readings = new Set<string>();
  let taken = false;
  for (const variant of typeof row.variants === 'function' ? row.variants(ctx) : row.variants) {
    const delivery = await deliver(ctx, variant.share);
    const judged = judgeRefusal(delivery.exchange, variant.what, row);
    if (judged.outcome) return judged.outcome;
    if (judged.broken) broken.push(judged.broken);
    else if (judged.taken) taken = true;
    else refused.push(delivery);
    if (judged.reading !== undefined) readings.add(judged.reading);
  }
  const [first, ...rest] = broken;
  if (first) {
    const crashes = broken.every(({ exchanges }) => exchanges.every(isServerError));
    const crashed = broken.flatMap(({ exchanges }) => exchanges);
    return (
      (crashes ? await failsAnyway(ctx, crashed) : undefined) ?? { kind: 'violated', violations: [first, ...rest] }
    );
  }
  // A target that took a variant in has shown that it takes shares from us, and has nothing to hide but in the others.
  const after = ctx.accountAt(0) && (refused.length > 0 || !taken) ? await provenUnchanged(ctx, refused) : [];
  if (!Array.isArray(after)) return after;
  const [trace, ...others] = after;
  if (trace) return { kind: 'violated', violations: [trace, ...others] };
  return kept(readings.size > 0 ? [...readings].join('; ') : undefined);
}

/** What one answer says: refused as it should be, wrong, or nothing. */
export function judgeRefusal(
  exchange: Exchange,
  what: string,
  row: Pick<RefusalRow, 'names' | 'alsoRefuses' | 'mayBeTaken' | 'cutIsRefusal' | 'tells'>,
): { outcome?: Outcome; broken?: Broken; taken?: boolean; reading?: string } {
  const names = row.names ?? [400];
  if (row.cutIsRefusal && (exchange.error?.code === 'reset' || exchange.error?.code === 'malformed')) {
    return { reading: `cuts the connection on ${what}` };
  }
  const open = inconclusive(exchange);
  if (open) return { outcome: open };
  const status = statusOf(exchange) ?? 0;
  const expected = `${what} is refused with ${names.join(' or ')}`;
  if (isSuccess(exchange)) {
    if (row.mayBeTaken) return { taken: true, reading: `takes ${what}` };
    return {
      broken: {
        expected,
        received: answerInWords(exchange),
        reason: `${requestInWords(exchange)} takes in ${what} and answers ${status}; refuse it with ${names[0]}.`,
        exchanges: [exchange],
      },
    };
  }
  const refuses = (status >= 400 && status < 500) || names.includes(status) || row.alsoRefuses?.includes(status);
  if (!refuses) {
    return {
      broken: {
        expected,
        received: answerInWords(exchange),
        reason:
          status >= 500
            ? `${what} makes the target fail with ${status} instead of being refused with ${names[0]}.`
            : `${what} is answered ${status}, which neither takes it in nor refuses it.`,
        exchanges: [exchange],
      },
    };
  }
  return names.includes(status) && !row.tells ? {} : { reading: `refuses ${what} with ${status}` };
}
