import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { findSent } from '../notification/sent-state.js';
import { answerInWords, inconclusive, isServerError, isSuccess, objectOf, statusOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { otherHost } from '../support/hosts.js';
import { provenKept } from '../support/notification-row.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';
import { strangersWord } from './stranger.js';

const WORDS = ['RESHARE_CHANGE_PERMISSION', 'SHARE_CHANGE_PERMISSION'];
const WIDER = ['read', 'write', 'share'];

const notRaised = defineCheck({
  id: 'security/receiver-cannot-raise-permission',
  clauses: ['OCM-DAV-015', 'OCM-SEC-008'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'A notification of the receiver that the permissions of its share are wider now lets it write nothing',
  async run(ctx) {
    const own = await makeTargetSend(ctx, { permission: 'read' });
    if (isOutcome(own)) return own;
    await write(ctx, own);
    if (await isChanged(own))
      return {
        kind: 'blocked',
        by: 'sent-share/read-only-is-enforced',
        reason: 'a share for reading can be written to anyway',
      };
    const exchanges: Exchange[] = [];
    for (const type of WORDS)
      exchanges.push(
        await ctx.peer.sendNotification(ctx.host.id, {
          type,
          about: { received: own.receivedId },
          // In both forms: as the text has it, and as deployed servers read it.
          edit: [
            { set: '/notification/permissions', value: WIDER },
            { set: '/notification/permission', value: WIDER },
          ],
        }),
      );
    const written = await write(ctx, own);
    if (!(await isChanged(own)))
      return kept(`answers ${exchanges.map(statusOf).join(' and ')} to wishes of a receiver for more`);
    return violated({
      expected: 'the file stays as it was: it was shared for reading',
      received: `${answerInWords(written)}; the file is changed`,
      reason: 'Who was given a share for reading writes after saying that it may.',
      exchanges: [...exchanges, written],
    });
  },
});

const write = (ctx: CheckContext, { user, receivedId }: OwnShare): Promise<Exchange> =>
  ctx.peer.dav(ctx.host.id, user, receivedId, { method: 'PUT', body: 'overwritten\n' });

async function isChanged({ session, path, content }: OwnShare): Promise<boolean> {
  const now = await session.readFile(path);
  return now === undefined || Buffer.from(now).toString() !== content;
}

/** The message of a server that has no part in a share of the target. */
async function ofStranger(ctx: CheckContext, own: OwnShare, type: string, more: Record<string, unknown> = {}) {
  const { providerId, creation } = own;
  const about = { providerId, resourceType: objectOf(creation.request.body)?.resourceType };
  return strangersWord(ctx, await otherHost(ctx, 'stranger'), about, type, more);
}

/** What stops a check at the answer to a stranger: nothing that decides, or a crash. */
function stopsAt(exchange: Exchange): Outcome | undefined {
  const open = inconclusive(exchange);
  if (open) return open;
  if (!isServerError(exchange) || statusOf(exchange) === 501) return undefined;
  return violated({
    expected: 'a notification of a server that has no part in the share is refused with 401 or 403',
    received: answerInWords(exchange),
    reason: 'A notification of a stranger makes the target fail.',
    exchanges: [exchange],
  });
}

const notDeclined = defineCheck({
  id: 'security/stranger-cannot-decline',
  clauses: ['OCM-NOTIF-017', 'OCM-SEC-008'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'SHARE_DECLINED of a server that the share was not given to does not end it',
  async run(ctx) {
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const exchange = await ofStranger(ctx, own, 'SHARE_DECLINED');
    const stopped = stopsAt(exchange);
    if (stopped) return stopped;
    const opened = await ctx.peer.dav(ctx.host.id, own.user, own.receivedId, {
      method: 'PROPFIND',
      headers: { depth: '0' },
    });
    if ((await findSent(ctx, own)) || isSuccess(opened))
      return kept(`answers ${statusOf(exchange)} to a stranger that declines`);
    return violated({
      expected: 'the share is among those that its owner gave, and opens',
      received: `it is gone, and answers ${statusOf(opened)}`,
      reason: 'Anybody who knows or guesses the id of a share can end it.',
      exchanges: [exchange, opened],
    });
  },
});

const notPassedOn = defineCheck({
  id: 'security/stranger-cannot-reshare',
  clauses: ['OCM-NOTIF-017', 'OCM-SEC-008'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'REQUEST_RESHARE of a server that the share was not given to gives nothing to anybody',
  async run(ctx) {
    const own = await makeTargetSend(ctx);
    if (isOutcome(own)) return own;
    const third = await otherHost(ctx, 'third');
    const { user, address } = await ctx.peer.addAccount(third.id, { user: ctx.unique('third') });
    const exchange = await ofStranger(ctx, own, 'REQUEST_RESHARE', {
      shareWith: address,
      senderId: ctx.unique('reshare'),
      permissions: WIDER,
    });
    const stopped = stopsAt(exchange);
    if (stopped) return stopped;
    await ctx.settle();
    await ctx.peer.idle(third.id);
    const [given] = await ctx.peer.received(third.id, user);
    if (!given) return kept(`answers ${statusOf(exchange)} to a stranger that asks for a share to be passed on`);
    const shares = await ctx.peer.exchanges({ host: third.id, direction: 'in', pathEnds: '/shares' });
    return violated({
      expected: `no share to ${address}`,
      received: `a share of "${given.name}"`,
      reason: 'Anybody who knows or guesses the id of a share is given what it is of.',
      exchanges: [exchange, ...shares],
    });
  },
});

const replayed = defineCheck({
  id: 'security/replayed-notification',
  clauses: ['OCM-NOTIF-016'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'degrades',
  title: 'A notification that comes once more, when all is done, is no crash and ends no other share',
  async run(ctx) {
    const [gone, stays] = [await deliver(ctx), await deliver(ctx)];
    const stopped = notDelivered(gone) ?? notDelivered(stays);
    if (stopped) return stopped;
    const type = 'SHARE_UNSHARED';
    const first = await ctx.peer.sendNotification(ctx.host.id, { type, about: { sent: gone.record.providerId } });
    const open = inconclusive(first);
    if (open) return open;
    const { method, url, headers, body } = first.request;
    const { 'content-length': _length, ...same } = headers;
    const again = await ctx.peer.send(ctx.host.id, { method, url, headers: same, body: body.text });
    const unclear = inconclusive(again);
    if (unclear) return unclear;
    if (isServerError(again) && !isServerError(first))
      return violated({
        expected: 'the same bytes once more are refused, or taken without effect',
        received: answerInWords(again),
        reason: 'A message that is sent again makes the target fail.',
        exchanges: [first, again],
      });
    const missing = await provenKept(ctx, stays, [first, again]);
    return missing ? violated(missing) : kept(`answers ${statusOf(again)} when the same message comes again`);
  },
});

/** Notifications of those who want more than they were given. */
export const escalations: Check[] = [notRaised, notDeclined, notPassedOn, replayed];
