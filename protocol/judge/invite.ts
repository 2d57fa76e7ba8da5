import { isAtLeast } from '../../spec/ledger.js';
import type { ClauseId, Impact } from '../../vocabulary.js';
import { parseAddress } from '../address.js';
import type { Rule } from './contract.js';
import { errorBodyRules } from './error-body.js';
import { text } from './json.js';
import { isPlainHttp, isSameUrl, parseUrl, withoutQuery } from './parties.js';
import { contentTypeHit, isJsonType, mergeRules, rule, statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';
import { show } from './show.js';

const requestHead = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `invite-accepted/${id}`, kind: 'invite-accepted', role: 'invite-receiver', impact, clauses, title }) as const;

const contentType = rule(
  requestHead('content-type-is-json', 'the request has Content-Type application/json', 'degrades', 'OCM-INV-005'),
  ({ exchange }) => contentTypeHit(exchange.request.headers['content-type'], isJsonType),
);

const overTls = rule(requestHead('over-tls', 'the request goes over TLS', 'degrades', 'OCM-INV-005'), ({ exchange }) =>
  isPlainHttp(exchange)
    ? [{ where: 'path', received: show(withoutQuery(exchange.request.url)), reason: 'it went over plain http' }]
    : [],
);

const toInvitePath = rule(
  requestHead(
    'to-invite-path',
    'the request goes to /invite-accepted below the endPoint of the inviting server',
    'breaks',
    'OCM-INV-004',
  ),
  ({ exchange, other }) => {
    const endPoint = text(other, 'endPoint');
    const url = parseUrl(exchange.request.url);
    if (!url || parseUrl(endPoint) === undefined || isSameUrl(url, `${endPoint?.replace(/\/+$/, '')}/invite-accepted`))
      return [];
    return [
      {
        where: 'path',
        received: show(url.pathname),
        reason: `the inviting server announces its API at ${show(endPoint)}`,
      },
    ];
  },
);

/** 1.1.0 asked for a URL, the host name came with 1.2.0; whether a port belongs to it is not said (OCM-AMB-020). */
const providerIsHost = rule(
  requestHead(
    'recipient-provider-is-host',
    'recipientProvider is a host name, without scheme or path',
    'breaks',
    'OCM-INV-006',
  ),
  ({ json, spec }) => {
    const provider = text(json, 'recipientProvider');
    if (!provider || !isAtLeast(spec, '1.2.0')) return [];
    const parsed = parseAddress(`x@${provider}`);
    const reason =
      parsed.ok && parsed.address.authority !== provider ? 'it holds an @' : parsed.ok ? undefined : parsed.reason;
    return reason === undefined
      ? []
      : [{ where: '/recipientProvider', received: show(provider), reason: `it is not host[:port]: ${reason}` }];
  },
);

/** Invite acceptances: what the accepting server put on the wire. */
export const inviteAcceptedRules: Rule[] = mergeRules(
  schemaRules('invite-accepted', { kind: 'invite-accepted', role: 'invite-receiver' }),
  [contentType, overTls, toInvitePath, providerIsHost],
);

const answerHead = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `invite-answer/${id}`, kind: 'invite-answer', role: 'invite-sender', impact, clauses, title }) as const;

const accepted = rule(
  answerHead('status-is-200', 'a successful acceptance is answered with status 200', 'degrades', 'OCM-INV-016'),
  (message) => {
    const status = statusOf(message);
    if (status < 200 || status > 299 || status === 200) return [];
    return [{ where: 'status', received: `status ${status}`, reason: 'the text knows only 200 for success' }];
  },
);

const answerType = rule(
  answerHead('content-type-is-json', 'the answer has Content-Type application/json', 'degrades', 'OCM-INV-017'),
  (message) => {
    const { response } = message.exchange;
    if (!response || response.status < 200 || response.status > 299 || response.body.text.trim() === '') return [];
    return contentTypeHit(response.headers['content-type'], isJsonType);
  },
);

/**
 * 1.1.0 had 404 for unknown tokens; 1.2.0 merged it into 400 and knows only 400, 403 and 409 (OCM-AMB-018). An error body with a message
 * shows that the endpoint itself spoke, not something before it that lacks the route.
 */
const refusedWith400 = rule(
  answerHead(
    'invalid-token-is-400',
    'an invalid or unknown token is answered with status 400',
    'degrades',
    'OCM-INV-019',
  ),
  (message) => {
    if (statusOf(message) !== 404 || !isAtLeast(message.spec, '1.2.0')) return [];
    if (text(message.json, 'message') === undefined) return [];
    return [{ where: 'status', received: 'status 404', reason: '404 was the code of 1.1.0, from 1.2.0 it is 400' }];
  },
);

/** What the inviting server answers. */
export const inviteAnswerRules: Rule[] = mergeRules(
  schemaRules('invite-answer', {
    kind: 'invite-answer',
    role: 'invite-sender',
    applies: (message) => statusOf(message) === 200,
  }),
  [accepted, answerType, refusedWith400],
  errorBodyRules('invite-answer', 'invite-sender', [400, 403, 409, '404@1.1.0'], ['OCM-INV-024']),
);
