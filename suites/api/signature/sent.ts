import type { Broken, Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import { keySetUrl } from '../../../fixtures/counterpart.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { jsonOf } from '../../../protocol/exchange.js';
import { documentsIn, judge, keysIn, RULES } from '../../../protocol/judge/index.js';
import type { ClauseId } from '../../../vocabulary.js';
import { type Gesture, isTold, told } from '../sent-notification/capture.js';
import { inconclusive } from '../support/answer.js';
import { appliesAt } from '../support/in-force.js';
import { nothingArrived } from '../support/own-share.js';
import { sentence } from '../support/sentence.js';
import { readingOf } from './readings.js';

const AREA = 'signature/';

const keySets = new WeakMap<CheckContext['target'], Promise<Exchange | undefined>>();

/** The key set, fetched once a target; undefined where it has none to publish. */
function keySet(ctx: CheckContext): Promise<Exchange | undefined> {
  const known = keySets.get(ctx.target);
  if (known) return known;
  const url = keySetUrl(ctx.target);
  const headers = { accept: 'application/json' };
  const fetched =
    url === undefined
      ? Promise.resolve(undefined)
      : ctx.http.request({ method: 'GET', url, headers }).then(({ exchange }) => exchange);
  keySets.set(ctx.target, fetched);
  return fetched;
}

/** Why nothing is asked of this target; undefined when something is. */
function notFor(ctx: CheckContext, clauses: [ClauseId, ...ClauseId[]]): string | undefined {
  if (ctx.host.signs === undefined)
    return 'the target does not say that it signs: neither capability http-sig nor publicKey';
  const applies = clauses.some((clause) => appliesAt(ctx, clause) === undefined);
  return applies ? undefined : appliesAt(ctx, clauses[0]);
}

/** What is wrong with the target's own message, by rule. The judge has to know both documents, and its keys. */
export async function wrongWith(ctx: CheckContext, exchange: Exchange): Promise<(Broken & { rule: string })[]> {
  const keys = await keySet(ctx);
  const own = await ctx.peer.send(ctx.host.id, {
    method: 'GET',
    url: `${new URL(ctx.host.url).origin}/.well-known/ocm`,
  });
  const documents = new Map(documentsIn([own]));
  // The copy that went to another host of ours is read by what all of them announce.
  documents.set(new URL(exchange.request.url).host, jsonOf(own.response?.body));
  if (ctx.target.document) documents.set(ctx.target.authority, ctx.target.document);
  const context = {
    specOf: () => ctx.target.spec,
    documents,
    client: ctx.target.authority,
    keys: keysIn(keys ? [keys] : [], documents),
  };
  return judge(exchange, context).map(({ rule, clauses, expected, where, received, reason, impact }) => ({
    rule,
    clauses,
    expected,
    received: `${where}: ${received}`,
    reason: `${sentence(reason)} (${where}).`,
    exchanges: [exchange],
    impact,
  }));
}

function concluded(found: Broken[], reading?: string): Outcome {
  const [first, ...more] = found;
  return first ? violated(first, ...more) : kept(reading);
}

/** A rule of the judge as a check. */
function ofRule(id: string, message: (ctx: CheckContext) => Promise<Exchange | Outcome>, needs: Check['needs']): Check {
  const rule = RULES.find((each) => each.id === id);
  const [first, ...others] = rule?.clauses ?? [];
  if (!rule || first === undefined) throw new Error(`the judge has no rule ${id}`);
  return defineCheck({
    id,
    clauses: [first, ...others],
    role: needs.includes('send') ? 'sender' : 'either',
    needs,
    impact: rule.impact,
    title: sentence(rule.title),
    async run(ctx) {
      const source = notFor(ctx, [first, ...others]);
      if (source !== undefined) return notApplicable(source);
      const found = await message(ctx);
      if ('kind' in found) return found;
      const broken = (await wrongWith(ctx, found)).filter(({ rule: slug }) => slug === id);
      return concluded(broken, readingOf(id, found, ctx));
    },
  });
}

const idsOf = (area: string): string[] => RULES.map(({ id }) => id).filter((id) => id.startsWith(area));

const sentShare = async (ctx: CheckContext): Promise<Exchange | Outcome> =>
  (await ctx.sentShare('file')).creation ?? nothingArrived();

/** The signature of a share that the target was made to send. */
const signatures = idsOf(AREA).map((id) => ofRule(id, sentShare, ['session', 'send', 'callback']));

const NOTIFIED: [ClauseId, ...ClauseId[]] = ['OCM-SIG-016', 'OCM-NOTIF-002', 'OCM-SIG-038', 'OCM-SEC-001'];
const GESTURES: Gesture[] = ['accept', 'unshare'];

/** Notifications are signed as shares are: what is wrong with both stands with the share. */
const notificationSigned = defineCheck({
  id: 'signature/notification-signed',
  clauses: NOTIFIED,
  role: 'either',
  needs: ['account', 'session', 'send', 'callback'],
  impact: 'breaks',
  title: 'A notification is signed, and as well as a share is',
  async run(ctx) {
    const source = notFor(ctx, NOTIFIED);
    if (source !== undefined) return notApplicable(source);
    const share = await sentShare(ctx);
    const known = new Set('kind' in share ? [] : (await wrongWith(ctx, share)).map(({ rule }) => rule));
    let why: Outcome | undefined;
    for (const gesture of GESTURES) {
      const message = await told(ctx, gesture);
      if (!isTold(message)) {
        why ??= message;
        continue;
      }
      const found = await wrongWith(ctx, message.exchange);
      return concluded(found.filter(({ rule }) => rule.startsWith(AREA) && !known.has(rule)));
    }
    return why ?? notApplicable('the target sends no notifications');
  },
});

/** The key set of the target. */
const keys = idsOf('jwks/').map((id) =>
  ofRule(
    id,
    async (ctx) => {
      const exchange = await keySet(ctx);
      if (!exchange) return notApplicable('the target publishes no key set: it does not list http-sig');
      return inconclusive(exchange) ?? exchange;
    },
    [],
  ),
);

/** How the target signs what it sends, and what it publishes to verify that. */
export const sent: Check[] = [...signatures, notificationSigned, ...keys];
