import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { answerInWords, inconclusive, isObject, isSuccess, objectOf, requestInWords } from '../support/answer.js';
import { appliesAt, hasCapability } from '../support/in-force.js';
import { introduceRecipient } from '../support/introduce.js';
import { open } from '../support/open.js';
import { isOutcome, makeTargetSend, nothingArrived } from '../support/own-share.js';
import { bearer, codeFrom, notFor } from './request.js';

const SENT = { role: 'sender', needs: ['session', 'send', 'callback'], impact: 'breaks' } satisfies Partial<Check>;
const DEMAND = 'must-exchange-token';

/** A host of ours that takes only shares whose secret is exchanged; what it was given it shows as it is. */
const demander = (ctx: CheckContext): Promise<PeerHostInfo> =>
  ctx.hostWith('demands-tokens', {
    ...(ctx.host.speaks < '1.3' ? { speaks: '1.4', signs: 'none' } : {}),
    tokens: true,
    demands: ['token'],
    deviations: ['secret-used-without-exchange'],
  });

/** Protocols of a share, with what each demands. */
function demandsOf(creation: Exchange): { protocol: string; demands: string[] }[] {
  const protocol = objectOf(creation.request.body)?.protocol;
  if (!isObject(protocol)) return [];
  return Object.entries(protocol).flatMap(([name, details]) => {
    if (!isObject(details)) return [];
    const list = details.requirements;
    return [{ protocol: name, demands: Array.isArray(list) ? list.filter((word) => typeof word === 'string') : [] }];
  });
}

const requirementSet = defineCheck({
  ...SENT,
  id: 'token/demanded-requirement-set',
  clauses: ['OCM-TOKEN-022'],
  title: 'A share with a server that demands tokens says of each protocol that the secret is to be exchanged',
  async run(ctx) {
    const source = notFor(ctx, ['OCM-TOKEN-022']);
    if (source !== undefined) return notApplicable(source);
    const own = await makeTargetSend({ ...ctx, host: await demander(ctx) });
    if (isOutcome(own)) return own;
    const offers = demandsOf(own.creation);
    const lacking = offers.filter(({ demands }) => !demands.includes(DEMAND)).map(({ protocol }) => protocol);
    if (offers.length > 0 && lacking.length === 0) return kept();
    return violated({
      expected: `requirements of every protocol hold ${DEMAND}, as the receiver's criteria demand`,
      received: offers.length === 0 ? 'no protocol with an object' : `none in ${lacking.join(', ')}`,
      reason: 'A receiver that takes only shares for exchange is sent one that is none.',
      exchanges: [own.creation],
    });
  },
});

const secretRefused = defineCheck({
  ...SENT,
  id: 'token/raw-secret-refused',
  clauses: ['OCM-TOKEN-023'],
  title: 'A share that is to be exchanged does not open with its secret',
  async run(ctx) {
    const source = notFor(ctx, ['OCM-TOKEN-023']);
    if (source !== undefined) return notApplicable(source);
    const host = await demander(ctx);
    const own = await makeTargetSend({ ...ctx, host });
    if (isOutcome(own)) return own;
    if (!demandsOf(own.creation).some(({ demands }) => demands.includes(DEMAND)))
      return { kind: 'blocked', by: requirementSet.id, reason: 'the share does not say that its secret is exchanged' };
    const code = codeFrom(ctx, own.creation, host);
    if ('kind' in code) return code;
    const basic = { authorization: `Basic ${Buffer.from(`${code.code}:`).toString('base64')}` };
    for (const [what, headers] of [['Bearer', bearer(code.code)] as const, ['Basic', basic] as const]) {
      const { answer } = await open((request) =>
        ctx.peer.dav(host.id, own.user, own.receivedId, { ...request, headers: { ...request.headers, ...headers } }),
      );
      const unclear = inconclusive(answer);
      if (unclear) return unclear;
      if (!isSuccess(answer)) continue;
      return violated({
        expected: 'only a token opens a share with must-exchange-token',
        received: `with the secret as ${what}: ${answerInWords(answer)}`,
        reason: 'What was to be protected by a short-lived token opens with the secret, too.',
        exchanges: [own.creation, answer],
      });
    }
    return kept('refuses the secret of a share that is to be exchanged');
  },
});

/** Somebody who cannot exchange is not to be sent a share for that. */
const notDemanded = defineCheck({
  ...SENT,
  id: 'token/not-demanded-of-the-unable',
  clauses: ['OCM-TOKEN-026', 'OCM-TOKEN-025', 'OCM-SEC-005'],
  title: 'A share with a server that exchanges no tokens, and enforces no second factor, demands neither',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-TOKEN-026');
    if (source !== undefined) return notApplicable(source);
    const creation = await sentToUnable(ctx);
    if (!creation) return kept('shares nothing with a server that exchanges no tokens');
    if ('kind' in creation) return creation;
    const demands = demandsOf(creation).flatMap((offer) => offer.demands);
    const first = [DEMAND, 'must-use-mfa'].find((word) => demands.includes(word));
    if (first === undefined) {
      if (!hasCapability(ctx, 'exchange-token')) return kept();
      // What it does toward one that could, and demands nothing, is its own affair (OCM-TOKEN-025).
      const own = await makeTargetSend({ ...ctx, host: await ctx.hostWith('offers-tokens', { tokens: true }) });
      if (isOutcome(own)) return kept();
      const adds = demandsOf(own.creation).some((offer) => offer.demands.includes(DEMAND));
      return kept(adds ? 'demands the exchange of those who can' : 'demands no exchange of its own accord');
    }
    return violated({
      clauses: [first === DEMAND ? 'OCM-TOKEN-026' : 'OCM-SEC-005'],
      expected: 'no requirement that the receiver does not announce to meet',
      received: `requirements hold ${first}`,
      reason: 'The receiver does not announce that it can do this, and cannot open the share.',
      exchanges: [creation],
    });
  },
});

/** What the target sends to somebody who exchanges no tokens, as the counterpart is unless the target takes no other; nothing where it says no. */
async function sentToUnable(ctx: CheckContext): Promise<Exchange | Outcome | undefined> {
  const { creation } = await ctx.sentShare('file');
  if (!creation) return nothingArrived();
  if (ctx.host.tokens === undefined) return creation;
  const own = await makeTargetSend({ ...ctx, host: await ctx.hostWith('exchanges-no-tokens', { tokens: false }) });
  return isOutcome(own) ? undefined : own.creation;
}

/** Without an arrival there is nothing to wait for but the target's own pace. */
const notShared = defineCheck({
  ...SENT,
  id: 'token/no-share-without-ability',
  clauses: ['OCM-TOKEN-024'],
  title: 'A server that exchanges no tokens sends no share to one that demands them',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-TOKEN-024');
    if (source !== undefined) return notApplicable(source);
    if (hasCapability(ctx, 'exchange-token')) return notApplicable('the target exchanges tokens');
    if (!(await ctx.sentShare('file')).creation) return nothingArrived();
    const host = await demander(ctx);
    const session = await ctx.session(0);
    const account = await ctx.peer.addAccount(host.id, { user: ctx.unique('to') });
    const path = `/${ctx.unique('own')}.txt`;
    await session.putFile(path, Buffer.from('not to be shared\n'));
    ctx.cleanup(`${path} at the target`, () => session.remove(path));
    await introduceRecipient(ctx, host, account.user);
    const share = await session.share(path, account.address, 'read').catch(() => undefined);
    if (share) ctx.cleanup(`share of ${path}`, () => session.unshare(share));
    await ctx.settle();
    const [sent] = await ctx.peer.exchanges({ host: host.id, direction: 'in', method: 'POST', account: account.user });
    if (!sent) return kept();
    return violated({
      expected: 'no share: the criteria of the receiver cannot be met',
      received: requestInWords(sent),
      reason: 'The receiver is sent a share that it has said it does not take.',
      exchanges: [sent],
    });
  },
});

/** Who demands the exchange, and of whom. */
export const demanded: Check[] = [requirementSet, secretRefused, notDemanded, notShared];
