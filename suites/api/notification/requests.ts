import type { Check, CheckContext } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { answerInWords, inconclusive, isServerError, isSuccess, statusOf } from '../support/answer.js';
import { notificationBody } from '../support/notification-row.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { findSent } from './sent-state.js';

/** People whom no server under test has. */
const OWNER = 'nobody@owner.example.org';
const RECIPIENT = 'somebody@asking.example.org';

const wish = (file: Record<string, unknown>, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    notificationType: 'REQUEST_SHARE',
    senderDomain: 'asking.example.org',
    resourceType: 'file',
    ...more,
    notification: { file },
  });
const WHOLE = { owner: OWNER, shareWith: RECIPIENT, shareId: 'no-such-resource', permissions: ['read'] };
const without = (name: keyof typeof WHOLE): Record<string, unknown> =>
  Object.fromEntries(Object.entries(WHOLE).filter(([key]) => key !== name));

const REFUSALS = [400, 401, 403, 404, 501];

/** Wishes to be shared with: none of those tried here can be granted. */
const shareRequests: Check[] = [
  notificationBody({
    id: 'notification/share-request-declined',
    clauses: ['OCM-NOTIF-035'],
    title: 'REQUEST_SHARE for something that is not there is declined with an error status',
    names: REFUSALS,
    alsoRefuses: [501],
    bodies: [{ what: 'a REQUEST_SHARE for an unknown resource of an unknown owner', body: wish(WHOLE) }],
  }),
  notificationBody({
    id: 'notification/share-request-answered',
    // Asking is a MAY, and so is what comes of it (OCM-NOTIF-031, -040): either answer is taken, a crash is none.
    clauses: ['OCM-NOTIF-033', 'OCM-NOTIF-031', 'OCM-NOTIF-040'],
    title: 'REQUEST_SHARE is answered 201 or with an error status, without a crash',
    names: REFUSALS,
    alsoRefuses: [501],
    mayBeTaken: true,
    bodies: [{ what: 'a REQUEST_SHARE', body: wish(WHOLE) }],
  }),
  notificationBody({
    id: 'notification/share-request-incomplete',
    clauses: ['OCM-NOTIF-032'],
    title: 'REQUEST_SHARE that lacks a part, or has a `shareType`, is refused',
    names: REFUSALS,
    alsoRefuses: [501],
    bodies: [
      ...(['owner', 'shareWith', 'shareId', 'permissions'] as const).map((name) => ({
        what: `a REQUEST_SHARE without \`${name}\``,
        body: wish(without(name)),
      })),
      { what: 'a REQUEST_SHARE with `shareType`', body: wish(WHOLE, { shareType: 'user' }) },
    ],
  }),
];

const userRemoved = notificationBody({
  id: 'notification/user-removal-answered',
  // What the other side makes of a removal is its own business (OCM-NOTIF-041).
  clauses: ['OCM-NOTIF-016', 'OCM-NOTIF-041'],
  title: 'USER_REMOVED about somebody unknown is refused or taken in, without a crash',
  names: REFUSALS,
  alsoRefuses: [501],
  mayBeTaken: true,
  bodies: [
    {
      what: 'a USER_REMOVED in the older form',
      body: JSON.stringify({
        notificationType: 'USER_REMOVED',
        resourceType: 'user',
        providerId: 'nobody',
        notification: { message: 'gone' },
      }),
    },
    {
      what: 'a USER_REMOVED in the form of 1.5.0',
      body: JSON.stringify({
        notificationType: 'USER_REMOVED',
        senderDomain: 'asking.example.org',
        shareType: 'user',
        notification: { user: { userId: RECIPIENT } },
      }),
    },
  ],
});

/** The path of 1.4.0 for the same wish. A server may have none. */
const requestSharePath = defineCheck({
  id: 'notification/request-share-path-is-guarded',
  clauses: ['OCM-NOTIF-038', 'OCM-NOTIF-039', 'OCM-NOTIF-037'],
  role: 'either',
  needs: [],
  impact: 'degrades',
  title: 'An unsigned or incomplete request at /request-share is refused, where there is such a path',
  async run(ctx) {
    const readings = new Set<string>();
    for (const [what, body] of [
      ['an empty request', {}],
      ['a request without `share`', { owner: OWNER, shareWith: RECIPIENT }],
      ['an unsigned request', { owner: OWNER, shareWith: RECIPIENT, share: 'no-such-resource' }],
    ] as const) {
      const { exchange } = await ctx.http.request({
        method: 'POST',
        url: `${ctx.target.endPoint}/request-share`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
      });
      const open = inconclusive(exchange);
      if (open) return open;
      const status = statusOf(exchange) ?? 0;
      if (isSuccess(exchange) || (isServerError(exchange) && status !== 501)) {
        return violated({
          clauses: [what === 'an unsigned request' ? 'OCM-NOTIF-039' : 'OCM-NOTIF-038'],
          expected: `${what} at /request-share is refused, with 404 where there is no such path`,
          received: answerInWords(exchange),
          reason: isSuccess(exchange)
            ? `The target takes in ${what} for a share.`
            : `The target fails at ${what} for a share.`,
          exchanges: [exchange],
        });
      }
      readings.add(status === 404 || status === 405 ? 'has no /request-share' : `refuses with ${status}`);
    }
    return kept([...readings].join('; '));
  },
});

const reshareAnswered = defineCheck({
  id: 'notification/reshare-request-answered',
  // To grant it or not is the owner's side's choice (OCM-NOTIF-026).
  clauses: ['OCM-NOTIF-030', 'OCM-NOTIF-026'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'REQUEST_RESHARE about a share of the target gets an answer that says what becomes of it',
  async run(ctx) {
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const exchange = await ctx.peer.sendNotification(ctx.host.id, {
      type: 'REQUEST_RESHARE',
      about: { received: own.receivedId },
      edit: [{ set: '/notification/file/shareWith', value: RECIPIENT }],
    });
    const open = inconclusive(exchange);
    if (open) return open;
    const status = statusOf(exchange) ?? 0;
    if (status < 300 || (status >= 400 && status < 500) || status === 501)
      return kept(`answers a request to reshare with ${status}`);
    return violated({
      expected: 'an answer that says whether the wish is granted: a 2xx, a 4xx or 501',
      received: answerInWords(exchange),
      reason: 'Who asks for a share to be passed on cannot tell what becomes of the wish.',
      exchanges: [exchange],
    });
  },
});

/** Both ways to say no: whether the share is still among those that the target's user gave. */
const leftLikeDeclined = defineCheck({
  id: 'notification/left-is-like-declined',
  clauses: ['OCM-NOTIF-025'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'degrades',
  title: 'SHARE_ACCEPTED and then SHARE_UNSHARED leaves the sender where SHARE_DECLINED does',
  async run(ctx) {
    const declined = await after(ctx, ['SHARE_DECLINED']);
    if ('kind' in declined) return declined;
    const left = await after(ctx, ['SHARE_ACCEPTED', 'SHARE_UNSHARED']);
    if ('kind' in left) return left;
    const words = (isThere: boolean): string => (isThere ? 'is still there' : 'is gone');
    if (declined.isThere === left.isThere) return kept(`a share that was declined or left ${words(left.isThere)}`);
    return violated({
      expected: `a share that was accepted and then left ${words(declined.isThere)}, as one that was declined`,
      received: `it ${words(left.isThere)}`,
      reason: 'A recipient who leaves a share is not understood as one who declines it.',
      exchanges: left.exchanges,
    });
  },
});

async function after(ctx: CheckContext, types: string[]) {
  const own = await makeTargetSend(ctx);
  if (isOutcome(own)) return own;
  const exchanges = [];
  for (const type of types) {
    const exchange = await ctx.peer.sendNotification(ctx.host.id, { type, about: { received: own.receivedId } });
    const open = inconclusive(exchange);
    if (open) return open;
    if (!isSuccess(exchange)) return notApplicable(`the target does not take ${type} in: ${answerInWords(exchange)}`);
    exchanges.push(exchange);
  }
  return { isThere: await findSent(ctx, own), exchanges };
}

/** Notifications that ask for something, or that say that somebody went. */
export const requests: Check[] = [...shareRequests, userRemoved, requestSharePath, reshareAnswered, leftLikeDeclined];
