import { isAtLeast } from '../../spec/ledger.js';
import type { ClauseId, Impact } from '../../vocabulary.js';
import { sameAuthority } from '../address.js';
import type { Message, Rule, RuleHit } from './contract.js';
import { isObject, member, pointer, strings, text } from './json.js';
import { isLoopback, parseUrl, tidyPath } from './parties.js';
import { mergeRules, rule, statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';
import { show } from './show.js';

const KIND = 'discovery-answer';

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `discovery/${id}`, kind: KIND, role: 'discoverable', impact, clauses, title }) as const;

/** True for an answer that claims to hold the document. */
function isOk(message: Message): boolean {
  const status = statusOf(message);
  return status >= 200 && status < 300;
}

/** Which sentence demands an answer at the path that was asked. */
function pathClause(message: Message): ClauseId {
  const path = tidyPath(parseUrl(message.exchange.request.url)?.pathname ?? '');
  return path.endsWith('/ocm-provider') ? 'OCM-DISC-003' : 'OCM-DISC-001';
}

/** Entries of resourceTypes with their pointer. */
function entries(message: Message): { where: string; entry: unknown }[] {
  const types = member(message.json, 'resourceTypes');
  return (Array.isArray(types) ? types : [])
    .slice(0, 200)
    .map((entry: unknown, index) => ({ where: pointer('resourceTypes', index), entry }));
}

/** Rules that look at one entry. Applied to documents only, never to error pages. */
const perEntry = (test: (entry: unknown, where: string, message: Message) => RuleHit[]) => (message: Message) =>
  isOk(message) ? entries(message).flatMap(({ entry, where }) => test(entry, where, message)) : [];

const perDocument = (test: (message: Message) => RuleHit[]) => (message: Message) =>
  isOk(message) && isObject(message.json) ? test(message) : [];

const answered = rule(
  head('answers', 'the discovery document is served with status 200', 'breaks', 'OCM-DISC-001', 'OCM-DISC-003'),
  (message) => {
    const status = statusOf(message);
    // Redirects lead on, and a busy server says nothing about its document.
    if ((status >= 200 && status < 400) || status === 429 || status === 503) return [];
    const clauses = [pathClause(message)];
    return [{ where: 'status', received: `status ${status}`, reason: 'there is no discovery document', clauses }];
  },
);

const isJsonObject = rule(
  head(
    'is-json-object',
    'the discovery document is a JSON object',
    'breaks',
    'OCM-DISC-010',
    'OCM-DISC-001',
    'OCM-DISC-003',
  ),
  (message) => {
    if (!isOk(message) || isObject(message.json)) return [];
    const received = message.json === undefined ? 'no JSON' : show(message.json);
    return [
      {
        where: 'body',
        received,
        reason: 'the body is not a JSON object',
        clauses: [pathClause(message), 'OCM-DISC-010'],
      },
    ];
  },
);

const offersOne = rule(
  head('resource-types-not-empty', 'an enabled server offers at least one resource type', 'breaks', 'OCM-DISC-019'),
  perDocument((message) => {
    const types = member(message.json, 'resourceTypes');
    if (!Array.isArray(types) || types.length > 0 || member(message.json, 'enabled') === false) return [];
    return [{ where: '/resourceTypes', received: '[]', reason: 'resourceTypes is empty' }];
  }),
);

const offersFile = rule(
  head('offers-file', 'resource type file is offered', 'degrades', 'OCM-DISC-020'),
  perDocument((message) => {
    const types = member(message.json, 'resourceTypes');
    // One entry where the list should be still tells what is offered.
    const offered = isObject(types) ? [types] : Array.isArray(types) ? types : undefined;
    if (!offered || offered.some((entry) => member(entry, 'name') === 'file')) return [];
    return [{ where: '/resourceTypes', received: show(types), reason: 'no entry is named file' }];
  }),
);

const namesUnique = rule(
  head('resource-type-names-unique', 'no two resource types have the same name', 'degrades', 'OCM-DISC-021'),
  (message) => {
    const seen = new Set<string>();
    return perEntry((entry, where) => {
      const name = text(entry, 'name');
      if (name === undefined || !seen.has(name)) {
        if (name !== undefined) seen.add(name);
        return [];
      }
      return [{ where: `${where}/name`, received: show(name), reason: 'an earlier entry has the same name' }];
    })(message);
  },
);

const fileHasWebdav = rule(
  head('file-has-webdav', 'resource type file comes with protocol webdav', 'breaks', 'OCM-DISC-024'),
  perEntry((entry, where) => {
    const protocols = member(entry, 'protocols');
    if (member(entry, 'name') !== 'file' || !isObject(protocols) || member(protocols, 'webdav') !== undefined)
      return [];
    return [{ where: `${where}/protocols/webdav`, received: show(protocols), reason: 'protocols.webdav is missing' }];
  }),
);

const webdavIsPath = rule(
  head('webdav-is-path', 'protocols.webdav is a path at this server, beginning with a slash', 'breaks', 'OCM-DISC-025'),
  perEntry((entry, where, message) => {
    const webdav = member(entry, 'protocols', 'webdav');
    if (webdav === undefined || (typeof webdav === 'string' && webdav.startsWith('/'))) return [];
    // 1.1.0 as tagged described a full URI, deployed servers used a path; from 1.2.0 the text agrees with them.
    if (message.spec === '1.1.0' && parseUrl(String(webdav))?.protocol.startsWith('http')) return [];
    return [
      {
        where: `${where}/protocols/webdav`,
        received: show(webdav),
        reason: 'it is not a path that begins with a slash',
      },
    ];
  }),
);

const REGISTERED = {
  names: new Set(['file', 'folder']),
  shareTypes: new Set(['user', 'group']),
  protocols: new Set(['webdav', 'webapp', 'ssh', 'webdav-receive', 'webapp-receive', 'ssh-receive']),
};

const registeredNames = rule(
  head(
    'names-are-registered',
    'resource types, share types and protocols come from the OCM registries',
    'harmless',
    'OCM-DISC-037',
  ),
  perEntry((entry, where) => {
    const hit = (path: string, value: string): RuleHit => ({
      where: path,
      received: show(value),
      reason: 'it is not registered',
    });
    const name = text(entry, 'name');
    const protocols = member(entry, 'protocols');
    return [
      ...(name && !REGISTERED.names.has(name) ? [hit(`${where}/name`, name)] : []),
      ...strings(entry, 'shareTypes').flatMap((type, index) =>
        REGISTERED.shareTypes.has(type) ? [] : [hit(`${where}/shareTypes/${index}`, type)],
      ),
      ...Object.keys(isObject(protocols) ? protocols : {}).flatMap((key) =>
        REGISTERED.protocols.has(key) ? [] : [hit(`${where}/protocols${pointer(key)}`, key)],
      ),
    ].slice(0, 10);
  }),
);

const needs = (
  id: string,
  title: string,
  clause: ClauseId,
  impact: Impact,
  list: string,
  value: string,
  field: string,
): Rule =>
  rule(
    head(id, title, impact, clause),
    perDocument(({ json }) =>
      strings(json, list).includes(value) && member(json, field) === undefined
        ? [{ where: `/${field}`, received: 'nothing', reason: `${value} is listed, but ${field} is missing` }]
        : [],
    ),
  );

const criterionNeedsCapability = rule(
  head(
    'token-criterion-has-capability',
    'criterion must-exchange-token comes with capability exchange-token',
    'breaks',
    'OCM-DISC-053',
  ),
  perDocument(({ json }) =>
    strings(json, 'criteria').includes('must-exchange-token') &&
    !strings(json, 'capabilities').includes('exchange-token')
      ? [
          {
            where: '/capabilities',
            received: show(member(json, 'capabilities')),
            reason: 'exchange-token is not among the capabilities',
          },
        ]
      : [],
  ),
);

const keyHost = rule(
  head('public-key-host', 'the key id is a URI whose host is the host that was asked', 'breaks', 'OCM-DISC-058'),
  perDocument((message) => {
    const name = text(message.json, 'publicKey', 'keyId') === undefined ? 'id' : 'keyId';
    const id = text(message.json, 'publicKey', name);
    const asked = parseUrl(message.exchange.request.url);
    if (id === undefined || !asked) return [];
    const key = parseUrl(id);
    if (key && sameAuthority(key.hostname, asked.hostname)) return [];
    const reason = key ? `its host is ${key.hostname || 'none'}, not ${asked.hostname}` : 'it is not a URI';
    return [{ where: `/publicKey/${name}`, received: show(id), reason }];
  }),
);

const overHttps = (id: string, field: string, ...clauses: ClauseId[]): Rule =>
  rule(
    head(id, `${field} uses https`, 'degrades', ...clauses),
    perDocument(({ json }) => {
      const url = parseUrl(text(json, field));
      if (url?.protocol !== 'http:' || isLoopback(url)) return [];
      return [{ where: `/${field}`, received: show(url.href), reason: 'it is plain http' }];
    }),
  );

/** From 1.2.1 the dialog is announced, from 1.3.0 the token endpoint: both may stay away unless a capability promises them. */
export const discoveryRules: Rule[] = mergeRules(
  [answered, isJsonObject],
  schemaRules('discovery', {
    kind: KIND,
    role: 'discoverable',
    applies: (message) => isOk(message) && isObject(message.json) && isAtLeast(message.spec, '1.1.0'),
  }),
  [
    offersOne,
    offersFile,
    namesUnique,
    fileHasWebdav,
    webdavIsPath,
    registeredNames,
    needs(
      'token-capability-has-end-point',
      'capability exchange-token comes with tokenEndPoint',
      'OCM-DISC-042',
      'breaks',
      'capabilities',
      'exchange-token',
      'tokenEndPoint',
    ),
    needs(
      'invites-has-dialog',
      'capability invites comes with inviteAcceptDialog',
      'OCM-DISC-044',
      'degrades',
      'capabilities',
      'invites',
      'inviteAcceptDialog',
    ),
    needs(
      'http-sig-has-jwks-uri',
      'capability http-sig comes with jwksUri',
      'OCM-DISC-063',
      'breaks',
      'capabilities',
      'http-sig',
      'jwksUri',
    ),
    criterionNeedsCapability,
    keyHost,
    overHttps('token-end-point-is-https', 'tokenEndPoint', 'OCM-TOKEN-009'),
    overHttps('jwks-uri-is-https', 'jwksUri', 'OCM-DISC-062'),
  ],
);
