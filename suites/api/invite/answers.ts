import { randomUUID } from 'node:crypto';
import type { Check, CheckContext, Outcome, TargetView } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import {
  answerInWords,
  inconclusive,
  isObject,
  isSuccess,
  objectOf,
  statusOf,
  valueInWords,
} from '../support/answer.js';
import { deliver, refusesUs } from '../support/deliver.js';
import { judged, onlyMessage } from '../support/judged.js';
import { awaitReceived } from '../support/session.js';
import { withoutInvites } from './claims.js';
import { accept, given, isGiven } from './given.js';

type Answer = Promise<Exchange | Outcome>;

/** One message a target: every rule looks at the same. */
function once(make: (ctx: CheckContext) => Answer): (ctx: CheckContext) => Answer {
  const known = new WeakMap<TargetView, Answer>();
  return (ctx) => {
    const earlier = known.get(ctx.target) ?? make(ctx);
    known.set(ctx.target, earlier);
    return earlier;
  };
}

const SENT: ClauseId[] = ['OCM-INV-016'];

/** What is answered to the acceptance of a good invite. */
const good = once(async (ctx) => {
  const stopped = withoutInvites(ctx, SENT);
  if (stopped) return stopped;
  const invite = await given(ctx);
  if (!isGiven(invite)) return invite;
  const { exchange } = await accept(ctx, invite.token);
  return refusesUs(exchange) ?? exchange;
});

/** What is answered to a token that nobody gave. */
const unknown = once(
  async (ctx) => withoutInvites(ctx, ['OCM-INV-024']) ?? (await accept(ctx, `unknown-${randomUUID()}`)).exchange,
);

const rule = (id: string, message: (ctx: CheckContext) => Answer, needs: Check['needs']): Check =>
  judged(id, {
    needs,
    messages: async (ctx) => {
      const found = await message(ctx);
      return 'kind' in found ? found : onlyMessage(found);
    },
  });

const SESSION: Check['needs'] = ['session', 'callback'];

/** With the capability there is an endpoint, whatever it says to a token that nobody gave (OCM-INV-037, -038). */
const hasEndpoint = defineCheck({
  id: 'invite/capability-has-endpoint',
  clauses: ['OCM-INV-037', 'OCM-INV-038', 'OCM-INV-036'],
  role: 'invite-sender',
  needs: ['callback'],
  impact: 'breaks',
  title: 'A server that lists invites answers POST /invite-accepted itself',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-037', 'OCM-INV-038']);
    if (stopped) return stopped;
    const exchange = await unknown(ctx);
    if ('kind' in exchange) return exchange;
    const open = inconclusive(exchange);
    if (open) return open;
    const status = statusOf(exchange) ?? 0;
    const isRouteless = status === 404 && objectOf(exchange.response?.body)?.message === undefined;
    if (!isRouteless && ![301, 302, 303, 307, 308, 405, 501].includes(status)) return kept();
    return violated({
      expected:
        'POST /invite-accepted below the endPoint is answered by the endpoint: 400 for a token that nobody gave',
      received: answerInWords(exchange),
      reason: 'Discovery lists invites, and there is nothing where they would be taken.',
      exchanges: [exchange],
    });
  },
});

/** The answer tells who made the invite (OCM-INV-015). What it calls them is free: nothing says that it is their login name. */
const namesInviter = defineCheck({
  id: 'invite/answer-names-the-inviter',
  clauses: ['OCM-INV-015'],
  role: 'invite-sender',
  needs: SESSION,
  impact: 'breaks',
  title: 'The answer to an acceptance names the person who made that invite',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-015']);
    if (stopped) return stopped;
    const people: { userID: unknown; address: string; exchange: Exchange }[] = [];
    for (const index of [0, 1]) {
      if (!ctx.accountAt(index)) continue;
      const invite = await given(ctx, { index });
      if (!isGiven(invite)) return invite;
      const { exchange } = await accept(ctx, invite.token);
      const body = objectOf(exchange.response?.body);
      if (!isSuccess(exchange) || !isObject(body)) {
        const reason = `an acceptance is not answered with a person: ${answerInWords(exchange)}`;
        return refusesUs(exchange) ?? { kind: 'blocked', by: 'invite-answer/has-user', reason };
      }
      people.push({ userID: body.userID, address: await (await ctx.session(index)).address(), exchange });
    }
    const isSelf = people.every(({ userID, address }) => `${String(userID)}@${ctx.target.authority}` === address);
    if (isSelf) return kept();
    const [first, second] = people;
    if (first && second && first.userID !== second.userID)
      return kept('gives people other identifiers to contacts than stand in their addresses');
    // Of one person alone it is known by what comes to them under that name.
    if (first && !second && (await reaches(ctx, `${String(first.userID)}@${ctx.target.authority}`)))
      return kept(
        'gives people other identifiers to contacts than stand in their addresses, under which shares reach them',
      );
    return violated({
      expected: `userID is the identifier of who made the invite: that of ${people.map(({ address }) => address).join(', ')}`,
      received: people.map(({ userID }) => `userID ${valueInWords(userID)}`).join(', '),
      reason: 'The contact that comes of the invite is somebody else than the person who gave it.',
      exchanges: people.map(({ exchange }) => exchange),
    });
  },
});

/** Whether a share for an address is shown to the recipient of the checks. */
async function reaches(ctx: CheckContext, to: string): Promise<boolean> {
  const delivery = await deliver(ctx, { to });
  return isSuccess(delivery.exchange) && Boolean(await awaitReceived(ctx, await ctx.session(0), delivery.trace));
}

/** What the target answers as the server that gave an invite. */
export const answers: Check[] = [
  hasEndpoint,
  rule('invite-answer/status-is-200', good, SESSION),
  rule('invite-answer/content-type-is-json', good, SESSION),
  rule('invite-answer/has-user', good, SESSION),
  rule('invite-answer/invalid-token-is-400', unknown, ['callback']),
  rule('invite-answer/error-has-message', unknown, ['callback']),
  rule('invite-answer/error-validation-errors-form', unknown, ['callback']),
  namesInviter,
];
