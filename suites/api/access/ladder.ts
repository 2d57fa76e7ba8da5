import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { answerInWords, inconclusive, isSuccess, statusOf } from '../support/answer.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';
import { secretOf } from '../token/request.js';

/** A secret that is the target's own, and of another share. */
interface Rung {
  id: string;
  title: string;
  /** In words, as in "the secret of …". */
  whose: string;
  /** What its owner does with the other share first. */
  meanwhile?: (other: OwnShare) => Promise<void>;
}

const RUNGS: readonly Rung[] = [
  {
    id: 'access/living-shares-secret',
    title: 'The secret of one share does not open another',
    whose: 'another share',
  },
  {
    id: 'access/ended-shares-secret',
    title: 'The secret of a share that was taken back does not open another',
    whose: 'a share that was taken back',
    meanwhile: (other) => other.session.unshare(other.share),
  },
];

/** A secret in every way in which a client presents it. */
const presented = (secret: string): { scheme: string; authorization: string }[] => [
  { scheme: 'Bearer', authorization: `Bearer ${secret}` },
  { scheme: 'Basic', authorization: `Basic ${Buffer.from(`${secret}:`).toString('base64')}` },
];

function rung({ id, title, whose, meanwhile }: Rung): Check {
  return defineCheck({
    id,
    clauses: ['OCM-DAV-016', 'OCM-SEC-008'],
    role: 'sender',
    needs: ['session', 'send', 'callback'],
    impact: 'breaks',
    title,
    async run(ctx) {
      const other = await makeTargetSend(ctx);
      if (isOutcome(other)) return other;
      const share = await makeTargetSend(ctx);
      if (isOutcome(share)) return share;
      const secret = secretOf(other.creation);
      if (secret === undefined)
        return { kind: 'blocked', by: 'sent-share/protocol-form', reason: 'the share that reached us has no secret' };
      const open = (own: OwnShare, headers: Record<string, string> = {}): Promise<Exchange> =>
        ctx.peer.dav(ctx.host.id, own.user, own.receivedId, {
          method: 'PROPFIND',
          headers: { depth: '0', ...headers },
        });
      const right = await open(share);
      const stopped = inconclusive(right) ?? notOpened(right);
      if (stopped) return stopped;
      // In the oldest form all shares have one address, and the credential says which is meant.
      if ((await open(other)).request.url === right.request.url)
        return notApplicable('its shares have no addresses of their own: the credential says which is meant');
      await meanwhile?.(other);
      return refusesAll(ctx, { right, other, secret, whose });
    },
  });
}

/** A share as it is opened, and the secret of another that is presented for it. */
interface Attempt {
  right: Exchange;
  other: OwnShare;
  secret: string;
  whose: string;
}

async function refusesAll(ctx: CheckContext, { right, other, secret, whose }: Attempt): Promise<Outcome> {
  let reading: string | undefined;
  for (const { scheme, authorization } of presented(secret)) {
    const answer = await ctx.peer.send(ctx.host.id, {
      method: 'PROPFIND',
      url: right.request.url,
      headers: { depth: '0', authorization },
    });
    const open = inconclusive(answer);
    if (open) return open;
    const status = statusOf(answer) ?? 0;
    if (status >= 400 && status < 500) continue;
    if (isSuccess(answer) && (await shows(ctx, answer, authorization)) === other.content) {
      reading = 'at the address of one share, the secret of another shows that other: the address does not count';
      continue;
    }
    return violated({
      expected: `the secret of ${whose}, by ${scheme}, is refused with a 4xx`,
      received: answerInWords(answer),
      reason: isSuccess(answer)
        ? `The share opens with the secret of ${whose}: whoever was given one share can read the others.`
        : `Access with the secret of ${whose} is answered ${status}, which is no refusal.`,
      exchanges: [answer],
    });
  }
  return kept(reading);
}

/** What is read at the address that was opened, with the same credential. */
async function shows(ctx: CheckContext, opened: Exchange, authorization: string): Promise<string | undefined> {
  const { url } = opened.request;
  return (await ctx.peer.send(ctx.host.id, { method: 'GET', url, headers: { authorization } })).response?.body.text;
}

function notOpened(opened: Exchange): Outcome | undefined {
  if (isSuccess(opened)) return undefined;
  return {
    kind: 'blocked',
    by: 'sent-share/opens-with-its-secret',
    reason: `the share cannot be opened with its own secret: ${answerInWords(opened)}`,
  };
}

/** The ladder of credentials: what is right for one share, shown for another. */
export const ladder: Check[] = RUNGS.map(rung);
