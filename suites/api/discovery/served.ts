import { readFileSync } from 'node:fs';
import type { Check, CheckContext } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { documentOf } from '../../../protocol/discovery.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { asset } from '../../../spec/package-root.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, inconclusive, mediaType, sameJson, statusOf } from '../support/answer.js';
import { appliesAt, hasCapability } from '../support/in-force.js';

const WELL_KNOWN = '/.well-known/ocm';
const OLDER = ['/ocm-provider', '/ocm-provider/'];

async function get(ctx: CheckContext, path: string, headers: Record<string, string> = {}): Promise<Exchange> {
  const { exchange } = await ctx.http.request({
    method: 'GET',
    url: `${ctx.target.origin}${path}`,
    headers: { accept: 'application/json', ...headers },
  });
  return exchange;
}

/** The older path with or without slash, whichever gives a document; else the answer to the first. */
async function getOlder(ctx: CheckContext): Promise<Exchange> {
  const tried: Exchange[] = [];
  for (const path of OLDER) {
    const exchange = await get(ctx, path);
    if (documentOf(exchange)) return exchange;
    tried.push(exchange);
  }
  return tried.find((exchange) => inconclusive(exchange)) ?? (tried[0] as Exchange);
}

const wellKnown = defineCheck({
  id: 'discovery/well-known-served',
  // From 1.4 on it is the only path: what is not there is published nowhere (OCM-DISC-002).
  clauses: ['OCM-DISC-001', 'OCM-DISC-002'],
  role: 'discoverable',
  needs: [],
  impact: 'breaks',
  order: 1,
  title: 'GET /.well-known/ocm at the host of the addresses gives the discovery document',
  async run(ctx) {
    const exchange = await get(ctx, WELL_KNOWN);
    const open = inconclusive(exchange);
    if (open) return open;
    if (documentOf(exchange)) return kept(statusOf(exchange) === 200 ? undefined : `answers ${statusOf(exchange)}`);
    return violated({
      expected: `GET ${ctx.target.origin}${WELL_KNOWN} gives a JSON object`,
      received: answerInWords(exchange),
      reason: 'A server that looks for this one by the path of the text does not find it.',
      exchanges: [exchange],
    });
  },
});

const older = defineCheck({
  id: 'discovery/ocm-provider-served',
  clauses: ['OCM-DISC-003'],
  role: 'discoverable',
  needs: [],
  impact: 'breaks',
  order: 1,
  title: 'GET /ocm-provider, with or without slash, gives the discovery document',
  async run(ctx) {
    const exchange = await getOlder(ctx);
    const open = inconclusive(exchange);
    if (open) return open;
    if (documentOf(exchange) && statusOf(exchange) === 200) {
      return exchange.request.url.endsWith('/')
        ? kept('serves /ocm-provider/ with a slash only')
        : kept('serves /ocm-provider');
    }
    return violated({
      expected: `GET ${ctx.target.origin}/ocm-provider gives status 200 and a JSON object`,
      received: answerInWords(exchange),
      reason: 'Servers that know only the older path do not find this one.',
      exchanges: [exchange],
    });
  },
});

const bothSame = defineCheck({
  id: 'discovery/both-paths-agree',
  clauses: ['OCM-DISC-004'],
  role: 'discoverable',
  needs: [],
  impact: 'degrades',
  title: 'Both discovery paths give the same document',
  async run(ctx) {
    const exchanges = [await get(ctx, WELL_KNOWN), await getOlder(ctx)];
    for (const [index, by] of ['discovery/well-known-served', 'discovery/ocm-provider-served'].entries()) {
      const exchange = exchanges[index];
      const open = exchange && inconclusive(exchange);
      if (open) return open;
      if (exchange && !documentOf(exchange))
        return { kind: 'blocked', by, reason: 'one of the two paths gives no document' };
    }
    const [one, two] = exchanges.map((exchange) => documentOf(exchange));
    if (one === undefined || two === undefined || sameJson(one, two)) return kept();
    const differing = [...new Set([...Object.keys(one), ...Object.keys(two)])].filter(
      (key) => !sameJson(one[key], two[key]),
    );
    return violated({
      expected: 'the same JSON document on both paths',
      received: `documents that differ in ${differing.join(', ')}`,
      reason: 'What others believe about this server depends on the path that they happen to ask.',
      exchanges,
    });
  },
});

const contentType = defineCheck({
  id: 'discovery/content-type-is-json',
  clauses: ['OCM-DISC-010'],
  role: 'discoverable',
  needs: [],
  impact: 'degrades',
  title: 'The discovery document is labelled as JSON',
  run(ctx) {
    const exchange = ctx.target.discovery;
    const type = mediaType(exchange);
    if (type === 'application/json' || type.endsWith('+json')) return Promise.resolve(kept());
    return Promise.resolve(
      violated({
        expected: 'Content-Type application/json',
        received: type === '' ? 'no Content-Type' : type,
        reason: 'Clients that look at the label take the discovery document for something else.',
        exchanges: [exchange],
      }),
    );
  },
});

/** Names under which clients in the field introduce themselves: a server was seen to answer one of them differently. */
const userAgents = (): string[] =>
  JSON.parse(readFileSync(asset('fixtures/data/user-agents.json'), 'utf8')) as string[];

const sameForEverybody = defineCheck({
  id: 'discovery/same-for-every-client',
  clauses: ['OCM-DISC-010'],
  role: 'discoverable',
  needs: [],
  impact: 'degrades',
  title: 'Whatever a client calls itself or accepts, it gets the same document',
  async run(ctx) {
    const path = new URL(ctx.target.discovery.request.url).pathname;
    const plain = await get(ctx, path);
    const open = inconclusive(plain);
    if (open) return open;
    const clients: Record<string, string>[] = [
      { accept: '*/*' },
      ...userAgents().map((name) => ({ 'user-agent': name })),
    ];
    for (const headers of clients) {
      const exchange = await get(ctx, path, headers);
      const stopped = inconclusive(exchange);
      if (stopped) return stopped;
      if (sameJson(documentOf(exchange), documentOf(plain))) continue;
      return violated({
        expected: 'the document that any client gets',
        received: `another answer to ${JSON.stringify(headers)}: ${answerInWords(exchange)}`,
        reason: 'The discovery document depends on who asks, so two servers hold different beliefs about this one.',
        exchanges: [plain, exchange],
      });
    }
    return kept();
  },
});

const endPointIsHttps = defineCheck({
  id: 'discovery/end-point-is-https',
  clauses: ['OCM-DISC-056', 'OCM-SEC-012'],
  role: 'discoverable',
  needs: [],
  impact: 'degrades',
  title: 'A server that is found over https has an endPoint with https',
  run(ctx) {
    const { endPoint } = ctx.target;
    if (endPoint === undefined || new URL(endPoint).protocol === 'https:') return Promise.resolve(kept());
    return Promise.resolve(
      violated({
        expected: 'an endPoint that begins with https://',
        received: `endPoint ${endPoint}`,
        reason: 'Shares and their secrets are sent to this server over plain HTTP.',
        exchanges: [ctx.target.discovery],
      }),
    );
  },
});

/** What capability `notifications` promises. */
const PROMISED: ClauseId = 'OCM-DISC-045';

const endPointRoute = (
  route: 'shares' | 'notifications',
  role: 'receiver' | 'either',
  id: string,
  also: ClauseId[],
): Check =>
  defineCheck({
    id,
    clauses: ['OCM-DISC-014', ...also],
    role,
    needs: [],
    impact: 'breaks',
    order: 2,
    title: `There is something at /${route} below the endPoint: an empty message is not answered 404 or 405`,
    async run(ctx) {
      const source = appliesAt(ctx, 'OCM-DISC-014');
      if (source !== undefined) return notApplicable(source);
      const { exchange } = await ctx.http.request({
        method: 'POST',
        url: `${ctx.target.endPoint}/${route}`,
        headers: { 'content-type': 'application/json', accept: 'application/json' },
        body: '{}',
      });
      const open = inconclusive(exchange);
      if (open) return open;
      const status = statusOf(exchange) ?? 0;
      if (status !== 404 && status !== 405 && (status < 300 || status > 399)) return kept();
      return violated({
        clauses: [
          'OCM-DISC-014',
          ...also.filter((clause) => clause !== PROMISED || hasCapability(ctx, 'notifications')),
        ],
        expected: `POST ${ctx.target.endPoint}/${route} is understood: an empty message is answered 400`,
        received: answerInWords(exchange),
        reason: `The endPoint of the discovery document leads to nothing that takes /${route}.`,
        exchanges: [exchange],
      });
    },
  });

/** Where the document is, and whether it leads anywhere. What it holds is judged by the rules of messages. */
export const served: Check[] = [
  wellKnown,
  older,
  bothSame,
  contentType,
  sameForEverybody,
  endPointIsHttps,
  endPointRoute('shares', 'receiver', 'discovery/end-point-takes-shares', ['OCM-DISC-064']),
  endPointRoute('notifications', 'either', 'discovery/end-point-takes-notifications', [PROMISED, 'OCM-DISC-065']),
];
