import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { notApplicable, notVerifiable } from '../../../fixtures/check.js';
import { FOLLOWS_FROM_DIALECT } from '../../../protocol/library-dialect.js';
import { SPEAKS_OCM } from '../../../vocabulary.js';

const OF_DIALECT = /^dialect\//;

/** Asks below the endPoint, in OCM. */
const END_POINT = /^discovery\/end-point-takes-/;

/** What of the discovery document can be judged whatever the language is: where it is, how it is served, and what is not about resources. */
const isOfAnyDocument = (id: string): boolean =>
  id.startsWith('discovery/') && !FOLLOWS_FROM_DIALECT.test(id) && !END_POINT.test(id);

/**
 * A target that speaks a dialect in place of OCM can be asked for nothing of OCM: each such check would be red for one and the same
 * cause, so it is blocked by the finding that names it. What the dialect's own messages keep of OCM is the matter of the area `dialect`,
 * which has nothing to say about anybody else.
 */
export function inLanguage(check: Check): Check {
  if (isOfAnyDocument(check.id) || check.id === SPEAKS_OCM) return check;
  const run = OF_DIALECT.test(check.id) ? inDialect(check) : inOcm(check);
  return { ...check, run };
}

function inOcm(check: Check): Check['run'] {
  return async (ctx) => {
    const { dialect } = ctx.target;
    if (!dialect) return check.run(ctx);
    return { kind: 'blocked', by: SPEAKS_OCM, reason: `the target speaks ${dialect.label}, not OCM` };
  };
}

function inDialect(check: Check): Check['run'] {
  return async (ctx) => {
    const { dialect } = ctx.target;
    if (!dialect) return notApplicable('its discovery document announces OCM, and no dialect in place of it');
    if (dialect.words) return check.run(ctx);
    return notVerifiable(
      `nobody here speaks ${dialect.label}: the product that has it needs a folder in targets/ with its words`,
    );
  };
}

/** The check that says whether the plainest share is taken in, in the language of the target. */
export const plainShareCheck = (ctx: CheckContext): string =>
  ctx.target.dialect ? 'dialect/share-is-taken-in' : 'receive/plain-share';

const shownCheck = (ctx: CheckContext): string =>
  ctx.target.dialect ? 'dialect/share-is-shown' : 'receive/shown-to-recipient';

/** For a check that cannot go on because what was taken in is in nobody's list. */
export const notShown = (ctx: CheckContext, reason: string): Outcome => ({
  kind: 'blocked',
  by: shownCheck(ctx),
  reason,
});

/** The check that says whether anything arrives when the target is told to share. */
export const arrivesCheck = (ctx: CheckContext): string =>
  ctx.target.dialect ? 'dialect/sent-share-arrives' : 'sent-share/arrives';
