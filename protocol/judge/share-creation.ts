import { isAtLeast } from '../../spec/ledger.js';
import type { ClauseId, Impact } from '../../vocabulary.js';
import { detectSpec } from '../version-profile.js';
import { addressHits } from './address.js';
import type { Rule, RuleHit } from './contract.js';
import { isObject, member, strings, text } from './json.js';
import { isPlainHttp, isSameUrl, parseUrl, withoutQuery } from './parties.js';
import { contentTypeHit, isJsonType, mergeRules, rule } from './rule.js';
import { schemaRules } from './schema-rules.js';
import { exchangeRules } from './share-exchange.js';
import { offered } from './share-offers.js';
import { protocolRules } from './share-protocol.js';
import { webappRules } from './share-webapp.js';
import { show } from './show.js';

const KIND = 'share-creation';

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `sent-share/${id}`, kind: KIND, role: 'sender', impact, clauses, title }) as const;

const addressRule = (id: string, field: string, clause: ClauseId): Rule =>
  rule(
    head(
      id,
      `${field} is an OCM address`,
      'breaks',
      clause,
      'OCM-ADDR-007',
      'OCM-ADDR-006',
      'OCM-ADDR-004',
      'OCM-ADDR-001',
      'OCM-ADDR-010',
    ),
    (message) => addressHits(message, field, clause),
  );

const contentType = rule(
  head('content-type-is-json', 'the request has Content-Type application/json', 'degrades', 'OCM-SHARE-003'),
  (message) => contentTypeHit(message.exchange.request.headers['content-type'], isJsonType),
);

const overTls = rule(head('over-tls', 'the request goes over TLS', 'degrades', 'OCM-SHARE-004'), ({ exchange }) =>
  isPlainHttp(exchange)
    ? [{ where: 'path', received: show(withoutQuery(exchange.request.url)), reason: 'it went over plain http' }]
    : [],
);

const toSharesPath = rule(
  head('to-shares-path', 'the request goes to /shares below the endPoint of the receiver', 'breaks', 'OCM-SHARE-002'),
  ({ exchange, other }) => {
    const endPoint = text(other, 'endPoint');
    const url = parseUrl(exchange.request.url);
    if (!url || parseUrl(endPoint) === undefined || isSameUrl(url, `${endPoint?.replace(/\/+$/, '')}/shares`))
      return [];
    return [
      { where: 'path', received: show(url.pathname), reason: `the receiver announces its API at ${show(endPoint)}` },
    ];
  },
);

/** federation was a base value from 1.1.0 and is one of an extension since; 1.0.0 speaks of user and group without closing the list. */
const shareTypeKnown = rule(
  head('share-type-known', 'shareType is user or group (or federation)', 'degrades', 'OCM-SHARE-019'),
  ({ json }) => {
    const type = text(json, 'shareType');
    if (type === undefined || type === '' || ['user', 'group', 'federation'].includes(type)) return [];
    return [{ where: '/shareType', received: show(type), reason: 'it is neither user nor group' }];
  },
);

const encryptionScheme = rule(
  head(
    'encryption-members',
    'encryption has an object named after its scheme',
    'degrades',
    'OCM-SHARE-029',
    'OCM-SHARE-030',
  ),
  ({ json }) => {
    const encryption = member(json, 'encryption');
    const scheme = text(encryption, 'scheme');
    if (scheme === undefined) return [];
    const details = member(encryption, scheme);
    const where = `/encryption/${scheme.slice(0, 40)}`;
    if (!isObject(details)) {
      return [
        {
          where,
          received: show(details),
          reason: 'there is no object named after the scheme',
          clauses: ['OCM-SHARE-029'],
        },
      ];
    }
    // The text spells the PGP scheme in two ways (OCM-AMB-023).
    const isPgp = scheme === 'ocm-pgp' || scheme === 'ocm-gpg';
    const right = isPgp
      ? Array.isArray(details.fingerprints) && details.fingerprints.every((item) => typeof item === 'string')
      : scheme !== 'ocm-mls' || typeof details.cipher === 'string';
    const missing = isPgp ? 'fingerprints' : 'cipher';
    if (right) return [];
    return [
      {
        where: `${where}/${missing}`,
        received: show(details[missing]),
        reason: `${missing} is missing or mistyped`,
        clauses: ['OCM-SHARE-030'],
      },
    ];
  },
);

/** A combination that everybody is taken to know, even where it is not advertised. */
const isBase = (type: string, shareType: string, protocol: string): boolean =>
  type === 'file' && shareType === 'user' && protocol === 'webdav';

const advertised = rule(
  head(
    'combination-is-advertised',
    'resource type, share type and protocol are a combination that the receiver advertises',
    'breaks',
    'OCM-SHARE-007',
    'OCM-SHARE-021',
  ),
  (message) => {
    const types = member(message.other, 'resourceTypes');
    const [type, shareType] = [text(message.json, 'resourceType'), text(message.json, 'shareType')];
    if (!Array.isArray(types) || !isAtLeast(message.spec, 'draft-06') || !type || !shareType) return [];
    const entry: unknown = types.find((candidate) => member(candidate, 'name') === type);
    return ['webdav', 'webapp', 'ssh'].flatMap((protocol): RuleHit[] => {
      if (!isObject(member(message.json, 'protocol', protocol)) || isBase(type, shareType, protocol)) return [];
      if (entry === undefined)
        return [{ where: '/resourceType', received: show(type), reason: 'the receiver does not advertise it' }];
      if (!strings(entry, 'shareTypes').includes(shareType)) {
        return [
          {
            where: '/shareType',
            received: show(shareType),
            reason: 'the receiver does not advertise it for this resource type',
          },
        ];
      }
      if (member(entry, 'protocols', `${protocol}-receive`) !== undefined) return [];
      // Texts before that key have one word for what is served and what is taken.
      if (member(entry, 'protocols', protocol) !== undefined && !isAtLeast(detectSpec(message.other).spec, 'draft-06'))
        return [];
      return [
        {
          where: `/protocol/${protocol}`,
          received: show(protocol),
          reason: `the receiver does not advertise ${protocol}-receive`,
        },
      ];
    });
  },
);

const NAMED_BY_THE_TEXT = new Set(['webdav', 'webapp', 'datatx', 'ssh']);

/** How a receiver says that it can parse a protocol of somebody's own is not said; its name among the capabilities is looked for. */
const customAnnounced = rule(
  head(
    'custom-protocol-is-announced',
    'a protocol of its own is only offered to a receiver that says it can parse it',
    'degrades',
    'OCM-SHARE-074',
  ),
  (message) => {
    if (message.other === undefined) return [];
    const known = strings(message.other, 'capabilities');
    return offered(message)
      .filter(({ name }) => !NAMED_BY_THE_TEXT.has(name) && !known.some((word) => word.includes(name)))
      .map(({ name }) => ({
        where: `/protocol/${name.slice(0, 40)}`,
        received: show(name),
        reason: 'no capability of the receiver names it',
      }));
  },
);

/** Share Creation Notifications: what the sender put on the wire. */
export const shareCreationRules: Rule[] = mergeRules(
  schemaRules('share-creation', { kind: KIND, role: 'sender' }),
  [
    contentType,
    overTls,
    toSharesPath,
    addressRule('share-with-is-address', 'shareWith', 'OCM-SHARE-009'),
    addressRule('owner-is-address', 'owner', 'OCM-SHARE-015'),
    addressRule('sender-is-address', 'sender', 'OCM-SHARE-016'),
    shareTypeKnown,
    encryptionScheme,
    advertised,
    customAnnounced,
  ],
  protocolRules,
  webappRules,
  exchangeRules,
);
