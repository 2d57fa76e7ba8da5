import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { answerInWords, inconclusive, isServerError, objectOf, statusOf, valueInWords } from '../support/answer.js';
import { RUNGS, type Rung } from './ladder.js';
import { ask, type Code, knownCode, notFor, tokenFor, tokenIn } from './request.js';

/** Errors that the text knows (OCM-TOKEN-017). */
const ERRORS = ['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client', 'unsupported_grant_type'];

const controls = new WeakMap<CheckContext['target'], ReturnType<typeof tokenFor>>();

/** A refusal says something about a request only where a right one is not refused: asked once a target. */
export function rightRequest(ctx: CheckContext, code: Code): ReturnType<typeof tokenFor> {
  const known = controls.get(ctx.target);
  if (known) return known;
  const asked = tokenFor(ctx, code);
  controls.set(ctx.target, asked);
  return asked;
}

function refused(rung: Rung): Check {
  return defineCheck({
    id: rung.id,
    clauses: rung.clauses,
    role: 'sender',
    needs: ['session', 'send', 'callback'],
    impact: rung.signed || rung.needsOther ? 'breaks' : 'degrades',
    title: rung.title,
    async run(ctx) {
      const source = notFor(ctx, rung.clauses);
      if (source !== undefined) return notApplicable(source);
      if (rung.signed && ctx.host.signs === undefined)
        return notApplicable('the target does not say that it signs: neither capability http-sig nor publicKey');
      const code = await knownCode(ctx);
      if ('kind' in code) return code;
      const right = await rightRequest(ctx, code);
      if ('kind' in right) return right;
      const { departure } = rung;
      const answer = await ask(
        ctx,
        code,
        typeof departure === 'function' ? departure(await ctx.hostWith('other-client')) : departure,
      );
      return inconclusive(answer) ?? judge(answer, rung);
    },
  });
}

/** What one answer to a wrong request says. */
export function judge(
  answer: Exchange,
  { what, errors, mayBeTaken, signed }: Pick<Rung, 'what' | 'errors' | 'mayBeTaken' | 'signed'>,
): Outcome {
  const expected = `a token request ${what} is answered 400 with JSON, error ${errors.join(' or ')}`;
  const wrong = (reason: string): Outcome =>
    violated({ expected, received: answerInWords(answer), reason, exchanges: [answer] });
  const status = statusOf(answer) ?? 0;
  if (tokenIn(answer) !== undefined)
    return mayBeTaken ? kept(`takes a request ${what}`) : wrong(`A request ${what} is given a token.`);
  if (isServerError(answer)) return wrong(`A request ${what} makes the target fail with ${status}.`);
  // Whether a request that cannot be authenticated is a 400 or a 401 is not settled (OCM-AMB-016).
  if (status !== 400 && status !== 401) return wrong(`A request ${what} is answered ${status}, not 400.`);
  const error = objectOf(answer.response?.body)?.error;
  if (typeof error !== 'string' || !ERRORS.includes(error))
    return wrong(`The answer to a request ${what} does not say what is wrong: error is ${valueInWords(error)}.`);
  const remarks = [
    ...(status === 401 || signed ? [`answers ${status} to a request ${what}`] : []),
    ...(errors.includes(error) ? [] : [`says ${error} to a request ${what}`]),
  ];
  return remarks.length > 0 ? kept(remarks.join('; ')) : kept();
}

/** The token ladder: what is wrong with a request is refused in the words of the text. */
export const refusals: Check[] = RUNGS.map(refused);
