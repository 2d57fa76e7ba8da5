import type { CheckContext } from '../../../fixtures/check.js';
import type { CloudSession, ReceivedShare } from '../../../targets/cloud.js';

/** First pause between two looks, and the longest one, in ms. */
const PAUSE = { first: 20, longest: 500 };

/** Session of the account that `ctx.recipient()` names; undefined when the target has no driver or the account no password. */
export async function recipientSession(ctx: CheckContext): Promise<CloudSession | undefined> {
  const account = ctx.accountAt(0);
  if (!ctx.cloud || !account) return undefined;
  if (account.password === '' && ctx.cloud.traits.needsNoPassword !== true) return undefined;
  return ctx.session(0);
}

/** Looks again and again until `probe` gives something, for as long as the product's changes may take to show. */
export async function eventually<T>(withinMs: number, probe: () => Promise<T | undefined>): Promise<T | undefined> {
  const deadline = Date.now() + withinMs;
  for (let pause = PAUSE.first; ; pause = Math.min(pause * 2, PAUSE.longest)) {
    const found = await probe();
    if (found !== undefined) return found;
    if (Date.now() + pause > deadline) return undefined;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Longest time, in ms, until a change is expected to be visible in the target. */
export const visibleWithin = (ctx: CheckContext): number =>
  ctx.cloud?.traits.changeVisibleWithin ?? ctx.target.profile.budgets.settle;

/** What a received share can be recognised by: a piece of its name, or of the sender's address. Both are unique to a check. */
export interface Trace {
  name: string;
  from: string;
}

/** `ocm-1` is in `/ocm-1.txt` but not in `ocm-12.txt`. */
function holds(text: string, piece: string): boolean {
  for (let at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
    if (!/^[a-z0-9]/i.test(text.slice(at + piece.length))) return true;
  }
  return false;
}

/** A share of ours that somebody sees. */
export interface Listed {
  share: ReceivedShare;
  state: 'pending' | 'accepted';
}

/** What a recipient sees at this moment, to be searched for several shares. */
export async function lookAt(
  ctx: Pick<CheckContext, 'cloud'>,
  session: CloudSession,
): Promise<(trace: Trace) => Listed | undefined> {
  const [pending, accepted] = await listsOf(ctx, session);
  return (trace) => {
    const matches = (share: ReceivedShare): boolean =>
      holds(share.name, trace.name) || (share.from !== undefined && holds(share.from, trace.from));
    const share = pending.find(matches);
    if (share) return { share, state: 'pending' };
    const taken = accepted.find(matches);
    return taken && { share: taken, state: 'accepted' };
  };
}

/** Through an API both are asked for at once, as nothing moves from one to the other meanwhile; a browser shows one page at a time. */
async function listsOf(
  ctx: Pick<CheckContext, 'cloud'>,
  session: CloudSession,
): Promise<[ReceivedShare[], ReceivedShare[]]> {
  if (ctx.cloud?.via === 'api') return Promise.all([session.listPending(), session.listReceived()]);
  return [await session.listPending(), await session.listReceived()];
}

/** A share of ours in the recipient's lists, pending or accepted. */
export async function findReceived(
  ctx: Pick<CheckContext, 'cloud'>,
  session: CloudSession,
  trace: Trace,
): Promise<Listed | undefined> {
  return (await lookAt(ctx, session))(trace);
}

/** Waits until a share of ours is listed. */
export function awaitReceived(ctx: CheckContext, session: CloudSession, trace: Trace): ReturnType<typeof findReceived> {
  return eventually(visibleWithin(ctx), () => findReceived(ctx, session, trace));
}
