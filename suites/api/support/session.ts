import type { CheckContext } from '../../../fixtures/check.js';
import type { CloudSession, ReceivedShare } from '../../../targets/cloud.js';

/** First pause between two looks, and the longest one, in ms. */
const PAUSE = { first: 20, longest: 500 };

/** Session of the account that `ctx.recipient()` names; undefined when the target has no driver or the account no password. */
export async function recipientSession(ctx: CheckContext): Promise<CloudSession | undefined> {
  const account = ctx.accountAt(0);
  if (!ctx.cloud || !account || account.password === '') return undefined;
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

/** A share of ours in the recipient's lists, pending or accepted. */
export async function findReceived(
  session: CloudSession,
  trace: Trace,
): Promise<{ share: ReceivedShare; state: 'pending' | 'accepted' } | undefined> {
  const matches = (share: ReceivedShare): boolean =>
    holds(share.name, trace.name) || (share.from !== undefined && holds(share.from, trace.from));
  const pending = (await session.listPending()).find(matches);
  if (pending) return { share: pending, state: 'pending' };
  const accepted = (await session.listReceived()).find(matches);
  return accepted ? { share: accepted, state: 'accepted' } : undefined;
}

/** Waits until a share of ours is listed. */
export function awaitReceived(ctx: CheckContext, session: CloudSession, trace: Trace): ReturnType<typeof findReceived> {
  return eventually(visibleWithin(ctx), () => findReceived(session, trace));
}
