import type { Check, CheckContext, HostVariation, Outcome } from '../../../fixtures/check.js';
import { notApplicable } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { judged } from '../support/judged.js';
import { announcedApp, sendsNone } from './target.js';

/** Announcements to hosts of ours that take web apps: one for each set of targets. */
async function messagesTo(ctx: CheckContext, hosts: Record<string, HostVariation>): Promise<Exchange[] | Outcome> {
  const source = sendsNone(ctx);
  if (source !== undefined) return notApplicable(source);
  const found: Exchange[] = [];
  let last: Outcome | undefined;
  for (const [name, variation] of Object.entries(hosts)) {
    const creation = await announcedApp(ctx, name, variation);
    if ('request' in creation) found.push(creation);
    else last = creation;
  }
  return found.length > 0 || !last ? found : last;
}

const ANY = { 'takes-apps': {} };
/** Whoever has one way to show an app is offered that one alone. */
const NARROW: Record<string, HostVariation> = {
  'takes-apps-in-windows': { appTargets: ['blank'] },
  'takes-apps-in-frames': { appTargets: ['iframe'] },
};

/** Rules of the judge for shares that open in a web app, by what the receiver was told to be able to show. */
const RULES: Record<string, Record<string, HostVariation>> = {
  'sent-share/webapp-targets-known': ANY,
  'sent-share/webapp-targets-offered': NARROW,
  'sent-share/webapp-permissions-known': ANY,
  'sent-share/webapp-requires-exchange': ANY,
  'sent-share/webapp-secret-is-string': ANY,
  'sent-share/webapp-sender-exchanges': ANY,
};

/** What the target says of a web app when it shares with somebody who can open it. */
export const sentApps: Check[] = Object.entries(RULES).map(([id, hosts]) =>
  judged(id, { needs: ['session', 'send', 'callback'], messages: (ctx) => messagesTo(ctx, hosts) }),
);
