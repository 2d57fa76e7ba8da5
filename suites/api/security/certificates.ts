import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { BadCertificate, PeerExchange } from '../../../peer/contract.js';
import { requestInWords } from '../support/answer.js';
import { deliver } from '../support/deliver.js';
import { onHost, otherHost } from '../support/hosts.js';
import { appliesAt } from '../support/in-force.js';
import { isOutcome, makeTargetSend, nothingArrived } from '../support/own-share.js';
import { isLab, knocksAt } from './canary.js';

const KINDS: Record<BadCertificate, string> = {
  'self-signed': 'a certificate that nobody vouches for',
  expired: 'a certificate that is past its end',
  'other-name': 'a certificate for another name',
};

/** What reached servers of ours with bad certificates, by what is wrong with them. A handshake that was broken off reaches nobody. */
type Reached = { kind: BadCertificate; knocks: PeerExchange[] }[];

async function reached(ctx: CheckContext, act: (there: CheckContext) => Promise<unknown>): Promise<Reached> {
  const found: Reached = [];
  for (const kind of Object.keys(KINDS) as BadCertificate[]) {
    const host = await otherHost(ctx, kind, { certificate: kind });
    await act(onHost(ctx, host));
    const knocks = await knocksAt(ctx, host);
    if (knocks.length > 0) found.push({ kind, knocks });
  }
  return found;
}

async function judge(ctx: CheckContext, found: Reached, what: string): Promise<Outcome> {
  const [first] = found;
  if (!first) return kept();
  // Who checks nothing at all in a lab may do so for the lab's sake; whoever looks at one thing and not at another has no such reason.
  if (found.length === Object.keys(KINDS).length && (await isLab(ctx)))
    return notVerifiable(
      'the target takes any certificate, as servers in a lab are made to: have it trust the authority of our peer (--peer-cert), and verify',
    );
  const knocks = found.flatMap((each) => each.knocks);
  return violated({
    expected: `nothing is asked of, or told to, a server with ${found.map(({ kind }) => KINDS[kind]).join(', or ')}`,
    received: `${first.knocks.map(requestInWords).join(', ')} at one with ${KINDS[first.kind]}`,
    reason: `Whoever can put themselves between two servers ${what}.`,
    exchanges: knocks,
  });
}

const ofSender = defineCheck({
  id: 'security/senders-certificate-verified',
  clauses: ['OCM-SEC-012'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'A server whose certificate is wrong is not asked what it is when a share comes from it',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SEC-012');
    if (source !== undefined) return notApplicable(source);
    const good = await otherHost(ctx, 'verified');
    await deliver(onHost(ctx, good));
    if ((await knocksAt(ctx, good)).length === 0)
      return notApplicable('it asks nothing of the server that a share comes from');
    return judge(ctx, await reached(ctx, deliver), 'says what the other one is, and where its keys are');
  },
});

const ofReceiver = defineCheck({
  id: 'security/receivers-certificate-verified',
  clauses: ['OCM-SEC-012', 'OCM-SHARE-004'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'A share, and its secret, are not sent to a server whose certificate is wrong',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SEC-012');
    if (source !== undefined) return notApplicable(source);
    if (!(await ctx.sentShare('file')).creation) return nothingArrived();
    const found = await reached(ctx, async (there) => {
      const own = await makeTargetSend(there);
      return isOutcome(own);
    });
    return judge(ctx, found, 'is given shares and their secrets');
  },
});

/** Whom the target takes for whom it looks for. */
export const certificates: Check[] = [ofSender, ofReceiver];
