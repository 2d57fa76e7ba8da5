import type { Check, CheckContext, Outcome } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, inconclusive, isSuccess, statusOf } from '../support/answer.js';
import { INSIDE } from '../support/deliver.js';
import { appliesAt } from '../support/in-force.js';
import type { OwnShare } from '../support/own-share.js';
import { type Code, tokenEndPoint, tokenFor } from '../token/request.js';
import { appHost, sendsNone, sentApp } from './target.js';

/** A web app of the target's, and a token for it. */
interface Served {
  own: OwnShare;
  host: PeerHostInfo;
  uri: string;
  secret: string;
  token: string;
  /** Posts a form to the app, or to a path below its address, as a browser does. */
  post(form: { token?: string; below?: string }): Promise<Exchange>;
  /** Where the browser is to be sent when its session is over. */
  back: string;
}

async function served(ctx: CheckContext, kind: 'file' | 'folder'): Promise<Served | Outcome> {
  const host = await appHost(ctx, 'takes-apps');
  const sent = await sentApp(ctx, host, kind);
  if ('kind' in sent) return sent;
  const { own, webapp } = sent;
  const { uri, sharedSecret: secret } = webapp;
  const lack = (by: string, reason: string): Outcome => ({ kind: 'blocked', by, reason });
  if (typeof uri !== 'string' || !URL.canParse(uri))
    return lack('sent-share/webapp-uri-is-absolute', 'the web app has no address that can be opened');
  if (typeof secret !== 'string' || secret === '')
    return lack('sent-share/webapp-secret-is-string', 'the web app has no secret');
  const url = tokenEndPoint(ctx);
  if (url === undefined)
    return lack('sent-share/webapp-sender-exchanges', 'the target says nowhere where tokens are asked for');
  const code: Code = { url, host, code: secret };
  const got = await tokenFor(ctx, code);
  if ('kind' in got) return got;
  const back = `${host.url}/ui/shared/${own.receivedId}`;
  const post: Served['post'] = ({ token = got.token, below = '' }) =>
    ctx.peer.send(host.id, {
      method: 'POST',
      url: below === '' ? uri : `${uri.replace(/\/+$/, '')}/${below}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      body: new URLSearchParams({ access_token: token, expired_session_redirect_uri: back }).toString(),
    });
  return { own, host, uri, secret, token: got.token, post, back };
}

function ofApp(check: {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  kind?: 'folder';
  order?: number;
  judge: (app: Served, ctx: CheckContext) => Promise<Outcome>;
}): Check {
  const { kind = 'file', judge, ...named } = check;
  return defineCheck({
    ...named,
    role: 'sender',
    needs: ['session', 'send', 'callback'],
    impact: 'breaks',
    async run(ctx) {
      const source =
        appliesAt(ctx, check.clauses[0]) ??
        sendsNone(ctx) ??
        (kind === 'folder' && !ctx.cloud?.traits.shares.includes('folder')
          ? 'the product shares no folders'
          : undefined);
      if (source !== undefined) return notApplicable(source);
      const app = await served(ctx, kind);
      return 'kind' in app ? app : judge(app, ctx);
    },
  });
}

/** A page, or a step towards one. */
const isShown = (answer: Exchange): boolean => isSuccess(answer) || [302, 303].includes(statusOf(answer) ?? 0);

const opens = ofApp({
  id: 'webapp/opens-with-its-token',
  // Who serves it, the sender or another server of the same house, is left free.
  clauses: ['OCM-APP-026', 'OCM-APP-001'],
  title: 'A web app opens for a form with the token that its secret was exchanged for',
  order: 24,
  async judge({ post, uri, own }, ctx) {
    const answer = await post({});
    const elsewhere = new URL(uri).host !== ctx.target.authority;
    if (isShown(answer)) return kept(elsewhere ? 'web apps are served by another host' : undefined);
    return (
      inconclusive(answer) ??
      violated({
        clauses: ['OCM-APP-001'],
        expected: 'a page, for a POST with a valid token in the field access_token',
        received: answerInWords(answer),
        reason: 'The address of the web app shows nothing to somebody who may see it.',
        exchanges: [own.creation, answer],
      })
    );
  },
});

const inside = ofApp({
  id: 'webapp/folder-is-a-root',
  clauses: ['OCM-APP-003'],
  kind: 'folder',
  title: 'What is inside a shared folder opens in the web app below the address of the folder',
  async judge({ post, own }) {
    const whole = await post({});
    const open = inconclusive(whole);
    if (open) return open;
    if (!isShown(whole))
      return { kind: 'blocked', by: opens.id, reason: `the folder itself does not open: ${answerInWords(whole)}` };
    const answer = await post({ below: INSIDE });
    if (isShown(answer)) return kept();
    return (
      inconclusive(answer) ??
      violated({
        expected: `a page for ${INSIDE}, below the address of the folder`,
        received: answerInWords(answer),
        reason: 'A receiver cannot open a single file of the folder: its path cannot be appended to the address.',
        exchanges: [own.creation, answer],
      })
    );
  },
});

const over = ofApp({
  id: 'webapp/end-of-session-tells-nothing',
  // Whether the browser is sent back at all is left free.
  clauses: ['OCM-APP-020', 'OCM-APP-019'],
  title: 'When a session of a web app cannot go on, neither token nor secret stands where the browser is sent',
  async judge({ post, own, secret, token, back }) {
    await own.session.unshare(own.share);
    const answers = [await post({}), await post({ token: `over-${token}` })];
    for (const answer of answers) {
      const open = inconclusive(answer);
      if (open) return open;
      const location = answer.response?.headers.location ?? '';
      const told = [
        { what: 'the secret', text: secret },
        { what: 'the token', text: token },
      ].find(({ text }) => location.includes(text) || location.includes(encodeURIComponent(text)));
      if (!told) continue;
      return violated({
        clauses: ['OCM-APP-020'],
        expected: 'an address without token and secret',
        received: `status ${statusOf(answer)}, and ${told.what} in the address that the browser is sent to`,
        reason: 'Addresses end in histories and logs, where a token must not stand.',
        exchanges: [own.creation, answer],
      });
    }
    const isSentBack = answers.some(({ response }) => response?.headers.location?.startsWith(back));
    return kept(isSentBack ? 'sends the browser back when its session is over' : 'sends the browser nowhere');
  },
});

/** The web app behind a share of the target's. */
export const servedApps: Check[] = [opens, inside, over];
