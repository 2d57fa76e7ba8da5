import type { Check } from '../../../fixtures/check.js';

/** Checks that ask for the document itself: they say what is wrong with an endPoint, so they are not blocked by it. */
const OF_THE_DOCUMENT = 'discovery/';
const ROUTES = new Set(['discovery/end-point-takes-shares', 'discovery/end-point-takes-notifications']);

/**
 * A check that posts to the target needs its endPoint: without a usable one it is blocked by the check that says so.
 * What the target sends by itself does not need it.
 */
export function reachable(check: Check): Check {
  const isOwnDocument = check.id.startsWith(OF_THE_DOCUMENT) && !ROUTES.has(check.id);
  const isOfWhatIsSent = check.needs.includes('send') && !check.id.startsWith('notification/');
  const needsEndPoint = !isOwnDocument && !isOfWhatIsSent;
  if (!needsEndPoint) return check;
  return {
    ...check,
    async run(ctx) {
      if (ctx.target.endPoint !== undefined) return check.run(ctx);
      return {
        kind: 'blocked',
        by: 'discovery/end-point-is-absolute-uri',
        reason: 'the discovery document gives no endPoint that can be used',
      };
    },
  };
}
