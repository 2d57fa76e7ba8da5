import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { signatureDialectOf } from '../../../fixtures/counterpart.js';
import type { ClauseId } from '../../../vocabulary.js';
import { isReached, shareWith } from '../sent-share/counterparts.js';
import { provenUnchanged } from '../support/absence.js';
import { deliver } from '../support/deliver.js';
import { onHost, otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { nothingArrived } from '../support/own-share.js';
import { judgeRefusal } from '../support/refusal.js';

/** Why nothing is asked of this target; undefined when it says that it signs and one of the clauses binds it. */
function notFor(ctx: CheckContext, clauses: readonly [ClauseId, ...ClauseId[]]): string | undefined {
  if (ctx.host.signs === undefined || signatureDialectOf(ctx.target) === undefined)
    return 'the target does not say that it signs: neither capability http-sig nor publicKey';
  return clauses.some((clause) => appliesAt(ctx, clause) === undefined) ? undefined : appliesAt(ctx, clauses[0]);
}

/** A share that may be taken or refused: what is not free is to crash over it, or to show one that was refused. */
function free(row: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  what: string;
  /** Where it comes from: the counterpart, or a host of ours that signs nothing. */
  from: 'signer' | 'other';
}): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'receiver',
    needs: ['account', 'callback'],
    impact: 'degrades',
    title: row.title,
    async run(ctx) {
      const source = notFor(ctx, [row.clauses[0]]);
      if (source !== undefined) return notApplicable(source);
      const from = row.from === 'other' ? onHost(ctx, await otherHost(ctx, 'unsigned', { signs: 'none' })) : ctx;
      const delivery = await deliver(from, row.from === 'signer' ? { signature: { none: true } } : {});
      const judged = judgeRefusal(delivery.exchange, row.what, { names: [401, 403, 400], mayBeTaken: true });
      if (judged.outcome) return judged.outcome;
      if (judged.broken) return { kind: 'violated', violations: [judged.broken] };
      if (judged.taken) return kept(judged.reading);
      return traces(await provenUnchanged(ctx, [delivery]), judged.reading ?? `refuses ${row.what}`);
    },
  });
}

function traces(after: Awaited<ReturnType<typeof provenUnchanged>>, reading: string | undefined): Outcome {
  if (!Array.isArray(after)) return after;
  const [first, ...others] = after;
  return first ? { kind: 'violated', violations: [first, ...others] } : kept(reading);
}

const ofSigner = free({
  id: 'signature/unsigned-of-signer-answered',
  // Taking it and refusing it is free; who refuses says so with a status (OCM-SHARE-056).
  clauses: ['OCM-SHARE-063', 'OCM-SHARE-056'],
  title: 'An unsigned share of a server that signs is taken or refused, without a crash',
  what: 'an unsigned share of a server that signs',
  from: 'signer',
});

const ofOther = free({
  id: 'signature/unsigned-of-other-answered',
  clauses: ['OCM-SIG-019', 'OCM-SHARE-062', 'OCM-SHARE-056'],
  title: 'An unsigned share of a server that does not sign is taken or refused, without a crash',
  what: 'an unsigned share of a server that does not sign',
  from: 'other',
});

const KEYLESS: [ClauseId, ...ClauseId[]] = ['OCM-SIG-031', 'OCM-SHARE-064', 'OCM-SHARE-062'];

/** To discard it is a MAY (OCM-SHARE-064), but a signature that nobody can verify is none that verifies (OCM-SIG-031). */
const keyless = defineCheck({
  id: 'signature/key-set-absent',
  clauses: KEYLESS,
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'A signed share is refused when the server it is from says that it signs, and publishes no keys',
  async run(ctx) {
    const source = notFor(ctx, ['OCM-SHARE-064']);
    if (source !== undefined) return notApplicable(source);
    const host = await otherHost(ctx, 'keyless', { deviations: ['discovery-jwks-uri-absent'] });
    const delivery = await deliver(onHost(ctx, host));
    const what = 'a signed share of a server without jwksUri';
    const judged = judgeRefusal(delivery.exchange, what, { names: [401, 403, 400] });
    if (judged.outcome) return judged.outcome;
    if (judged.broken) return { kind: 'violated', violations: [judged.broken] };
    return traces(await provenUnchanged(ctx, [delivery]), judged.reading);
  },
});

const FOLLOWS: [ClauseId, ...ClauseId[]] = ['OCM-SIG-016', 'OCM-SIG-017'];

const followsReceiver = defineCheck({
  id: 'signature/follows-the-receiver',
  clauses: FOLLOWS,
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'A share with a server that signs is signed; with one that does not, it may be either way',
  async run(ctx) {
    const source = notFor(ctx, ['OCM-SIG-017']);
    if (source !== undefined) return notApplicable(source);
    const { creation } = await ctx.sentShare('file');
    if (!creation) return nothingArrived();
    if (creation.request.headers.signature === undefined)
      return violated({
        clauses: ['OCM-SIG-016'],
        expected: 'a signature on a share with a server that lists http-sig',
        received: 'no header Signature',
        reason: 'The target says that it signs, and does not where the other side does.',
        exchanges: [creation],
      });
    const reached = await shareWith(ctx, 'unsigning', { signs: 'none' });
    if (!isReached(reached)) return reached;
    const [post] = reached.posts;
    if (!post) return kept('shares nothing with servers that do not sign');
    const isSigned = post.request.headers.signature !== undefined;
    return kept(isSigned ? 'signs for servers that do not sign, too' : 'goes unsigned to servers that do not sign');
  },
});

/** What the text leaves free about shares that nobody signed, that nobody can verify, or that go to somebody who does not sign. */
export const freedom: Check[] = [ofSigner, ofOther, keyless, followsReceiver];
