import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { type Delivery, deliver, notDelivered } from '../support/deliver.js';
import { otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { provenKept } from '../support/notification-row.js';
import { judgeRefusal } from '../support/refusal.js';

/** The end of a share, told in a way that proves nothing to a server that verifies signatures: refused, and without effect. */
function unproven(row: {
  id: string;
  clause: ClauseId;
  title: string;
  what: string;
  tell: (ctx: CheckContext, about: Delivery) => Promise<Exchange>;
}): Check {
  return defineCheck({
    id: row.id,
    clauses: [row.clause],
    role: 'receiver',
    needs: ['account', 'callback'],
    impact: 'breaks',
    title: row.title,
    async run(ctx): Promise<Outcome> {
      const source =
        appliesAt(ctx, row.clause) ??
        (ctx.host.signs === undefined
          ? 'the target does not say that it signs: who does not verify cannot tell who is speaking'
          : undefined);
      if (source !== undefined) return notApplicable(source);
      const about = await deliver(ctx);
      const stopped = notDelivered(about);
      if (stopped) return stopped;
      const exchange = await row.tell(ctx, about);
      const judged = judgeRefusal(exchange, row.what, { names: [401, 403, 400], tells: true });
      if (judged.outcome) return judged.outcome;
      if (judged.broken) return { kind: 'violated', violations: [judged.broken] };
      const gone = await provenKept(ctx, about, [exchange]);
      return gone ? { kind: 'violated', violations: [gone] } : kept(judged.reading);
    },
  });
}

/** Notifications whose sender is not who may send them, at targets that verify signatures. */
export const proven: Check[] = [
  unproven({
    id: 'notification/unsigned-unshare-declined',
    clause: 'OCM-NOTIF-003',
    title: 'SHARE_UNSHARED without a signature is declined by a server that verifies signatures',
    what: 'an unsigned SHARE_UNSHARED of a server that signs',
    tell: (ctx, { record }) =>
      ctx.peer.sendNotification(ctx.host.id, {
        type: 'SHARE_UNSHARED',
        about: { sent: record.providerId },
        signature: { none: true },
      }),
  }),
  unproven({
    id: 'notification/other-server-cannot-unshare',
    clause: 'OCM-NOTIF-014',
    title: 'A signed SHARE_UNSHARED of another server than the one the share is from has no effect',
    what: 'a SHARE_UNSHARED of a server that the share is not from',
    async tell(ctx, { record }) {
      const other = await otherHost(ctx);
      return ctx.peer.send(other.id, {
        method: 'POST',
        url: `${ctx.target.endPoint}/notifications`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify({
          notificationType: 'SHARE_UNSHARED',
          senderDomain: other.authority,
          resourceType: 'file',
          notification: { message: 'The share is gone', file: { providerId: record.providerId } },
        }),
        signature: {},
      });
    },
  }),
];
