import type { ClauseId, Impact } from '../../vocabulary.js';
import type { Rule } from './contract.js';
import { errorBodyRules } from './error-body.js';
import { isObject, member } from './json.js';
import { contentTypeHit, isJsonType, mergeRules, rule, statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';

const KIND = 'share-answer';
/** Statuses of POST /shares whose body the text describes. */
const DESCRIBED = [201, 400, 401, 403, 501];

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `share-answer/${id}`, kind: KIND, role: 'receiver', impact, clauses, title }) as const;

const created = rule(
  head('status-is-201', 'a share that was taken in is answered with status 201', 'breaks', 'OCM-SHARE-053'),
  (message) => {
    const status = statusOf(message);
    if (status < 200 || status > 299 || status === 201) return [];
    return [
      { where: 'status', received: `status ${status}`, reason: 'senders that look for 201 take it for a failure' },
    ];
  },
);

const contentType = rule(
  head('content-type-is-json', 'the answer has Content-Type application/json', 'degrades', 'OCM-SHARE-052'),
  (message) => {
    const { response } = message.exchange;
    if (!response || response.body.bytes === 0 || response.body.text.trim() === '' || !isDescribed(response.status))
      return [];
    return contentTypeHit(response.headers['content-type'], isJsonType);
  },
);

/** Any success says what a 201 says. */
const isDescribed = (status: number): boolean => DESCRIBED.includes(status) || (status >= 200 && status < 300);

const publicKeys = rule(
  head('ssh-has-public-keys', 'the 201 answer to an ssh share has recipientPublicKeys', 'breaks', 'OCM-SHARE-051'),
  (message) => {
    if (statusOf(message) !== 201 || !isObject(member(message.requestJson, 'protocol', 'ssh'))) return [];
    if (member(message.json, 'recipientPublicKeys') !== undefined) return [];
    return [{ where: '/recipientPublicKeys', received: 'nothing', reason: 'recipientPublicKeys is missing' }];
  },
);

/** What the receiver answers to a Share Creation Notification. */
export const shareAnswerRules: Rule[] = mergeRules(
  schemaRules('share-answer', { kind: KIND, role: 'receiver', applies: (message) => statusOf(message) === 201 }),
  [created, contentType, publicKeys],
  errorBodyRules(KIND, 'receiver', [400, 401, 403, 501], ['OCM-SHARE-061']),
);
