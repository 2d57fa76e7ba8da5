import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable, violated } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, inconclusive, isSuccess } from '../support/answer.js';
import { deliver, formTaken, notDelivered, refusesUs } from '../support/deliver.js';
import { undriven, withoutInvites, withoutPage } from './claims.js';
import { accept, given, isGiven, notTaken } from './given.js';

const SHARED: [ClauseId, ...ClauseId[]] = ['OCM-INV-027', 'OCM-INV-026', 'OCM-SHARE-053'];

/** Who was met through an invite may share; a server that takes shares of nobody else has to take these. */
const contactShares = defineCheck({
  id: 'invite/contact-may-share',
  clauses: SHARED,
  role: 'invite-sender',
  needs: ['session', 'callback'],
  impact: 'breaks',
  title: 'A share of somebody who took an invite is taken in',
  async run(ctx) {
    const stopped = withoutInvites(ctx, ['OCM-INV-027', 'OCM-INV-026']);
    if (stopped) return stopped;
    const invite = await given(ctx);
    if (!isGiven(invite)) return invite;
    const { user } = await ctx.account();
    const { exchange: acceptance } = await accept(ctx, invite.token, { from: user });
    const blocked = notTaken(acceptance);
    if (blocked) return blocked;
    const name = `${ctx.unique('contact')}.txt`;
    await ctx.peer.put(ctx.host.id, user, `/${name}`, 'of a contact\n');
    const session = await ctx.session(0);
    const form = await formTaken(ctx);
    const { exchange, providerId } = await ctx.peer.sendShare(ctx.host.id, {
      from: user,
      to: await session.address(),
      path: `/${name}`,
      permission: 'read',
      ...(form === undefined ? {} : { form }),
    });
    ctx.cleanup(`share ${name} of ours`, () => ctx.peer.unshare(ctx.host.id, providerId, true));
    // Which 2xx it is, is judged of plain shares.
    if (isSuccess(exchange)) return kept();
    const open = inconclusive(exchange);
    if (open) return open;
    // Who takes no share of anybody does not mind this one for who sends it.
    const plain = await deliver(ctx);
    const isRefused = refusesUs(plain.exchange) ? undefined : notDelivered(plain);
    if (isRefused) return isRefused;
    return violated({
      expected: 'a share of a contact is answered 201',
      received: answerInWords(exchange),
      reason: 'The invite was taken, and still whoever took it cannot share with who gave it.',
      exchanges: [acceptance, exchange],
    });
  },
});

const WAYF: [ClauseId, ...ClauseId[]] = ['OCM-INV-033', 'OCM-INV-034'];

/** A page for visitors sends them to the dialog of their server, told the token and who invites. */
const sendsToDialog = defineCheck({
  id: 'invite/wayf-sends-to-dialog',
  // A page there has to be at all (OCM-DISC-046).
  clauses: [...WAYF, 'OCM-DISC-046'],
  role: 'invite-sender',
  needs: ['session', 'callback'],
  impact: 'degrades',
  title: 'The page for visitors leads to the dialog of their server, with `token` and `providerDomain`',
  async run(ctx) {
    const stopped = withoutPage(ctx, WAYF);
    if (stopped) return stopped;
    const sent = await follow(ctx);
    if ('kind' in sent) return sent;
    const { sentTo, token } = sent;
    const wrong = wrongWay(ctx, sentTo, token);
    if (wrong === undefined) return kept();
    return violated({
      clauses: sentTo === undefined ? [...WAYF, 'OCM-DISC-046'] : WAYF,
      expected: `${ctx.host.authority}'s inviteAcceptDialog, with token and providerDomain=${ctx.target.authority}`,
      received: wrong,
      reason: 'The visitor arrives at the own server, which does not know which invite to take.',
      exchanges: [],
    });
  },
});

async function follow(ctx: CheckContext): Promise<{ sentTo: string | undefined; token: string } | Outcome> {
  const lacking = await undriven(ctx, 'followInvite');
  if (lacking) return lacking;
  const invite = await given(ctx);
  if (!isGiven(invite)) return invite;
  const { link } = invite.invite;
  if (link === undefined || !ctx.cloud?.followInvite)
    return notVerifiable('the driver of the target gives no link with an invite');
  const { sentTo } = await ctx.cloud.followInvite(link, ctx.host.authority);
  return { sentTo, token: invite.token };
}

function wrongWay(ctx: CheckContext, sentTo: string | undefined, token: string): string | undefined {
  if (sentTo === undefined || !URL.canParse(sentTo)) return 'no way on';
  const { host, searchParams } = new URL(sentTo);
  if (host !== ctx.host.authority) return `a way to ${host}`;
  if (searchParams.get('token') !== token) return 'a way on without the token in `token`';
  const provider = searchParams.get('providerDomain');
  return provider === ctx.target.authority
    ? undefined
    : `providerDomain ${provider === null ? 'absent' : `"${provider}"`}`;
}

/** What comes of invites, and how visitors get to take them. */
export const afterwards: Check[] = [contactShares, sendsToDialog];
