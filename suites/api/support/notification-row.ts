import type { Broken, Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept } from '../../../fixtures/check.js';
import type { OutgoingNotification } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { isSuccess } from './answer.js';
import { type Delivery, deliver, notDelivered } from './deliver.js';
import { appliesAt } from './in-force.js';
import { judgeRefusal } from './refusal.js';
import { awaitReceived, findReceived, recipientSession } from './session.js';

/** A notification that cannot be taken in, in one or several variants. */
export interface NotificationRow {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  since?: ClauseId;
  names?: number[];
  alsoRefuses?: number[];
  mayBeTaken?: true;
  /** The text leaves open which of these ways is right: the status is always recorded. */
  tells?: true;
  cutIsRefusal?: true;
  variants: NotificationVariant[];
}

export interface NotificationVariant {
  what: string;
  /** Changes to a SHARE_UNSHARED about a share of ours that the target took in. */
  notification: Pick<OutgoingNotification, 'edit' | 'headers' | 'rawBody'> & { type?: string };
}

/** The row as a check that begins with a share of ours at the target: a refused notification must leave it there. */
export function notificationRow(row: NotificationRow): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'either',
    needs: ['account', 'callback'],
    impact: 'degrades',
    title: row.title,
    async run(ctx) {
      const source = appliesAt(ctx, row.since ?? row.clauses[0]);
      if (source !== undefined) return { kind: 'not-applicable', source };
      const about = await deliver(ctx);
      const stopped = notDelivered(about);
      if (stopped) return stopped;
      const sent: { what: string; exchange: Exchange }[] = [];
      for (const { what, notification } of row.variants) {
        const exchange = await ctx.peer.sendNotification(ctx.host.id, {
          type: 'SHARE_UNSHARED',
          about: { sent: about.record.providerId },
          ...notification,
        });
        sent.push({ what, exchange });
      }
      return conclude(ctx, row, sent, about);
    },
  });
}

/** The row as a check that posts bodies which are no notification at all: nothing is needed for it. */
export function notificationBody(row: Omit<NotificationRow, 'variants'> & { bodies: BodyVariant[] }): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'either',
    needs: [],
    impact: 'degrades',
    title: row.title,
    async run(ctx) {
      const sent: { what: string; exchange: Exchange }[] = [];
      for (const { what, body, contentType = 'application/json' } of row.bodies) {
        const exchange = await ctx.peer.send(ctx.host.id, {
          method: 'POST',
          url: `${ctx.target.endPoint}/notifications`,
          headers: { 'content-type': contentType, accept: 'application/json' },
          body,
        });
        sent.push({ what, exchange });
      }
      return conclude(ctx, row, sent);
    },
  });
}

export interface BodyVariant {
  what: string;
  body: string;
  contentType?: string;
}

async function conclude(
  ctx: CheckContext,
  row: Omit<NotificationRow, 'variants'>,
  sent: { what: string; exchange: Exchange }[],
  about?: Delivery,
): Promise<Outcome> {
  const broken: Broken[] = [];
  const readings: string[] = [];
  for (const { what, exchange } of sent) {
    const judged = judgeRefusal(exchange, what, row);
    if (judged.outcome) return judged.outcome;
    if (judged.broken) broken.push(judged.broken);
    if (judged.reading !== undefined) readings.push(judged.reading);
  }
  if (broken.length === 0 && about && !sent.some(({ exchange }) => isSuccess(exchange))) {
    const gone = await provenKept(
      ctx,
      about,
      sent.map(({ exchange }) => exchange),
    );
    if (gone) broken.push(gone);
  }
  const [first, ...rest] = broken;
  if (first) return { kind: 'violated', violations: [first, ...rest] };
  return kept(readings.length > 0 ? readings.join('; ') : undefined);
}

/**
 * A refused notification changes nothing: after a second share, sent and seen as barrier, the first is still listed.
 * Undefined when it is, or when nobody can look.
 */
export async function provenKept(
  ctx: CheckContext,
  about: Delivery,
  exchanges: Exchange[],
): Promise<Broken | undefined> {
  const session = await recipientSession(ctx);
  if (!session) return undefined;
  const barrier = await deliver(ctx);
  if (!isSuccess(barrier.exchange) || !(await awaitReceived(ctx, session, barrier.trace))) return undefined;
  if (await findReceived(ctx, session, about.trace)) return undefined;
  return {
    expected: 'a notification that is refused, or that comes from somebody else, leaves the share where it is',
    received: `"${about.name}" is gone from the recipient's lists`,
    reason: 'The share was removed although the notification should have had no effect.',
    exchanges,
    impact: 'breaks',
  };
}
