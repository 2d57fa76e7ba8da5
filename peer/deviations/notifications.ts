import type { NotificationProblem } from '../behaviour.js';
import type { Deviation } from './deviation.js';
import { answer, answerJson, behave, HTML, inArea, isRefusal, isSuccess, remove, set, withHeader } from './tools.js';

type Match = (problem: NotificationProblem) => boolean;

const overlooks =
  (match: Match): Deviation['apply'] =>
  (behaviour) => {
    behaviour.overlooksNotification.push(match);
  };
const failsOn =
  (match: Match): Deviation['apply'] =>
  (behaviour) => {
    behaviour.failsOnNotification.push(match);
  };
const is =
  (field: string, ...kinds: NotificationProblem['kind'][]): Match =>
  (problem) =>
    problem.field === field && kinds.includes(problem.kind);
/** Whichever way a share is named: by its id, or by its secret alone. */
const isUnknownShare: Match = ({ field, kind }) =>
  kind === 'unknown' && (field === 'providerId' || field === 'notification.sharedSecret');
const refuses =
  (status: number, when: (body: Record<string, unknown>) => boolean): Deviation['apply'] =>
  (behaviour) => {
    behaviour.refusesNotification.push({ status, when });
  };
const ofType = (type: string) => (body: Record<string, unknown>) => body.notificationType === type;

const ignores =
  (type: string): Deviation['apply'] =>
  (behaviour) => {
    behaviour.ignoresNotification.add(type);
  };

/** Fields by slug, and whether they have to be there in the versions spoken here. */
const FIELDS: Record<string, { field: string; isRequired: boolean }> = {
  'notification-type': { field: 'notificationType', isRequired: true },
  'provider-id': { field: 'providerId', isRequired: true },
  'resource-type': { field: 'resourceType', isRequired: false },
  payload: { field: 'notification', isRequired: false },
};

/** The same ladder for each field. */
const fieldLadder: Deviation[] = Object.entries(FIELDS).flatMap(([slug, { field, isRequired }]) =>
  inArea('notifications', {
    ...(isRequired
      ? {
          [`notification-missing-${slug}-taken`]: [
            `A notification without \`${field}\` is answered 201`,
            overlooks(is(field, 'missing')),
          ] as const,
        }
      : {
          [`notification-missing-${slug}-refused`]: [
            `A notification without \`${field}\` is refused`,
            refuses(400, (body) => body[field] === undefined),
          ] as const,
        }),
    [`notification-missing-${slug}-answered-500`]: [
      `A notification without \`${field}\` makes the server fail`,
      isRequired ? failsOn(is(field, 'missing')) : refuses(500, (body) => body[field] === undefined),
    ],
    [`notification-mistyped-${slug}-taken`]: [
      `A notification whose \`${field}\` has another type is answered 201`,
      overlooks(is(field, 'type')),
    ],
    [`notification-mistyped-${slug}-answered-500`]: [
      `A notification whose \`${field}\` has another type makes the server fail`,
      failsOn(is(field, 'type')),
    ],
  }),
);

const wrong = inArea('notifications', {
  'notification-not-json-taken': [
    'A notification that is not JSON is answered 201',
    overlooks(is('body', 'malformed')),
  ],
  'notification-not-json-answered-500': [
    'A notification that is not JSON makes the server fail',
    failsOn(is('body', 'malformed')),
  ],
  'notification-not-an-object-taken': ['A JSON list or string is answered 201', overlooks(is('body', 'type'))],
  'notification-not-an-object-answered-500': [
    'A JSON list or string makes the server fail',
    failsOn(is('body', 'type')),
  ],
  'notification-oversized-taken': [
    'A notification of many megabytes is answered 201',
    overlooks(({ kind }) => kind === 'too-large'),
  ],
  'notification-oversized-answered-500': [
    'A notification of many megabytes makes the server fail',
    failsOn(({ kind }) => kind === 'too-large'),
  ],
  'notification-foreign-content-type-taken': [
    'A notification in another format is answered 201',
    overlooks(({ field }) => field === 'content-type' || field === 'body'),
  ],
  'notification-foreign-content-type-answered-500': [
    'A notification in another format makes the server fail',
    failsOn(is('content-type', 'type')),
  ],
  'notification-unknown-type-taken': [
    'A notification of an unknown type is answered 201',
    overlooks(is('notificationType', 'unknown')),
  ],
  'notification-unknown-type-answered-500': [
    'A notification of an unknown type makes the server fail',
    failsOn(is('notificationType', 'unknown')),
  ],
  'notification-unknown-share-taken': [
    'A notification about a share that nobody knows is answered 201',
    overlooks(isUnknownShare),
  ],
  'notification-unknown-share-answered-500': [
    'A notification about a share that nobody knows makes the server fail',
    failsOn(isUnknownShare),
  ],
  'notification-unknown-resource-type-taken': [
    'A notification of an unknown resource type is answered 201',
    overlooks(is('resourceType', 'unsupported')),
  ],
  'notification-unknown-resource-type-answered-500': [
    'A notification of an unknown resource type makes the server fail',
    failsOn(is('resourceType', 'unsupported')),
  ],
  'notification-stranger-obeyed': [
    'A notification takes effect whoever sends it, with whatever secret',
    behave({ trustsStrangers: true }),
  ],
  'notification-signature-overlooked': [
    'A notification takes effect whatever is wrong with its signature, and without one',
    overlooks(is('signature', 'signature')),
  ],
  'notification-of-other-server-obeyed': [
    'A notification takes effect whichever server signs it',
    overlooks(is('senderDomain', 'forbidden')),
  ],
  'notification-refused-but-obeyed': [
    'A refused notification takes effect all the same',
    behave({ obeysRefused: true }),
  ],
  'notification-refusal-has-status-200': [
    'A refused notification is answered 200',
    answer('notification-answer', (reply) => ({ ...reply, status: 200 }), isRefusal),
  ],
  'notification-refusal-has-status-500': [
    'A refused notification is answered 500',
    answer('notification-answer', (reply) => ({ ...reply, status: 500 }), isRefusal),
  ],
  'notification-refusal-is-a-page': [
    'A refused notification is answered with an HTML page',
    answer('notification-answer', (reply) => ({ ...HTML, status: reply.status }), isRefusal),
  ],
  'notification-refusal-without-message': [
    'The body of a refusal has no `message`',
    answerJson('notification-answer', [remove('/message')], isRefusal),
  ],
  'notification-validation-errors-is-object': [
    '`validationErrors` of a refused notification is an object',
    answerJson('notification-answer', [set('/validationErrors', { providerId: 'NOT_FOUND' })], isRefusal),
  ],
  'notifications-listed-to-strangers': [
    'GET on the path for notifications lists them',
    answer(
      'notification-answer',
      () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '[]' }),
      ({ method }) => method === 'GET',
    ),
  ],
});

const right = inArea('notifications', {
  'share-accepted-refused': ['SHARE_ACCEPTED is refused', refuses(400, ofType('SHARE_ACCEPTED'))],
  'share-accepted-answered-500': ['SHARE_ACCEPTED makes the server fail', refuses(500, ofType('SHARE_ACCEPTED'))],
  'share-accepted-answered-501': ['SHARE_ACCEPTED is not supported', refuses(501, ofType('SHARE_ACCEPTED'))],
  'share-declined-refused': ['SHARE_DECLINED is refused', refuses(400, ofType('SHARE_DECLINED'))],
  'share-declined-answered-500': ['SHARE_DECLINED makes the server fail', refuses(500, ofType('SHARE_DECLINED'))],
  'share-declined-without-effect': [
    'SHARE_DECLINED is answered 201 and the share stays as it was',
    ignores('SHARE_DECLINED'),
  ],
  'share-unshared-refused': ['SHARE_UNSHARED is refused', refuses(400, ofType('SHARE_UNSHARED'))],
  'share-unshared-answered-500': ['SHARE_UNSHARED makes the server fail', refuses(500, ofType('SHARE_UNSHARED'))],
  'share-unshared-without-effect': [
    'SHARE_UNSHARED is answered 201 and the share stays as it was',
    ignores('SHARE_UNSHARED'),
  ],
  'notifications-not-supported': ['Every notification is answered 501', refuses(501, () => true)],
  'notifications-path-is-404': [
    'There is nothing at the path for notifications',
    answer('notification-answer', () => ({ status: 404 })),
  ],
  'taken-notification-answered-200': [
    'A notification that was taken in is answered 200',
    answer('notification-answer', (reply) => ({ ...reply, status: 200 }), isSuccess),
  ],
  'taken-notification-answered-204': [
    'A notification that was taken in is answered 204',
    answer('notification-answer', () => ({ status: 204 }), isSuccess),
  ],
  'taken-notification-answered-with-page': [
    'A notification that was taken in is answered with an HTML page',
    answer('notification-answer', () => ({ ...HTML, status: 201 }), isSuccess),
  ],
  'taken-notification-answered-as-text': [
    'The JSON answer to a notification is served as text/plain',
    answer('notification-answer', (reply) => withHeader(reply, 'content-type', 'text/plain'), isSuccess),
  ],
  'taken-notification-answered-with-cut-json': [
    'The answer to a notification says that it is JSON and is not',
    answer('notification-answer', (reply) => ({ ...reply, body: '{' }), isSuccess),
  ],
});

export const notificationDeviations: readonly Deviation[] = [...fieldLadder, ...wrong, ...right];
