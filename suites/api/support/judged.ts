import type { Broken, Check, CheckContext, Need, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import { documentOf } from '../../../protocol/discovery.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { judge, RULES } from '../../../protocol/judge/index.js';
import { cut } from '../../../protocol/judge/show.js';
import type { ClauseId, Role } from '../../../vocabulary.js';
import { inconclusive } from './answer.js';
import { sentence } from './sentence.js';

/** Where the messages come from that one group of rules judges. */
export interface JudgedGroup {
  needs: Need[];
  /** Role of the target as writer of the message; default: the role of the rule. */
  role?: Role;
  order?: number;
  /** Clauses that leave it free whether such a message or part is there at all: presence and absence are both accepted. */
  tolerates?: ClauseId[];
  /** The exchanges that hold the messages; an outcome when there are none. */
  messages: (ctx: CheckContext) => Promise<Exchange[] | Outcome>;
  /** How a message that keeps the rule takes what the text says in several ways: in words that are the same in every run. */
  reading?: (exchange: Exchange, ctx: CheckContext) => string | undefined;
}

/** Longest reading, as names that a target chose may be part of it. */
const READING_CHARS = 400;

const byId = new Map(RULES.map((rule) => [rule.id, rule]));

/** A rule of the judge as a check of the target: the same slug, clauses and words. */
export function judged(id: string, group: JudgedGroup): Check {
  const rule = byId.get(id);
  const [first, ...others] = rule?.clauses ?? [];
  if (!rule || first === undefined) throw new Error(`the judge has no rule ${id}`);
  return defineCheck({
    id,
    clauses: [first, ...others, ...(group.tolerates ?? [])],
    role: group.role ?? rule.role,
    needs: group.needs,
    impact: rule.impact,
    title: sentence(rule.title),
    ...(group.order === undefined ? {} : { order: group.order }),
    async run(ctx) {
      const exchanges = await group.messages(ctx);
      if (!Array.isArray(exchanges)) return exchanges;
      const documents = await knownDocuments(ctx, exchanges);
      const broken: Broken[] = [];
      for (const exchange of exchanges) {
        const found = judge(exchange, { specOf: () => ctx.target.spec, documents });
        for (const violation of found.filter(({ rule: slug }) => slug === id)) {
          broken.push({
            clauses: violation.clauses,
            expected: violation.expected,
            received: `${violation.where}: ${violation.received}`,
            reason: `${sentence(violation.reason)} (${violation.where}).`,
            exchanges: [exchange],
            impact: violation.impact,
          });
        }
      }
      const [worst, ...more] = broken;
      if (worst) return violated(worst, ...more);
      const readings = new Set(exchanges.flatMap((exchange) => group.reading?.(exchange, ctx) ?? []));
      return kept(readings.size > 0 ? cut([...readings].join('; '), READING_CHARS) : undefined);
    },
  });
}

/** An exchange with the target as the only message, unless it decides nothing. */
export const onlyMessage = (exchange: Exchange): Exchange[] | Outcome => inconclusive(exchange) ?? [exchange];

const ownDocuments = new Map<string, Promise<Record<string, unknown> | undefined>>();

/** Discovery documents of the target and of those hosts of ours that the messages went to: what their readers were told. */
async function knownDocuments(ctx: CheckContext, exchanges: Exchange[]): Promise<ReadonlyMap<string, unknown>> {
  const documents = new Map<string, unknown>();
  if (ctx.target.document) documents.set(ctx.target.authority, ctx.target.document);
  const asked = new Set(exchanges.map(({ request }) => new URL(request.url).host));
  for (const host of (await ctx.peer.hosts()).filter(({ authority }) => asked.has(authority))) {
    const key = `${host.id} ${host.authority}`;
    const known = ownDocuments.get(key) ?? documentOfHost(ctx, host);
    ownDocuments.set(key, known);
    const document = await known;
    if (document) documents.set(host.authority, document);
  }
  return documents;
}

async function documentOfHost(ctx: CheckContext, host: PeerHostInfo): Promise<Record<string, unknown> | undefined> {
  for (const path of ['/.well-known/ocm', '/ocm-provider']) {
    const url = `${new URL(host.url).origin}${path}`;
    const document = documentOf(await ctx.peer.send(host.id, { method: 'GET', url }));
    if (document) return document;
  }
  return undefined;
}
