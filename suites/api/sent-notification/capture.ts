import type { CheckContext, Outcome, TargetView } from '../../../fixtures/check.js';
import { notApplicable, notVerifiable } from '../../../fixtures/check.js';
import type { PeerExchange } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { objectOf } from '../support/answer.js';
import { deliver, notDelivered } from '../support/deliver.js';
import { isOutcome, makeTargetSend } from '../support/own-share.js';
import { awaitReceived, recipientSession } from '../support/session.js';

/** What a person does at the target that its server may tell ours about. */
export type Gesture = 'accept' | 'decline' | 'unshare';

/** A notification that the target sent because of a gesture. */
export interface Told {
  gesture: Gesture;
  exchange: PeerExchange;
  /** `providerId` of the share that the gesture was about, as it was announced. */
  providerId: unknown;
  /** `resourceType` and `shareType` of that share, as they were announced. */
  types: ShareTypes;
}

export interface ShareTypes {
  resourceType: unknown;
  shareType: unknown;
}

const captures = new WeakMap<TargetView, Map<Gesture, Promise<Told | Outcome>>>();

/** The target's notification after a gesture; made once per target, as every rule looks at the same one. */
export function told(ctx: CheckContext, gesture: Gesture): Promise<Told | Outcome> {
  const known = captures.get(ctx.target) ?? new Map<Gesture, Promise<Told | Outcome>>();
  captures.set(ctx.target, known);
  const capture = known.get(gesture) ?? perform(ctx, gesture);
  known.set(gesture, capture);
  return capture;
}

export const isTold = (value: Told | Outcome): value is Told => 'gesture' in value;

async function perform(ctx: CheckContext, gesture: Gesture): Promise<Told | Outcome> {
  const filter = {
    host: ctx.host.id,
    direction: 'in' as const,
    method: 'POST',
    pathEnds: '/notifications',
    since: await ctx.peer.mark(),
  };
  const ready = gesture === 'unshare' ? await prepareUnshare(ctx) : await prepareAnswer(ctx, gesture);
  if ('kind' in ready) return ready;
  // What came before the gesture is about something else, however its providerId may look.
  const earlier = new Set((await ctx.peer.exchanges(filter)).map(({ id }) => id));
  await ready.act();
  await ctx.peer.idle(ctx.host.id);
  const find = async (): Promise<PeerExchange | undefined> => {
    const later = (await ctx.peer.exchanges(filter)).filter(({ id }) => !earlier.has(id));
    const id = JSON.stringify(ready.providerId);
    return later.find(({ request }) => id !== undefined && request.body.text.includes(id)) ?? later.at(-1);
  };
  let exchange = await find();
  if (!exchange) {
    // No second action of the target's would prove that no message is on its way.
    await ctx.settle();
    exchange = await find();
  }
  if (exchange) return { gesture, exchange, providerId: ready.providerId, types: ready.types };
  // Telling is a courtesy (OCM-NOTIF-004, OCM-NOTIF-046): no message, nothing to judge.
  return notApplicable(`the target sends no notification when its user ${WORDS[gesture]}`);
}

/** A share with which the gesture can be made, and the gesture. */
interface Ready {
  providerId: unknown;
  types: ShareTypes;
  act: () => Promise<void>;
}

const WORDS: Record<Gesture, string> = {
  accept: 'accepts a share',
  decline: 'declines a share',
  unshare: 'takes a share back',
};

async function prepareAnswer(ctx: CheckContext, gesture: 'accept' | 'decline'): Promise<Ready | Outcome> {
  const session = await recipientSession(ctx);
  if (!session) return notVerifiable('the first account has no password in the profile: add one');
  const lacks = ctx.cloud?.traits.lacks[gesture];
  if (lacks) return notApplicable(lacks.source);
  const delivery = await deliver(ctx);
  const stopped = notDelivered(delivery);
  if (stopped) return stopped;
  const listed = await awaitReceived(ctx, session, delivery.trace);
  if (!listed) {
    return {
      kind: 'blocked',
      by: 'receive/shown-to-recipient',
      reason: 'a share of ours is answered with 201 but never shown',
    };
  }
  if (listed.state === 'accepted') {
    return notApplicable('the product has no step in which its user accepts or declines a share');
  }
  const types = typesIn(delivery.exchange);
  return { providerId: delivery.record.providerId, types, act: () => session[gesture](listed.share) };
}

async function prepareUnshare(ctx: CheckContext): Promise<Ready | Outcome> {
  const lacks = ctx.cloud?.traits.lacks.unshare;
  if (lacks) return notApplicable(lacks.source);
  const own = await makeTargetSend(ctx);
  if (isOutcome(own)) return own;
  return { providerId: own.providerId, types: typesIn(own.creation), act: () => own.session.unshare(own.share) };
}

function typesIn({ request }: Exchange): ShareTypes {
  const { resourceType, shareType } = objectOf(request.body) ?? {};
  return { resourceType, shareType };
}
