import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, notVerifiable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import { ProductRefused } from '../../../targets/cloud.js';
import type { ProfileResource } from '../../../targets/profile.js';
import { answerInWords, inconclusive, isObject, isSuccess, objectOf, statusOf } from '../support/answer.js';
import { deliver, refusesUs } from '../support/deliver.js';
import { onHost } from '../webapp/target.js';

const NONE = 'the profile declares no `resources`';

/** A host of ours that knows what the profile declares. */
const agreedWith = (ctx: CheckContext, resources: ProfileResource[]): Promise<PeerHostInfo> =>
  ctx.hostWith('shares-declared-types', { resources });

const taken = defineCheck({
  id: 'beyond/declared-resources-taken',
  clauses: ['OCM-SHARE-053', 'OCM-DISC-039'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'Shares of the resource types that the profile declares are taken in',
  async run(ctx) {
    const { resources = [] } = ctx.target.profile;
    if (resources.length === 0) return notApplicable(NONE);
    const host = await agreedWith(ctx, resources);
    for (const { type } of resources) {
      const { exchange } = await deliver(onHost(ctx, host), { resource: type });
      const open = inconclusive(exchange) ?? refusesUs(exchange);
      if (open) return open;
      if (isSuccess(exchange)) continue;
      return violated({
        expected: `a share of resource type ${type} is taken in, as the profile declares`,
        received: answerInWords(exchange),
        reason: `What is declared to be understood is refused: ${type}.`,
        exchanges: [exchange],
      });
    }
    return kept();
  },
});

const given = defineCheck({
  id: 'beyond/declared-resources-sent',
  clauses: ['OCM-SHARE-023', 'OCM-DISC-039'],
  role: 'sender',
  needs: ['session', 'send', 'callback'],
  impact: 'breaks',
  title: 'Shares of the resource types that the profile declares are sent as it says',
  async run(ctx) {
    const { resources = [] } = ctx.target.profile;
    if (resources.length === 0) return notApplicable(NONE);
    const { lacks } = ctx.cloud?.traits ?? {};
    if (lacks?.shareResource) return notVerifiable(lacks.shareResource.source);
    const host = await agreedWith(ctx, resources);
    for (const resource of resources) {
      const outcome = await sentAsDeclared(ctx, host, resource);
      if (outcome) return outcome;
    }
    return kept();
  },
});

/** Undefined when all is as the profile says. */
async function sentAsDeclared(
  ctx: CheckContext,
  host: PeerHostInfo,
  resource: ProfileResource,
): Promise<Outcome | undefined> {
  const { type } = resource;
  const session = await ctx.session(0);
  const { user, address } = await ctx.peer.addAccount(host.id, { user: ctx.unique('to') });
  const since = await ctx.peer.mark();
  const expected = `a share of resource type ${type}, as the profile declares`;
  let refusal: string | undefined;
  try {
    const share = await session.shareResource?.(type, address);
    if (share) ctx.cleanup(`share of a ${type} with ${address}`, () => session.unshare(share));
  } catch (error) {
    if (!(error instanceof ProductRefused)) throw error;
    refusal = error.message;
  }
  const filter = { host: host.id, direction: 'in' as const, method: 'POST', pathEnds: '/shares', since };
  const announcement = await ctx.peer.awaitExchange(
    filter,
    refusal === undefined ? ctx.target.profile.budgets.step : 500,
  );
  if (!announcement)
    return violated({
      expected,
      received: refusal ?? 'no POST /shares',
      reason: `Nothing of type ${type} is shared with a server whose document names it, for ${user}.`,
      exchanges: [],
    });
  const odd = oddIn(objectOf(announcement.request.body), resource);
  if (odd === undefined && statusOf(announcement) === 201) return undefined;
  return violated({
    expected,
    received: odd ?? `a share that our server answers ${answerInWords(announcement)}`,
    reason: `What is shared is not what was agreed on for ${type}.`,
    exchanges: [announcement],
  });
}

/** The first thing in a share that is not as the profile says; values are its sender's own, except the type. */
function oddIn(body: Record<string, unknown> | undefined, resource: ProfileResource): string | undefined {
  if (!body) return 'no JSON object';
  if (body.resourceType !== resource.type) return `resourceType ${JSON.stringify(body.resourceType)}`;
  const { protocol } = body;
  if (!isObject(protocol)) return `protocol ${JSON.stringify(protocol)}`;
  const further = missing(protocol, resource.protocol ?? {});
  if (further !== undefined) return `a protocol without ${further}`;
  const agreed = Object.entries(resource.protocols);
  const offered = agreed.filter(([name]) => isObject(protocol[name]));
  if (offered.length === 0 && agreed.length > 0)
    return `a protocol without ${agreed.map(([name]) => name).join(' or ')}`;
  for (const [name, { share = {} }] of offered) {
    const details = protocol[name];
    const lost = isObject(details) ? missing(details, { uri: '', ...share }) : undefined;
    if (lost !== undefined) return `a protocol ${name} without ${lost}`;
  }
  return undefined;
}

/** Name of a member that is not there, or of another kind. */
const missing = (found: Record<string, unknown>, agreed: Record<string, unknown>): string | undefined =>
  Object.keys(agreed).find((name) => typeof found[name] !== typeof agreed[name]);

/** What was agreed on with the target, in both directions. */
export const declared: Check[] = [taken, given];
