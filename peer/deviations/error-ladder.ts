import type { ShareMatch } from '../behaviour.js';
import { MAX_MESSAGE_BYTES, type ShareProblem } from '../host/share-problems.js';
import type { Deviation } from './deviation.js';
import { answer, answerJson, behave, HTML, inArea, isRefusal, remove, set } from './tools.js';

type Match = ShareMatch;

const overlooks =
  (match: Match): Deviation['apply'] =>
  (behaviour) => {
    behaviour.overlooks.push(match);
  };
const failsOn =
  (match: Match): Deviation['apply'] =>
  (behaviour) => {
    behaviour.failsOn.push(match);
  };
const is =
  (field: string, ...kinds: ShareProblem['kind'][]): Match =>
  (problem) =>
    problem.field === field && kinds.includes(problem.kind);

/** Fields of a share that have to be there; each can be overlooked or be fatal, when missing and when of another type. */
const FIELDS: Record<string, string[]> = {
  'share-with': ['shareWith'],
  name: ['name'],
  'provider-id': ['providerId'],
  owner: ['owner'],
  sender: ['sender'],
  'share-type': ['shareType'],
  'resource-type': ['resourceType'],
  protocol: ['protocol'],
  'protocol-name': ['protocol.name'],
  secret: ['protocol.options.sharedSecret', 'protocol.webdav.sharedSecret'],
  uri: ['protocol.webdav.uri'],
};

/** Kinds of problem by field: the ladder is the same for each, so it is made, not written. */
const fieldLadder: Deviation[] = Object.entries(FIELDS).flatMap(([slug, fields]) => {
  const rung =
    (kinds: ShareProblem['kind'][]): Match =>
    (p) =>
      fields.includes(p.field) && kinds.includes(p.kind);
  const label = `\`${fields[0]?.split('.').at(-1)}\``;
  const isObjectField = slug === 'protocol';
  return inArea('error-ladder', {
    [`missing-${slug}-taken`]: [`A share without ${label} is taken in`, overlooks(rung(['missing']))],
    [`missing-${slug}-answered-500`]: [`A share without ${label} makes the server fail`, failsOn(rung(['missing']))],
    [`mistyped-${slug}-taken`]: [`A share whose ${label} has another type is taken in`, overlooks(rung(['type']))],
    [`mistyped-${slug}-answered-500`]: [
      `A share whose ${label} has another type makes the server fail`,
      failsOn(rung(['type'])),
    ],
    ...(isObjectField
      ? {}
      : {
          [`empty-${slug}-taken`]: [`A share with an empty ${label} is taken in`, overlooks(rung(['empty']))] as const,
          [`empty-${slug}-answered-500`]: [
            `A share with an empty ${label} makes the server fail`,
            failsOn(rung(['empty'])),
          ] as const,
        }),
  });
});

/** A body that cannot be read leaves nothing to take in: it is answered 201 all the same. */
const bodies = inArea('error-ladder', {
  'body-not-json-taken': ['A body that is not JSON is answered 201', overlooks(is('body', 'malformed'))],
  'body-not-json-answered-500': ['A body that is not JSON makes the server fail', failsOn(is('body', 'malformed'))],
  'body-not-an-object-taken': ['A JSON list or string as body is answered 201', overlooks(is('body', 'type'))],
  'body-not-an-object-answered-500': [
    'A JSON list or string as body makes the server fail',
    failsOn(is('body', 'type')),
  ],
  'deeply-nested-body-taken': [
    'A body nested thousands of levels deep is answered 201',
    overlooks(is('body', 'too-deep')),
  ],
  'deeply-nested-body-answered-500': [
    'A body nested thousands of levels deep makes the server fail',
    failsOn(is('body', 'too-deep')),
  ],
  'oversized-body-taken': [
    'A body of many megabytes is answered 201',
    overlooks(({ field, kind }, { bytes }) => bytes > MAX_MESSAGE_BYTES && (kind === 'too-large' || field === 'name')),
  ],
  'oversized-body-answered-500': ['A body of many megabytes makes the server fail', failsOn(is('body', 'too-large'))],
  'content-type-ignored': [
    'A share is read whatever its content type',
    overlooks(({ field }) => field === 'content-type'),
  ],
  'foreign-content-type-taken': [
    'A body of another format, and saying so, is answered 201',
    overlooks(({ field }, { body }) => body === undefined && (field === 'content-type' || field === 'body')),
  ],
  'foreign-content-type-answered-500': [
    'A body of another format makes the server fail',
    failsOn(({ field }) => field === 'content-type'),
  ],
});

/** Values that the text or common sense rules out. */
const values = inArea('error-ladder', {
  'unknown-user-taken': [
    'A share with a user who does not exist is answered 201',
    overlooks(is('shareWith', 'unknown')),
  ],
  'unknown-user-answered-500': [
    'A share with a user who does not exist makes the server fail',
    failsOn(is('shareWith', 'unknown')),
  ],
  'unknown-recipient-answered-501': [
    'A share with a user or group that does not exist is answered 501',
    answer(
      'share-answer',
      (reply) => ({ ...reply, status: 501 }),
      (_, reply) => /"shareWith","message":"NOT_FOUND"/.test(String(reply.body)),
    ),
  ],
  'unknown-share-type-taken': [
    'A share of an unknown share type is answered 201',
    overlooks(is('shareType', 'unsupported')),
  ],
  'unknown-share-type-answered-500': [
    'An unknown share type makes the server fail',
    failsOn(is('shareType', 'unsupported')),
  ],
  'unknown-resource-type-taken': [
    'A share of an unknown resource type is answered 201',
    overlooks(is('resourceType', 'unsupported')),
  ],
  'unknown-resource-type-answered-500': [
    'An unknown resource type makes the server fail',
    failsOn(is('resourceType', 'unsupported')),
  ],
  'unsupported-answered-400': [
    'Whatever is not supported is answered 400 in place of 501',
    answer(
      'share-answer',
      (reply) => ({ ...reply, status: 400 }),
      (_, reply) => reply.status === 501,
    ),
  ],
  'unknown-protocol-taken': [
    'A share of an unknown protocol is answered 201',
    overlooks(is('protocol.name', 'unsupported')),
  ],
  'unknown-protocol-answered-500': [
    'An unknown protocol makes the server fail',
    failsOn(is('protocol.name', 'unsupported')),
  ],
  'multi-without-protocols-taken': [
    'Protocol multi without any protocol is answered 201',
    overlooks(is('protocol.webdav', 'unsupported')),
  ],
  'multi-without-protocols-answered-500': [
    'Protocol multi without any protocol makes the server fail',
    failsOn(is('protocol.webdav', 'unsupported')),
  ],
  'missing-options-taken': [
    'Protocol webdav with neither options nor webdav object is answered 201',
    overlooks(is('protocol.options', 'missing')),
  ],
  'missing-options-answered-500': [
    'Protocol webdav with neither options nor webdav object makes the server fail',
    failsOn(is('protocol.options', 'missing')),
  ],
  'unknown-requirement-taken': [
    'A requirement that cannot be kept is taken in',
    overlooks(is('protocol.webdav.requirements', 'unsupported')),
  ],
  'mistyped-permissions-taken': [
    '`permissions` that are no list of strings are taken in',
    overlooks(is('protocol.webdav.permissions', 'type')),
  ],
  'mistyped-optional-field-taken': [
    'Optional fields of another type are taken in',
    overlooks(
      ({ field, kind }) =>
        kind === 'type' && ['description', 'ownerDisplayName', 'senderDisplayName', 'expiration'].includes(field),
    ),
  ],
  'past-expiration-taken': ['A share that has expired is taken in', overlooks(is('expiration', 'expired'))],
  'name-too-long-taken': ['A name that no file system takes is taken in', overlooks(is('name', 'too-long'))],
  'name-too-long-answered-500': [
    'A name of thousands of characters makes the server fail',
    failsOn(is('name', 'too-long')),
  ],
  'forbidden-name-taken': [
    'A name with slashes, dots only or control characters is taken in',
    overlooks(is('name', 'characters')),
  ],
  'forbidden-name-answered-500': [
    'A name with slashes, dots only or control characters makes the server fail',
    failsOn(is('name', 'characters')),
  ],
  'repeated-provider-id-answered-500': [
    'A second share under one providerId makes the server fail',
    answer(
      'share-answer',
      () => ({ ...HTML, status: 500 }),
      (_, reply) => /ALREADY_EXISTS/.test(String(reply.body)),
    ),
  ],
  'unreachable-sender-taken': [
    'A share of a host without OCM is taken in',
    overlooks(({ kind }) => kind === 'unreachable'),
  ],
});

/** How a refusal looks. */
const refusals = inArea('error-ladder', {
  'refused-share-is-stored': [
    'A share that was refused is nevertheless shown to the recipient',
    behave({ storesRefused: true }),
  ],
  'refusal-is-a-page': [
    'A refusal is an HTML page',
    answer('share-answer', (reply) => ({ ...HTML, status: reply.status }), isRefusal),
  ],
  'refusal-is-empty': [
    'A refusal has no body',
    answer('share-answer', (reply) => ({ status: reply.status }), isRefusal),
  ],
  'refusal-without-message': [
    'The body of a refusal has no `message`',
    answerJson('share-answer', [remove('/message')], isRefusal),
  ],
  'refusal-message-is-object': [
    '`message` of a refusal is an object',
    answerJson('share-answer', [set('/message', { en: 'no' })], isRefusal),
  ],
  'validation-errors-is-object': [
    '`validationErrors` of a refusal is an object',
    answerJson('share-answer', [set('/validationErrors', { shareWith: 'NOT_FOUND' })], isRefusal),
  ],
  'validation-errors-hold-strings': [
    '`validationErrors` of a refusal lists strings',
    answerJson('share-answer', [set('/validationErrors', ['shareWith'])], isRefusal),
  ],
  'refusal-has-status-200': [
    'A refusal has status 200',
    answer('share-answer', (reply) => ({ ...reply, status: 200 }), isRefusal),
  ],
  'refusal-has-status-404': [
    'A refusal has status 404',
    answer('share-answer', (reply) => ({ ...reply, status: 404 }), isRefusal),
  ],
  'refusal-has-status-422': [
    'A refusal has status 422',
    answer('share-answer', (reply) => ({ ...reply, status: 422 }), isRefusal),
  ],
  'refusal-has-status-500': [
    'A refusal has status 500',
    answer('share-answer', (reply) => ({ ...reply, status: 500 }), isRefusal),
  ],
  'refusal-redirects-to-login': [
    'A refusal is a redirect to a page',
    answer('share-answer', () => ({ status: 302, headers: { location: '/login' } }), isRefusal),
  ],
  'shares-listed-to-strangers': [
    'GET on the path for shares lists them',
    answer(
      'share-answer',
      () => ({ status: 200, headers: { 'content-type': 'application/json' }, body: '[{"id":1,"name":"a.txt"}]' }),
      ({ method }) => method === 'GET',
    ),
  ],
});

export const errorLadderDeviations: readonly Deviation[] = [...fieldLadder, ...bodies, ...values, ...refusals];
