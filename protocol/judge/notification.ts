import { isAtLeast } from '../../spec/ledger.js';
import type { ClauseId, Impact, Role } from '../../vocabulary.js';
import { detectSpec } from '../version-profile.js';
import { addressFault } from './address.js';
import type { Message, Rule, RuleHit } from './contract.js';
import { errorBodyRules } from './error-body.js';
import { isObject, member, strings, text } from './json.js';
import { isPlainHttp, isSameUrl, parseUrl, withoutQuery } from './parties.js';
import { contentTypeHit, isJsonType, mergeRules, rule, statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';
import { show } from './show.js';

const KIND = 'notification';

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `sent-notification/${id}`, kind: KIND, role: 'either', impact, clauses, title }) as const;

const typeOf = (message: Message): string => text(message.json, 'notificationType') ?? '';

/** Types about one share that was created between the two. */
const ABOUT_SHARE = new Set(['SHARE_ACCEPTED', 'SHARE_DECLINED', 'SHARE_UNSHARED', 'SHARE_CHANGE_PERMISSION']);
const REMOVALS = new Set(['USER_REMOVED', 'GROUP_REMOVED']);
const REGISTERED = new Set([...ABOUT_SHARE, ...REMOVALS, 'REQUEST_RESHARE', 'REQUEST_SHARE']);

/** Which part of a share the writer of a notification plays, as far as the type tells. */
export function notifierRole(json: unknown): Role {
  const type = text(json, 'notificationType') ?? '';
  if (type === 'SHARE_UNSHARED' || type === 'SHARE_CHANGE_PERMISSION') return 'sender';
  return /^(SHARE_ACCEPTED|SHARE_DECLINED|REQUEST_SHARE|REQUEST_RESHARE|RESHARE_\w+)$/.test(type)
    ? 'receiver'
    : 'either';
}

const contentType = rule(
  head('content-type-is-json', 'the request has Content-Type application/json', 'degrades', 'OCM-NOTIF-001'),
  ({ exchange }) => contentTypeHit(exchange.request.headers['content-type'], isJsonType),
);

const overTls = rule(
  head('over-tls', 'the request goes over TLS', 'degrades', 'OCM-NOTIF-001', 'OCM-SEC-012'),
  ({ exchange }) =>
    isPlainHttp(exchange)
      ? [{ where: 'path', received: show(withoutQuery(exchange.request.url)), reason: 'it went over plain http' }]
      : [],
);

const toNotificationsPath = rule(
  head(
    'to-notifications-path',
    'the request goes to /notifications below the endPoint of the other server',
    'breaks',
    'OCM-NOTIF-001',
  ),
  ({ exchange, other }) => {
    const endPoint = text(other, 'endPoint');
    const url = parseUrl(exchange.request.url);
    if (!url || parseUrl(endPoint) === undefined || isSameUrl(url, `${endPoint?.replace(/\/+$/, '')}/notifications`))
      return [];
    return [
      {
        where: 'path',
        received: show(url.pathname),
        reason: `the other server announces its API at ${show(endPoint)}`,
      },
    ];
  },
);

/** Extension drafts register more; those known are taken as registered. */
const typeRegistered = rule(
  head('type-is-registered', 'notificationType is a registered value', 'degrades', 'OCM-NOTIF-007'),
  (message) => {
    const type = typeOf(message);
    if (type === '' || REGISTERED.has(type) || type.startsWith('MLS_')) return [];
    return [
      { where: '/notificationType', received: show(type), reason: 'it is not in the registry of notification types' },
    ];
  },
);

/** Whether the other side is known to read the form of the texts before 1.5.0, which had the id at the top (OCM-NOTIF-008). */
function readsOlderForm(document: unknown): boolean {
  if (document === undefined) return false;
  const { spec, announced = spec } = detectSpec(document);
  return !isAtLeast(spec, '1.5.0') || !isAtLeast(announced, '1.5.0');
}

const noTopLevelId = rule(
  head(
    'no-top-level-provider-id',
    'the deprecated providerId at the top level is not used',
    'harmless',
    'OCM-NOTIF-009',
  ),
  ({ json, other }) =>
    member(json, 'providerId') === undefined ||
    (member(json, 'notification', 'file', 'providerId') !== undefined && readsOlderForm(other))
      ? []
      : [
          {
            where: '/providerId',
            received: show(member(json, 'providerId')),
            reason: 'it belongs into the notification object',
          },
        ],
);

const namesAType = rule(
  head('resource-or-share-type', 'at least one of resourceType and shareType is present', 'degrades', 'OCM-NOTIF-013'),
  ({ json }) =>
    isObject(json) && json.resourceType === undefined && json.shareType === undefined
      ? [{ where: '/resourceType', received: 'nothing', reason: 'both resourceType and shareType are missing' }]
      : [],
);

/** The object about the resource. For folders the text does not say whether it is called file (OCM-AMB-022): both are taken. */
function inner(message: Message): { where: string; value: unknown } {
  const folder = member(message.json, 'notification', 'folder');
  if (isObject(folder)) return { where: '/notification/folder', value: folder };
  return { where: '/notification/file', value: member(message.json, 'notification', 'file') };
}

/** Hits for members of the inner object that are missing or mistyped. */
function demand(
  message: Message,
  needed: Record<string, 'string' | 'address' | 'strings'>,
  optional: Record<string, 'strings'> = {},
): RuleHit[] {
  const { where, value } = inner(message);
  if (value !== undefined && !isObject(value)) {
    return [{ where, received: show(value), reason: 'it is not an object' }];
  }
  const isStrings = (item: unknown): boolean => Array.isArray(item) && strings({ item }, 'item').length === item.length;
  return [
    ...Object.entries(needed).flatMap(([name, type]): RuleHit[] => {
      const found = member(value, name);
      const place = `${where}/${name}`;
      const right = type === 'strings' ? isStrings(found) : typeof found === 'string' && found !== '';
      if (!right) return [{ where: place, received: show(found), reason: `${name} is missing or mistyped` }];
      return type === 'address'
        ? addressFault(String(found), place, 'OCM-NOTIF-027').map(({ clauses: _, ...hit }) => hit)
        : [];
    }),
    ...Object.keys(optional).flatMap((name) => {
      const found = member(value, name);
      return found === undefined || isStrings(found)
        ? []
        : [{ where: `${where}/${name}`, received: show(found), reason: `${name} is not an array of strings` }];
    }),
  ];
}

const shareReference = rule(
  head(
    'file-provider-id',
    'notification.file holds the providerId of the share',
    'breaks',
    'OCM-NOTIF-020',
    'OCM-NOTIF-021',
  ),
  (message) => {
    if (!ABOUT_SHARE.has(typeOf(message))) return [];
    const words = member(message.json, 'notification', 'message');
    const isFolder = member(message.json, 'resourceType') === 'folder';
    const clauses: ClauseId[] = isFolder ? ['OCM-NOTIF-020', 'OCM-NOTIF-021'] : ['OCM-NOTIF-020'];
    return [
      ...demand(message, { providerId: 'string' }, { permissions: 'strings' }),
      ...(words === undefined || typeof words === 'string'
        ? []
        : [{ where: '/notification/message', received: show(words), reason: 'message is not a string' }]),
    ].map((hit) => ({ ...hit, clauses }));
  },
);

const resharePayload = rule(
  head(
    'reshare-payload',
    'a REQUEST_RESHARE names providerId and shareWith in notification.file',
    'breaks',
    'OCM-NOTIF-027',
  ),
  (message) => {
    if (typeOf(message) !== 'REQUEST_RESHARE') return [];
    const { json } = message;
    return [
      ...(text(json, 'resourceType')
        ? []
        : [
            { where: '/resourceType', received: show(member(json, 'resourceType')), reason: 'resourceType is missing' },
          ]),
      ...demand(message, { providerId: 'string', shareWith: 'address' }, { permissions: 'strings' }),
    ];
  },
);

const requestPayload = rule(
  head(
    'request-share-payload',
    'a REQUEST_SHARE names owner, shareWith, shareId and permissions in notification.file',
    'breaks',
    'OCM-NOTIF-032',
  ),
  (message) => {
    if (typeOf(message) !== 'REQUEST_SHARE') return [];
    const { json } = message;
    const shareType = member(json, 'shareType');
    return [
      ...(text(json, 'resourceType')
        ? []
        : [
            { where: '/resourceType', received: show(member(json, 'resourceType')), reason: 'resourceType is missing' },
          ]),
      ...(shareType === undefined
        ? []
        : [{ where: '/shareType', received: show(shareType), reason: 'a REQUEST_SHARE has no shareType' }]),
      ...demand(message, { owner: 'address', shareWith: 'address', shareId: 'string', permissions: 'strings' }),
    ];
  },
);

const requestSigned = rule(
  head('request-share-signed', 'a REQUEST_SHARE is signed', 'degrades', 'OCM-NOTIF-036'),
  (message) => {
    const { headers } = message.exchange.request;
    if (typeOf(message) !== 'REQUEST_SHARE' || headers.signature !== undefined) return [];
    return [{ where: 'header:signature', received: 'no Signature', reason: 'a REQUEST_SHARE goes out unsigned' }];
  },
);

const removalPayload = rule(
  head(
    'removal-payload',
    'a removal has no resourceType, shareType user or group, and user.userId or group.groupId',
    'breaks',
    'OCM-NOTIF-043',
  ),
  ({ json }) => {
    const type = text(json, 'notificationType') ?? '';
    if (!REMOVALS.has(type)) return [];
    const [shareType, key] = type === 'USER_REMOVED' ? (['user', 'userId'] as const) : (['group', 'groupId'] as const);
    const resourceType = member(json, 'resourceType');
    const id = member(json, 'notification', shareType, key);
    const where = `/notification/${shareType}/${key}`;
    return [
      ...(resourceType === undefined
        ? []
        : [{ where: '/resourceType', received: show(resourceType), reason: 'a removal has no resourceType' }]),
      ...(member(json, 'shareType') === shareType
        ? []
        : [
            { where: '/shareType', received: show(member(json, 'shareType')), reason: `shareType is not ${shareType}` },
          ]),
      ...(typeof id === 'string' && id !== ''
        ? []
        : [{ where, received: show(id), reason: `${key} is missing or mistyped` }]),
    ];
  },
);

/** Before 1.5.0, when removals of users travelled like a resource of type user. */
const oldRemoval = rule(
  head(
    'old-removal-payload',
    'USER_REMOVED has resourceType user and the user id as providerId',
    'degrades',
    'OCM-NOTIF-042',
  ),
  (message) => {
    if (typeOf(message) !== 'USER_REMOVED' || isAtLeast(message.spec, '1.5.0')) return [];
    const type = member(message.json, 'resourceType');
    return type === 'user'
      ? []
      : [{ where: '/resourceType', received: show(type), reason: 'resourceType is not user' }];
  },
);

/** Notifications: what either side put on the wire. */
export const notificationRules: Rule[] = mergeRules(schemaRules('notification', { kind: KIND, role: 'either' }), [
  contentType,
  overTls,
  toNotificationsPath,
  typeRegistered,
  noTopLevelId,
  namesAType,
  shareReference,
  resharePayload,
  requestPayload,
  requestSigned,
  removalPayload,
  oldRemoval,
]);

const answerHead = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `notification-answer/${id}`, kind: 'notification-answer', role: 'either', impact, clauses, title }) as const;

const taken = rule(
  answerHead(
    'status-is-201',
    'a notification that was taken in is answered with status 201',
    'degrades',
    'OCM-NOTIF-015',
  ),
  (message) => {
    const status = statusOf(message);
    if (status < 200 || status > 299 || status === 201) return [];
    return [{ where: 'status', received: `status ${status}`, reason: 'the text knows only 201 for success' }];
  },
);

/** What the other side answers to a notification. */
export const notificationAnswerRules: Rule[] = mergeRules(
  [taken],
  errorBodyRules('notification-answer', 'either', [400, 401, 403, 501], ['OCM-SHARE-061']),
);
