import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { signatureDialectOf } from '../../../fixtures/counterpart.js';
import { answerInWords, inconclusive, isSuccess } from '../support/answer.js';
import { deliver, refusesUs, type Variation } from '../support/deliver.js';
import { otherHost } from '../support/hosts.js';
import { appliesAt, hasCriterion } from '../support/in-force.js';
import { refusal } from '../support/refusal.js';
import { REFUSED, type Rung, TAKEN } from './ladder.js';

/** Without this one nothing that is refused says anything about its signature. */
const PLAIN = 'signature/signed-share-taken';
const DEMANDS = ['must-use-http-sig', 'http-request-signatures'];

/** Why a rung says nothing about this target; undefined when it does. */
function notFor(ctx: CheckContext, { clauses, only, onDemand }: Rung): string | undefined {
  const dialect = ctx.host.signs && signatureDialectOf(ctx.target);
  if (dialect === undefined) return 'the target does not say that it signs: neither capability http-sig nor publicKey';
  const applies = clauses.filter((clause) => appliesAt(ctx, clause) === undefined);
  const [first] = clauses;
  if (applies.length === 0) return appliesAt(ctx, first);
  if (only ? !only.includes(dialect) : dialect === 'cavage')
    return `this part of a signature does not exist, or is not asked for, at ${ctx.target.spec}`;
  if (onDemand && !DEMANDS.some((criterion) => hasCriterion(ctx, criterion)))
    return 'the target does not demand signatures: none of its criteria says so';
  return undefined;
}

/** The share of a rung; where it needs one, with a second signing host of ours. */
async function shareOf(ctx: CheckContext, { signature, edit, needsOther }: Rung): Promise<Variation> {
  const other = needsOther ? await otherHost(ctx) : undefined;
  const signed = typeof signature === 'function' ? signature(other?.id ?? '') : signature;
  return { signature: signed, ...(edit ? { edit: edit(other?.authority ?? '') } : {}) };
}

/** A rung that must be refused: 4xx, no crash, and nothing changed afterwards. */
function refused(rung: Rung): Check {
  return defineCheck({
    id: rung.id,
    clauses: rung.clauses,
    role: 'receiver',
    needs: ['account', 'callback'],
    impact: 'breaks',
    title: rung.title,
    async run(ctx) {
      const source = notFor(ctx, rung);
      if (source !== undefined) return notApplicable(source);
      const share = await shareOf(ctx, rung);
      const since = rung.clauses.find((clause) => appliesAt(ctx, clause) === undefined) ?? rung.clauses[0];
      const { id, clauses, title, tells } = rung;
      const row = { id, clauses, title, since, names: [401, 400, 403], ...(tells ? { tells } : {}) };
      const outcome = await refusal({ ...row, variants: [{ what: rung.what, share }] }).run(ctx);
      return outcome.kind === 'blocked' ? { ...outcome, by: PLAIN } : outcome;
    },
  });
}

/** A rung that must be taken in. */
function taken(rung: Rung): Check {
  return defineCheck({
    id: rung.id,
    clauses: rung.clauses,
    role: 'receiver',
    needs: ['account', 'callback'],
    impact: 'breaks',
    title: rung.title,
    order: rung.id === PLAIN ? 30 : 50,
    async run(ctx) {
      const source = notFor(ctx, rung);
      if (source !== undefined) return notApplicable(source);
      const { exchange } = await deliver(ctx, await shareOf(ctx, rung));
      if (isSuccess(exchange)) return kept();
      const stopped = inconclusive(exchange) ?? (rung.id === PLAIN ? undefined : await plainIsRefused(ctx));
      if (stopped) return stopped;
      return violated({
        expected: `${rung.what} is taken in`,
        received: answerInWords(exchange),
        reason: `The target refuses ${rung.what}, which is right by the text of ${ctx.target.spec}.`,
        exchanges: [exchange],
      });
    },
  });
}

async function plainIsRefused(ctx: CheckContext): Promise<Outcome | undefined> {
  const { exchange } = await deliver(ctx);
  if (isSuccess(exchange)) return undefined;
  const reason = `the target does not take a well signed share: ${answerInWords(exchange)}`;
  return inconclusive(exchange) ?? refusesUs(exchange) ?? { kind: 'blocked', by: PLAIN, reason };
}

/** How the target verifies what it is sent. */
export const received: Check[] = [...TAKEN.map(taken), ...REFUSED.map(refused)];
