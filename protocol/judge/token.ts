import type { ClauseId, Impact } from '../../vocabulary.js';
import type { Rule } from './contract.js';
import { text } from './json.js';
import { isPlainHttp, isSameUrl, parseUrl, withoutQuery } from './parties.js';
import { contentTypeHit, mergeRules, rule, statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';
import { show } from './show.js';

const requestHead = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `token-request/${id}`, kind: 'token-request', role: 'receiver', impact, clauses, title }) as const;

const isForm = (header: string | undefined): boolean =>
  /^\s*application\/x-www-form-urlencoded\s*(;|$)/i.test(header ?? '');

const formEncoded = rule(
  requestHead('form-encoded', 'the request is form encoded', 'breaks', 'OCM-TOKEN-002'),
  ({ exchange }) => contentTypeHit(exchange.request.headers['content-type'], isForm),
);

const toTokenEndPoint = rule(
  requestHead('to-token-end-point', 'the request goes to the tokenEndPoint of the sender', 'breaks', 'OCM-TOKEN-001'),
  ({ exchange, other }) => {
    const tokenEndPoint = text(other, 'tokenEndPoint');
    const url = parseUrl(exchange.request.url);
    if (!url || parseUrl(tokenEndPoint) === undefined || isSameUrl(url, tokenEndPoint)) return [];
    return [{ where: 'path', received: show(url.pathname), reason: `the sender announces ${show(tokenEndPoint)}` }];
  },
);

const overHttps = rule(
  requestHead('over-https', 'the request goes over HTTPS', 'degrades', 'OCM-TOKEN-009'),
  ({ exchange }) =>
    isPlainHttp(exchange)
      ? [{ where: 'path', received: show(withoutQuery(exchange.request.url)), reason: 'it went over plain http' }]
      : [],
);

/** Token requests: what the receiving server put on the wire. The parameters are judged as an object. */
export const tokenRequestRules: Rule[] = mergeRules(
  schemaRules('token-request', { kind: 'token-request', role: 'receiver' }),
  [formEncoded, toTokenEndPoint, overHttps],
);

const answerHead = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `token-answer/${id}`, kind: 'token-answer', role: 'sender', impact, clauses, title }) as const;

const issued = rule(
  answerHead('status-is-200', 'a token is issued with status 200', 'degrades', 'OCM-TOKEN-010'),
  (message) => {
    const status = statusOf(message);
    if (status < 200 || status > 299 || status === 200) return [];
    return [{ where: 'status', received: `status ${status}`, reason: 'a valid request is answered 200' }];
  },
);

/** What the sending server answers to a token request. An authentication failure may be a 400 or a 401 (OCM-AMB-016). */
export const tokenAnswerRules: Rule[] = mergeRules(
  schemaRules('token-answer', {
    kind: 'token-answer',
    role: 'sender',
    applies: (message) => statusOf(message) === 200,
  }),
  schemaRules('token-error', {
    kind: 'token-answer',
    role: 'sender',
    applies: (message) => [400, 401].includes(statusOf(message)),
  }),
  [issued],
);
