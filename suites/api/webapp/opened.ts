import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { AppOpening } from '../../../targets/abilities.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, isObject, isSuccess, requestInWords, valueInWords } from '../support/answer.js';
import type { Variation } from '../support/deliver.js';
import { appliesAt, hasCapability, resourceTypes } from '../support/in-force.js';
import { isOpened, type OpenedApp, openAppAtTarget } from './open.js';
import { appHost, opensNone } from './target.js';

const EXCHANGE = 'must-exchange-token';
const MFA = 'must-use-mfa';
const PLACEHOLDER = '{relative-path-to-shared-resource}';

interface Row {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  impact?: Check['impact'];
  order?: number;
  /** Host of ours that shares; default one of 1.4 or newer. */
  host?: (ctx: CheckContext) => Promise<PeerHostInfo>;
  share?: (ctx: CheckContext, host: PeerHostInfo) => Variation;
  /** It is looked at what is not opened, too. */
  mayRefuse?: true;
  judge: (app: OpenedApp, ctx: CheckContext) => Outcome | Promise<Outcome>;
}

const OPENED = 'webapp/opened-with-token';

function ofOpening(row: Row): Check {
  const { id, clauses, title, impact = 'breaks', order } = row;
  return defineCheck({
    id,
    clauses,
    title,
    impact,
    ...(order === undefined ? {} : { order }),
    role: 'receiver',
    needs: ['account', 'session', 'callback'],
    async run(ctx) {
      const source = appliesAt(ctx, clauses[0]) ?? opensNone(ctx);
      if (source !== undefined) return notApplicable(source);
      const host = await (row.host?.(ctx) ?? appHost(ctx, 'shares-apps'));
      const app = await openAppAtTarget(ctx, host, row.share?.(ctx, host), row.mayRefuse);
      if (!isOpened(app)) return app;
      if (!app.opening && !row.mayRefuse && id !== OPENED)
        return { kind: 'blocked', by: OPENED, reason: `the web app is not opened: ${app.refusal}` };
      return row.judge(app, ctx);
    },
  });
}

/** What opens the app, without what it carries. */
const inWords = ({ method, url, fields }: AppOpening): string =>
  `${method} ${url.split('?', 1)[0]} with ${Object.keys(fields).join(', ') || 'no fields'}`;

const opened = ofOpening({
  id: OPENED,
  clauses: ['OCM-APP-014'],
  title: 'A web app is opened by a POST to its address with a token that its secret was exchanged for',
  order: 24,
  async judge({ opening, refusal, webapp, tokens, delivery, host, all }, ctx) {
    const wrong = (received: string, reason: string): Outcome =>
      violated({
        expected: `the secret is exchanged at the tokenEndPoint, and a form with access_token is posted to ${String(webapp.uri)}`,
        received,
        reason,
        exchanges: [delivery.exchange, ...all.filter((each) => each.id !== delivery.exchange.id)],
      });
    if (!opening)
      return wrong(`not opened: ${refusal}`, 'The target says that it opens web apps, and does not open this one.');
    const token = opening.fields.access_token;
    if (opening.method !== 'POST' || opening.url !== webapp.uri)
      return wrong(inWords(opening), 'The app is opened in another way than by a form to its address.');
    if (token === undefined || !tokens.includes(token))
      return wrong(
        token === webapp.sharedSecret ? 'the secret itself as access_token' : inWords(opening),
        'The field access_token holds no token of ours, so the app does not open.',
      );
    const answer = await ctx.peer.send(host.id, {
      method: opening.method,
      url: opening.url,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(opening.fields).toString(),
    });
    return isSuccess(answer) ? kept() : wrong(answerInWords(answer), 'Our web app does not open for that form.');
  },
});

const hidden = ofOpening({
  id: 'webapp/secret-not-in-browser',
  clauses: ['OCM-APP-013'],
  title: 'The secret of a web app is not given to the browser, and stands in no URL',
  judge({ opening, webapp, all, delivery }) {
    const secret = String(webapp.sharedSecret);
    const shown = [opening?.url ?? '', opening?.seen ?? '', ...Object.values(opening?.fields ?? {})];
    const leaking = all.filter(({ request }) => request.url.includes(secret));
    if (!shown.some((text) => text.includes(secret)) && leaking.length === 0) return kept();
    return violated({
      expected: 'the browser sees a token only',
      received:
        leaking.length > 0
          ? `${leaking.map(({ request }) => request.method).join(', ')} with the secret in its URL`
          : 'the secret, in what the browser was given',
      reason: 'Whoever sees the page of the recipient can open the share as long as it lives.',
      exchanges: [delivery.exchange, ...leaking],
    });
  },
});

const back = ofOpening({
  id: 'webapp/way-back-is-own',
  clauses: ['OCM-APP-015'],
  impact: 'degrades',
  title: 'With the token goes an address of the receiver, over HTTPS, for when the session is over',
  judge({ opening, delivery }, ctx) {
    const address = opening?.fields.expired_session_redirect_uri;
    const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
    const { profile, authority } = ctx.target;
    const own = [authority, new URL(profile.url).host, ...profile.hosts];
    if (url?.protocol === 'https:' && own.includes(url.host)) return kept();
    return violated({
      expected: `expired_session_redirect_uri is an absolute HTTPS URL of ${own[0]}`,
      received: valueInWords(address),
      reason: 'The app cannot send the browser back to where a new token can be had.',
      exchanges: [delivery.exchange],
    });
  },
});

/** Where the target says that it shows web apps. */
function ownTargets(ctx: CheckContext): string[] {
  return resourceTypes(ctx).flatMap(({ protocols }) => {
    const receives = isObject(protocols) ? protocols['webapp-receive'] : undefined;
    const targets = isObject(receives) ? receives.targets : undefined;
    return Array.isArray(targets) ? targets.filter((target) => typeof target === 'string') : [];
  });
}

const shared = ofOpening({
  id: 'webapp/target-is-in-common',
  // Which window it is is left free.
  clauses: ['OCM-APP-016', 'OCM-APP-017'],
  title: 'A web app is shown in a way that its sender offers and the receiver announces',
  share: () => ({ edit: [{ set: '/protocol/webapp/targets', value: ['blank', 'iframe'] }] }),
  judge({ opening, delivery }, ctx) {
    if (ownTargets(ctx).includes(opening?.target ?? ''))
      return kept(
        opening?.target === 'blank' && opening.window !== undefined ? `opens in ${opening.window}` : undefined,
      );
    return violated({
      clauses: ['OCM-APP-016'],
      expected: `one of ${ownTargets(ctx).join(', ')}, as the discovery document has it`,
      received: valueInWords(opening?.target),
      reason: 'The app is shown in a way that the receiver does not announce.',
      exchanges: [delivery.exchange],
    });
  },
});

const unusable = ofOpening({
  id: 'webapp/no-target-in-common',
  clauses: ['OCM-APP-016'],
  title: 'A web app that can be shown in no way of the receiver is not opened',
  mayRefuse: true,
  share: (ctx) => {
    const foreign = ['blank', 'iframe'].find((target) => !ownTargets(ctx).includes(target)) ?? 'x-hologram';
    return { edit: [{ set: '/protocol/webapp/targets', value: [foreign] }] };
  },
  judge({ opening, refusal, webapp, delivery }) {
    if (!opening) return kept(refusal === 'the share is refused' ? 'refuses the whole share' : undefined);
    return violated({
      expected: `no app: the sender offers ${valueInWords(webapp.targets)} only`,
      received: `opened as ${opening.target}: ${inWords(opening)}`,
      reason: 'The app is opened in a way that its sender does not offer.',
      exchanges: [delivery.exchange],
    });
  },
});

const mfa = ofOpening({
  id: 'webapp/second-factor-enforced',
  clauses: ['OCM-APP-018'],
  title: 'A web app that demands a second factor does not open for somebody who has shown none',
  mayRefuse: true,
  share: () => ({
    edit: ['webdav', 'webapp'].map((name) => ({ set: `/protocol/${name}/requirements`, value: [EXCHANGE, MFA] })),
  }),
  judge({ opening, delivery }, ctx) {
    if (!opening) return kept();
    // Whether the account of the profile has shown one is not to be seen from here.
    if (hasCapability(ctx, 'enforce-mfa')) return kept('opens it, and claims `enforce-mfa`');
    return violated({
      expected: 'a refusal: the target does not announce `enforce-mfa`',
      received: inWords(opening),
      reason: 'The app is opened although nobody can have been asked for a second factor.',
      exchanges: [delivery.exchange],
    });
  },
});

const hint = ofOpening({
  id: 'webapp/icon-hint-not-fetched',
  clauses: ['OCM-APP-023'],
  impact: 'degrades',
  title: 'A hint at the icon of a web app is not taken for an address to be fetched',
  mayRefuse: true,
  share: (_, { url }) => ({ edit: [{ set: '/protocol/webapp/appIconHint', value: `${url}/icons/hint.svg` }] }),
  judge({ all, delivery }) {
    const asked = all.filter(({ request }) => new URL(request.url).pathname.endsWith('/icons/hint.svg'));
    if (asked.length === 0) return kept();
    return violated({
      expected: 'no request: the hint is a word for an icon of the receiver',
      received: asked.map(requestInWords).join(', '),
      reason: 'Whoever shares can make the target ask for whatever address.',
      exchanges: [delivery.exchange, ...asked],
    });
  },
});

const template = ofOpening({
  id: 'webapp/template-is-filled-in',
  clauses: ['OCM-APP-025'],
  title: 'The placeholder in the address of a web app is replaced by the path of what is shared',
  host: (ctx) => ctx.hostWith('shares-templates', { speaks: '1.2', signs: 'none', offers: ['webapp'] }),
  share: (_, { url }) => ({
    edit: [
      {
        set: '/protocol/webapp',
        value: { uriTemplate: `${url}/apps/viewer/by-path/${PLACEHOLDER}`, viewMode: 'read' },
      },
    ],
  }),
  judge({ opening, delivery }) {
    const url = decoded(opening?.url ?? '');
    if (!url.includes(PLACEHOLDER) && url.includes(delivery.name)) return kept();
    return violated({
      expected: `${PLACEHOLDER} is replaced by ${delivery.name}`,
      received: url,
      reason: 'The address leads to no item.',
      exchanges: [delivery.exchange],
    });
  },
});

/** Somewhere else on the host than where discovery says that its web apps are. */
const ELSEWHERE = '/apps/editor/open';

const prefix = ofOpening({
  id: 'webapp/advertised-path-is-no-prefix',
  clauses: ['OCM-DISC-033'],
  impact: 'degrades',
  title: 'A web app is opened at its address, and not below the path that discovery has for web apps',
  host: (ctx) => ctx.hostWith('shares-templates', { speaks: '1.2', signs: 'none', offers: ['webapp'] }),
  share: (_, { url }) => ({
    edit: [{ set: '/protocol/webapp', value: { uri: `${url}${ELSEWHERE}`, viewMode: 'read' } }],
  }),
  judge({ opening, host, delivery }) {
    if (opening?.url.startsWith(`${host.url}${ELSEWHERE.slice(0, ELSEWHERE.lastIndexOf('/'))}/`)) return kept();
    return violated({
      expected: `${host.url}${ELSEWHERE}, as the share has it`,
      received: opening?.url.split('?', 1)[0] ?? 'nothing',
      reason: 'The target builds the address of a web app from what is for information only.',
      exchanges: [delivery.exchange],
    });
  },
});

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}

/** What the target does when somebody opens a web app of ours. */
export const openedApps: Check[] = [opened, hidden, back, shared, unusable, mfa, hint, template, prefix];
