import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notVerifiable, violated } from '../../../fixtures/check.js';
import { authorityOf, canonicalAuthority, parseAddress, sameAuthority } from '../../../protocol/address.js';
import { documentOf } from '../../../protocol/discovery.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, objectOf, valueInWords } from '../support/answer.js';
import { isOutcome, makeTargetSend, nothingArrived } from '../support/own-share.js';

/** A check of the addresses in a share that the target sent. */
function ofSentShare(check: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  judge: (
    ctx: CheckContext,
    body: Record<string, unknown>,
    creation: Exchange,
    asked: string,
  ) => Outcome | Promise<Outcome>;
}): Check {
  return defineCheck({
    id: check.id,
    clauses: check.clauses,
    role: 'sender',
    needs: ['session', 'send', 'callback'],
    impact: 'breaks',
    title: check.title,
    async run(ctx) {
      const { creation, host } = await ctx.sentShare('file');
      const body = objectOf(creation?.request.body);
      return creation && body ? check.judge(ctx, body, creation, host.authority) : nothingArrived();
    },
  });
}

const discoverable = ofSentShare({
  id: 'address/sent-host-is-discoverable',
  clauses: ['OCM-ADDR-009'],
  title: 'The hosts of `owner` and `sender` in a share that the target sends serve a discovery document',
  async judge(ctx, body, creation) {
    const hosts = new Set<string>();
    for (const field of ['owner', 'sender']) {
      if (body[field] === undefined) continue;
      const parsed = parseAddress(String(body[field]));
      if (!parsed.ok)
        return { kind: 'blocked', by: `sent-share/${field}-is-address`, reason: `\`${field}\`: ${parsed.reason}` };
      hosts.add(parsed.address.authority);
    }
    for (const host of hosts) {
      let last: Exchange | undefined;
      let found = false;
      for (const path of ['/.well-known/ocm', '/ocm-provider', '/ocm-provider/']) {
        const headers = { accept: 'application/json' };
        last = (await ctx.http.request({ method: 'GET', url: `https://${host}${path}`, headers })).exchange;
        if (last.error?.code === 'host-not-allowed') return notVerifiable(last.error.message);
        found = documentOf(last) !== undefined;
        if (found) break;
      }
      if (found || !last) continue;
      return violated({
        expected: `a server answers discovery at ${host}, the host in its users' addresses`,
        received: answerInWords(last),
        reason: `Shares name their sender at ${host}, but there is no OCM server to be found there.`,
        exchanges: [creation, last],
      });
    }
    return kept();
  },
});

const ownHost = ofSentShare({
  id: 'address/sent-host-is-own',
  clauses: ['OCM-ADDR-010', 'OCM-SHARE-070'],
  title: 'The `sender` of a share is at the host of the server that sends it',
  judge(ctx, body, creation) {
    const host = authorityOf(body.sender);
    if (host === undefined)
      return { kind: 'blocked', by: 'sent-share/sender-is-address', reason: '`sender` names no host' };
    if (sameAuthority(host, ctx.target.authority)) return kept();
    return violated({
      expected: `the host in \`sender\` is ${ctx.target.authority}`,
      received: `sender: ${valueInWords(body.sender)}`,
      reason: 'The receiver finds the sending server by the host in `sender`, and would find another one.',
      exchanges: [creation],
    });
  },
});

const portKept = ofSentShare({
  id: 'address/port-is-kept',
  clauses: ['OCM-SHARE-009', 'OCM-ADDR-005'],
  title: 'The recipient of a share keeps the host and port that the user gave',
  judge(_ctx, body, creation, asked) {
    // A scheme in the address is another check's business.
    const host = authorityOf(String(body.shareWith ?? '').replace(/@https?:\/\//, '@'));
    if (host !== undefined && canonicalAuthority(host) === canonicalAuthority(asked)) return kept();
    return violated({
      expected: `the part of \`shareWith\` after the last @ is ${asked}`,
      received: `shareWith: ${valueInWords(body.shareWith)}`,
      reason: 'The host or port of the recipient is not the one that the share was made for.',
      exchanges: [creation],
    });
  },
});

const noDefaultPort = ofSentShare({
  id: 'address/no-default-port',
  clauses: ['OCM-ADDR-008'],
  title: 'Addresses in a share leave the default port out',
  judge(_ctx, body, creation) {
    const odd = ['owner', 'sender'].filter((field) => /:(443|80)$/.test(String(body[field] ?? '')));
    if (odd.length === 0) return kept();
    return violated({
      expected: 'an address does not name port 443 or 80',
      received: odd.map((field) => `${field}: ${valueInWords(body[field])}`).join(', '),
      reason: 'An address with the default port is another string than the one that users write.',
      exchanges: [creation],
      impact: 'harmless',
    });
  },
});

/** The target shares with an account of ours whose identifier is unusual: it must reach us unchanged. */
function identifierSurvives(
  id: string,
  clauses: [ClauseId, ...ClauseId[]],
  title: string,
  identifier: (unique: string) => string,
): Check {
  return defineCheck({
    id,
    clauses,
    role: 'sender',
    needs: ['session', 'send', 'callback'],
    impact: 'breaks',
    title,
    async run(ctx) {
      const recipient = identifier(ctx.unique('to'));
      const own = await makeTargetSend(ctx, { recipient });
      if (isOutcome(own)) {
        // That it cannot send at all is said elsewhere; that it can, but not to this person, is said here.
        const plain = await makeTargetSend(ctx);
        if (isOutcome(plain)) return plain;
        return violated({
          expected: `a share with ${recipient}@${ctx.host.authority} reaches that host, for that user`,
          received: own.kind === 'blocked' ? own.reason : 'no share',
          reason: `The target shares with other people of that host, but not with \`${recipient}\`.`,
          exchanges: [],
        });
      }
      return kept();
    },
  });
}

/** Addresses as the target writes and reads them when it sends. */
export const sentAddresses: Check[] = [
  discoverable,
  ownHost,
  portKept,
  noDefaultPort,
  identifierSurvives(
    'address/at-sign-in-identifier-is-sent',
    ['OCM-DISC-005', 'OCM-ADDR-002'],
    'The target shares with a user whose identifier holds an at-sign',
    (unique) => `${unique}@mail.example`,
  ),
  identifierSurvives(
    'address/identifier-case-is-sent',
    ['OCM-ADDR-003'],
    'The target sends the identifier of a recipient in the case that the user gave',
    (unique) => `${unique.toLowerCase()}-MixedCase`,
  ),
];
