import type { CheckContext, HostVariation, Outcome, TargetView } from '../../../fixtures/check.js';
import { notApplicable } from '../../../fixtures/check.js';
import type { PeerExchange, PeerHostInfo } from '../../../peer/contract.js';
import { isAtLeast } from '../../../spec/ledger.js';
import { isObject, objectOf } from '../support/answer.js';
import { resourceTypes } from '../support/in-force.js';
import { isOutcome, makeTargetSend, type OwnShare } from '../support/own-share.js';

/** Claim of a profile whose target sends or opens web apps without saying so in its document. */
export const CLAIM = 'webapp';

const names = (ctx: CheckContext, protocol: string): boolean =>
  resourceTypes(ctx).some(({ protocols }) => isObject(protocols) && Object.hasOwn(protocols, protocol));

/** Why nothing is asked of a target as sender of web apps; undefined when it says that it sends them. */
export const sendsNone = (ctx: CheckContext): string | undefined => unclaimed(ctx, ['webapp']);

/** The same as receiver. Until 1.3.0 there was one word for both roles. */
export const opensNone = (ctx: CheckContext): string | undefined =>
  unclaimed(ctx, isAtLeast(ctx.target.spec, '1.4.0') ? ['webapp-receive'] : ['webapp', 'webapp-receive']);

function unclaimed(ctx: CheckContext, words: string[]): string | undefined {
  if (words.some((word) => names(ctx, word)) || ctx.target.profile.claims.includes(CLAIM)) return undefined;
  return `its discovery document names no protocol \`${words[0]}\`, and the profile does not claim \`${CLAIM}\``;
}

/** A host of ours that has web apps, in the words of 1.4 at least; signed as the target signs. */
export function appHost(ctx: CheckContext, name: string, variation: HostVariation = {}): Promise<PeerHostInfo> {
  const older: HostVariation = ctx.host.speaks < '1.4' ? { speaks: '1.4', signs: 'none' } : {};
  return ctx.hostWith(name, { ...older, tokens: true, offers: ['webapp'], ...variation });
}

/** The same context, with another host of ours in place of the counterpart. */
export function onHost(ctx: CheckContext, host: PeerHostInfo): CheckContext {
  const account = async (): Promise<{ user: string; address: string }> => {
    const { user, address } = await ctx.peer.addAccount(host.id, { user: ctx.unique('c') });
    return { user, address };
  };
  return { ...ctx, host, account };
}

/** The part of an announcement that describes a web app; undefined when there is none. */
export function webappIn(creation: Pick<PeerExchange, 'request'>): Record<string, unknown> | undefined {
  const protocol = objectOf(creation.request.body)?.protocol;
  return isObject(protocol) && isObject(protocol.webapp) ? protocol.webapp : undefined;
}

/** No text makes anybody send web apps: a share without one is no fault. */
const withoutApp = (): Outcome =>
  notApplicable('the share that it sent to a server with `webapp-receive` offers no web app');

/** Makes the target share something with a host of ours that takes web apps. An outcome when nothing arrives, or no web app with it. */
export async function sentApp(
  ctx: CheckContext,
  host: PeerHostInfo,
  kind: 'file' | 'folder' = 'file',
): Promise<{ own: OwnShare; webapp: Record<string, unknown> } | Outcome> {
  const own = await makeTargetSend(onHost(ctx, host), { kind });
  if (isOutcome(own)) return own;
  const webapp = webappIn(own.creation);
  return webapp ? { own, webapp } : withoutApp();
}

const announced = new WeakMap<TargetView, Map<string, Promise<PeerExchange | Outcome>>>();

/** An announcement with a web app, sent once per target to a host of that name: for all who only look at the message. */
export function announcedApp(
  ctx: CheckContext,
  name: string,
  variation: HostVariation = {},
): Promise<PeerExchange | Outcome> {
  const known = announced.get(ctx.target) ?? new Map<string, Promise<PeerExchange | Outcome>>();
  announced.set(ctx.target, known);
  const found =
    known.get(name) ??
    appHost(ctx, name, variation)
      .then((host) => sentApp(ctx, host))
      .then((sent) => ('kind' in sent ? sent : sent.own.creation));
  known.set(name, found);
  return found;
}
