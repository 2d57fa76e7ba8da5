import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import { notVerifiable } from '../../../fixtures/check.js';
import type { PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import { jsonOf } from '../../../protocol/exchange.js';
import type { AppOpening } from '../../../targets/abilities.js';
import { ProductRefused, ProductThrottled } from '../../../targets/cloud.js';
import { inconclusive, isObject, isSuccess } from '../support/answer.js';
import { type Delivery, deliver, notDelivered, refusesUs, type Variation } from '../support/deliver.js';
import { awaitReceived, eventually, findReceived, recipientSession, visibleWithin } from '../support/session.js';
import { onHost, webappIn } from './target.js';

/** What the target did when its user opened the web app of a share of ours. */
export interface OpenedApp {
  delivery: Delivery;
  host: PeerHostInfo;
  /** As it was posted. */
  webapp: Record<string, unknown>;
  /** Undefined when the target did not open it; then `refusal` says why. */
  opening: AppOpening | undefined;
  refusal: string;
  /** Tokens that our host gave for the share. */
  tokens: string[];
  /** All that reached this host of ours about the share, oldest first. */
  all: PeerExchange[];
}

export const isOpened = (value: OpenedApp | Outcome): value is OpenedApp => 'delivery' in value;

/**
 * Shares something that opens in a web app of ours, and lets its recipient accept and open it. `opening` is undefined, too, when the share
 * itself is refused and `mayRefuse` says that this is one way to go. An outcome when it does not get there.
 */
export async function openAppAtTarget(
  ctx: CheckContext,
  host: PeerHostInfo,
  variation: Variation = {},
  mayRefuse = false,
): Promise<OpenedApp | Outcome> {
  const session = await recipientSession(ctx);
  if (!session) return notVerifiable('the first account has no password in the profile: add one');
  const { openApp } = session;
  if (!openApp) {
    const why = ctx.cloud?.traits.lacks.openApp?.source ?? 'the driver opens no web apps';
    return notVerifiable(`${why}: name a hook \`open\` in the profile`);
  }
  const since = await ctx.peer.mark();
  const delivery = await deliver(onHost(ctx, host), { form: 'multi', ...variation });
  const body = jsonOf(delivery.exchange.request.body);
  const webapp = webappIn(delivery.exchange) ?? {};
  const seen = async (opening: AppOpening | undefined, refusal: string): Promise<OpenedApp> => {
    await ctx.peer.idle(host.id);
    const found = await ctx.peer.exchanges({ host: host.id, direction: 'in', since });
    const all = found.filter(({ account }) => account === undefined || account === delivery.user);
    return { delivery, host, webapp, opening, refusal, tokens: tokensIn(all), all };
  };
  const open = inconclusive(delivery.exchange) ?? (mayRefuse ? undefined : refusesUs(delivery.exchange));
  if (open) return open;
  if (!isSuccess(delivery.exchange) && mayRefuse) return seen(undefined, 'the share is refused');
  const stopped = notDelivered(delivery);
  if (stopped || !isObject(body)) return stopped ?? notVerifiable('our own share is no JSON');
  const hidden: Outcome = {
    kind: 'blocked',
    by: 'receive/shown-to-recipient',
    reason: 'the share is answered with 201 but never shown',
  };
  const listed = await awaitReceived(ctx, session, delivery.trace);
  if (!listed) return hidden;
  if (listed.state === 'pending') await session.accept(listed.share);
  const accepted = await eventually(visibleWithin(ctx), async () => {
    const found = await findReceived(ctx, session, delivery.trace);
    return found?.state === 'accepted' ? found : undefined;
  });
  if (!accepted) return hidden;
  try {
    return await seen(await openApp.call(session, accepted.share), '');
  } catch (error) {
    if (!(error instanceof ProductRefused) || error instanceof ProductThrottled) throw error;
    return seen(undefined, error.message);
  }
}

function tokensIn(all: PeerExchange[]): string[] {
  return all.flatMap(({ response }) => {
    const body = jsonOf(response?.body);
    const token = isObject(body) ? body.access_token : undefined;
    return typeof token === 'string' ? [token] : [];
  });
}
