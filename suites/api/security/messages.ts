import type { Check } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { documentOf } from '../../../protocol/discovery.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { isInForce } from '../../../spec/ledger.js';
import { type Gesture, isTold, told } from '../sent-notification/capture.js';
import {
  answerInWords,
  inconclusive,
  isServerError,
  isSuccess,
  requestInWords,
  sameJson,
  statusOf,
} from '../support/answer.js';
import { appliesAt } from '../support/in-force.js';
import { nothingArrived } from '../support/own-share.js';

const GESTURES: Gesture[] = ['accept', 'decline', 'unshare'];

const signed = defineCheck({
  id: 'security/messages-are-signed',
  clauses: ['OCM-SEC-001'],
  role: 'either',
  needs: ['account', 'session', 'send', 'callback'],
  impact: 'degrades',
  title: 'Shares and notifications of a server that signs are signed, all of them',
  async run(ctx) {
    const source = appliesAt(ctx, 'OCM-SEC-001');
    if (source !== undefined) return notApplicable(source);
    if (ctx.host.signs === undefined)
      return notApplicable('the target does not say that it signs: neither capability http-sig nor publicKey');
    const { creation } = await ctx.sentShare('file');
    if (!creation) return nothingArrived();
    const all: Exchange[] = [creation];
    for (const gesture of GESTURES) {
      const message = await told(ctx, gesture);
      if (isTold(message)) all.push(message.exchange);
    }
    const unsigned = all.filter(({ request }) => request.headers.signature === undefined);
    const counted = `${all.length - unsigned.length} of ${all.length} messages are signed`;
    if (unsigned.length === 0) return kept(counted);
    return violated({
      expected: 'every message between servers is signed',
      received: `${counted}; not ${unsigned.map(requestInWords).join(', ')}`,
      reason: 'Who the unsigned messages are from cannot be known.',
      exchanges: unsigned,
    });
  },
});

/** What proxies add, and what anybody else can add as well. */
const FORGED: Record<string, string>[] = [
  { 'x-forwarded-host': 'forged.example.org' },
  { 'x-forwarded-host': 'forged.example.org', 'x-forwarded-proto': 'http', 'x-forwarded-port': '8080' },
  { forwarded: 'for=192.0.2.1;host=forged.example.org;proto=http' },
  { 'x-original-host': 'forged.example.org', 'x-host': 'forged.example.org' },
];

const forged = defineCheck({
  id: 'security/forwarding-headers-not-believed',
  clauses: ['OCM-DISC-010', 'OCM-SEC-009'],
  role: 'discoverable',
  needs: [],
  impact: 'degrades',
  title: 'Forged headers of a proxy do not change what the discovery document announces',
  async run(ctx) {
    const { url } = ctx.target.discovery.request;
    const ask = async (headers: Record<string, string>): Promise<Exchange> =>
      (await ctx.http.request({ method: 'GET', url, headers: { accept: 'application/json', ...headers } })).exchange;
    const plain = await ask({});
    const open = inconclusive(plain);
    if (open) return open;
    for (const headers of FORGED) {
      const exchange = await ask(headers);
      const stopped = inconclusive(exchange);
      if (stopped) return stopped;
      const document = documentOf(exchange);
      // A refusal is no announcement.
      if (!document || sameJson(document, documentOf(plain))) continue;
      const text = JSON.stringify(document);
      if (!text.includes('forged.example.org') && !text.includes('"http:')) continue;
      return violated({
        expected: 'the addresses that everybody is told',
        received: `with ${JSON.stringify(headers)}: ${answerInWords(exchange)}`,
        reason: 'Who asks can have the target announce other addresses, to itself and to everybody behind a cache.',
        exchanges: [plain, exchange],
      });
    }
    return kept();
  },
});

const probe = defineCheck({
  id: 'security/mfa-capable-is-answered',
  // Whether there is such a path is free; it came and went between two releases.
  clauses: ['OCM-DISC-014', 'OCM-SEC-006'],
  role: 'receiver',
  needs: [],
  impact: 'harmless',
  title: 'GET /mfa-capable below the endPoint is answered 200 or 404, or refused, without a crash',
  async run(ctx) {
    if (!isInForce('OCM-SEC-006', ctx.target.spec))
      return notApplicable(`OCM-SEC-006 is not in force at ${ctx.target.spec}, the version applied to this target`);
    const { exchange } = await ctx.http.request({
      method: 'GET',
      url: `${ctx.target.endPoint}/mfa-capable`,
      headers: { accept: 'application/json' },
    });
    const open = inconclusive(exchange);
    if (open) return open;
    if (isServerError(exchange) && statusOf(exchange) !== 501)
      return violated({
        expected: '200 or 404',
        received: answerInWords(exchange),
        reason: 'A path of the API that it may do without makes the target fail.',
        exchanges: [exchange],
      });
    return kept(
      isSuccess(exchange)
        ? 'says at /mfa-capable that it asks for second factors'
        : `answers ${statusOf(exchange)} at /mfa-capable`,
    );
  },
});

/** What the target says and sends, as far as it can be forged. */
export const messages: Check[] = [signed, forged, probe];
