import type { Broken, Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { answerInWords, inconclusive, isSuccess, statusOf } from '../support/answer.js';
import { formTaken } from '../support/deliver.js';
import { appliesAt, hasCriterion } from '../support/in-force.js';
import { judgeRefusal } from '../support/refusal.js';
import { accept, given, isGiven, notTaken } from './given.js';

/** The criterion in the words of each version. */
const CRITERIA = ['must-invite', 'invite'];
const STRANGER = 'a share of somebody who was not invited';

/** Somebody of ours shares a file with the person whose invite it is about. */
async function share(ctx: CheckContext, user: string): Promise<Exchange> {
  const name = `${ctx.unique('stranger')}.txt`;
  await ctx.peer.put(ctx.host.id, user, `/${name}`, 'of nobody you know\n');
  const form = await formTaken(ctx);
  const { exchange, providerId } = await ctx.peer.sendShare(ctx.host.id, {
    from: user,
    to: await (await ctx.session(0)).address(),
    path: `/${name}`,
    permission: 'read',
    ...(form === undefined ? {} : { form }),
  });
  ctx.cleanup(`share ${name} of ours`, () => ctx.peer.unshare(ctx.host.id, providerId, isSuccess(exchange)));
  return exchange;
}

function refusedWith(exchange: Exchange, what: string): { outcome?: Outcome; broken?: Broken; reading?: string } {
  return judgeRefusal(exchange, what, { names: [403] });
}

/** Trust comes with an invite, and goes with the contact: refused before, taken after, refused again. */
const contactsOnly = defineCheck({
  id: 'invite/only-contacts-may-share',
  // To take shares from contacts only is left free; who does so says so, and does it (OCM-SEC-014).
  clauses: ['OCM-SHARE-057', 'OCM-SEC-014'],
  role: 'receiver',
  needs: ['account', 'session', 'callback'],
  impact: 'breaks',
  title: 'A server that demands an invite answers 403 to a share of a stranger, and takes it from a contact',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SHARE-057');
    if (source !== undefined) return notApplicable(source);
    if (!CRITERIA.some((criterion) => hasCriterion(ctx, criterion)))
      return notApplicable('the target does not demand an invite: none of its criteria says so');
    const { user } = await ctx.account();
    const before = await share(ctx, user);
    const judged = refusedWith(before, STRANGER);
    if (judged.outcome) return judged.outcome;
    if (judged.broken) return { kind: 'violated', violations: [judged.broken] };
    const invite = await given(ctx);
    if (!isGiven(invite)) return invite;
    const { exchange: acceptance, address } = await accept(ctx, invite.token, { from: user });
    const blocked = notTaken(acceptance);
    if (blocked) return blocked;
    const after = await share(ctx, user);
    if (statusOf(after) !== 201)
      return (
        inconclusive(after) ??
        violated({
          expected: 'a share of a contact is answered 201',
          received: answerInWords(after),
          reason: 'Who is a contact since is refused like a stranger, so that nobody at all may share.',
          exchanges: [before, acceptance, after],
        })
      );
    return (await withdrawn(ctx, user, address)) ?? kept(judged.reading);
  },
});

/** Undefined when the share of somebody whose contact was removed is refused again, or when nobody can remove one. */
async function withdrawn(ctx: CheckContext, user: string, address: string): Promise<Outcome | undefined> {
  const session = await ctx.session(0);
  const contact = (await session.listContacts?.())?.find((each) => each.address === address);
  if (!contact || !session.removeContact) return undefined;
  await session.removeContact(contact);
  const judged = refusedWith(await share(ctx, user), 'a share of somebody who is no contact any more');
  if (judged.broken) return { kind: 'violated', violations: [judged.broken] };
  return judged.outcome;
}

/** Whom a server takes shares from that demands an invite first. */
export const contacts: Check[] = [contactsOnly];
