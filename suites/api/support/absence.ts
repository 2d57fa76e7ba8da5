import type { Broken, CheckContext, Outcome, TargetView } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { isServerError, statusOf } from './answer.js';
import { type Delivery, deliver, notDelivered } from './deliver.js';
import { notShown } from './dialect.js';
import { awaitReceived, lookAt, recipientSession } from './session.js';

/** Whether a plain share is taken in: asked once per target where nobody can look into the account. */
const controls = new WeakMap<TargetView, Promise<Outcome | undefined>>();

/** Whether a plain share, too, makes the target fail: asked once per target. */
const failing = new WeakMap<TargetView, Promise<Delivery>>();

/**
 * A crash says something about a message only where a plain share is no crash, and "not supported" only where one is supported. Where nobody is known who could receive one, the answer
 * to the message stands for itself.
 */
export async function failsAnyway(ctx: CheckContext, crashes: readonly Exchange[]): Promise<Outcome | undefined> {
  if (!ctx.accountAt(0)) return undefined;
  const known = failing.get(ctx.target) ?? deliver(ctx);
  failing.set(ctx.target, known);
  return failureOf(await known, crashes);
}

const isUnsupported = (exchange: Exchange): boolean => statusOf(exchange) === 501;

function failureOf({ exchange, saidBy }: Delivery, crashes: readonly Exchange[]): Outcome | undefined {
  if (!isServerError(exchange) || (isUnsupported(exchange) && !crashes.every(isUnsupported))) return undefined;
  const reason = `a plain share makes the target fail with ${statusOf(exchange)}, so that it fails here says nothing more`;
  return { kind: 'blocked', by: saidBy, reason };
}

/**
 * "Nothing changed": sends a second, legal share and waits until the recipient sees it; whatever was posted before it
 * would be visible by then. A target that takes no plain share refuses for another reason: that is `blocked`, not a pass.
 * Without a session only the answers speak.
 */
export async function provenUnchanged(ctx: CheckContext, refused: Delivery[]): Promise<Outcome | Broken[]> {
  const session = await recipientSession(ctx);
  if (!session) {
    const known = controls.get(ctx.target) ?? deliver(ctx).then((control) => notDelivered(control));
    controls.set(ctx.target, known);
    return (await known) ?? [];
  }
  const barrier = await deliver(ctx);
  const stopped = notDelivered(barrier);
  if (stopped) return stopped;
  if (!(await awaitReceived(ctx, session, barrier.trace))) {
    return notShown(
      ctx,
      'a plain share is answered with 201 but never shown, so nothing can be said about a refused one',
    );
  }
  const broken: Broken[] = [];
  const seen = await lookAt(ctx, session);
  for (const delivery of refused) {
    const listed = seen(delivery.trace);
    if (!listed) continue;
    broken.push({
      expected: 'a share that was refused leaves nothing behind',
      received: `the recipient sees "${listed.share.name}" (${listed.state})`,
      reason: 'The answer says that the share was refused, yet the recipient sees it.',
      exchanges: [delivery.exchange],
      impact: 'breaks',
    });
  }
  return broken;
}
