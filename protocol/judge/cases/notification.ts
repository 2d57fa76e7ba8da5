import type { SpecVersion } from '../../../vocabulary.js';
import type { Documents } from '../parties.js';
import {
  type BrokenCase,
  discoveryDocument,
  notification,
  notification15,
  RECEIVER,
  type Sample,
  SENDER,
} from './samples.js';

const url = `https://${SENDER}/ocm/notifications`;
const sender: Documents = new Map([[SENDER, discoveryDocument({ endPoint: `https://${SENDER}/ocm` })]]);

const BODY: [what: string, body: unknown, mark: string, spec?: SpecVersion][] = [
  ['the body is a form', 'notificationType=SHARE_ACCEPTED', 'json-object @ body', '1.4.0'],
  ['the type is missing', notification({ notificationType: undefined }), 'type-is-string @ /notificationType', '1.0.0'],
  ['the type is a number', notification({ notificationType: 1 }), 'type-is-string @ /notificationType', '1.4.0'],
  ['providerId is a number', notification({ providerId: 3 }), 'provider-id-is-string @ /providerId', '1.3.0'],
  ['providerId is missing', notification({ providerId: undefined }), 'provider-id-is-string @ /providerId', '1.2.0'],
  [
    'resourceType is missing',
    notification({ resourceType: undefined }),
    'resource-type-is-string @ /resourceType',
    '1.4.0',
  ],
  [
    'a user is removed as a file',
    notification({ notificationType: 'USER_REMOVED' }),
    'old-removal-payload @ /resourceType',
    '1.2.0',
  ],
  [
    'the type is not registered',
    notification15({ notificationType: 'SHARE_LOVED' }),
    'type-is-registered @ /notificationType',
  ],
  ['senderDomain is missing', notification15({ senderDomain: undefined }), 'sender-domain-is-host @ /senderDomain'],
  [
    'senderDomain is a URL',
    notification15({ senderDomain: `https://${RECEIVER}` }),
    'sender-domain-is-host @ /senderDomain',
  ],
  ['both types are missing', notification15({ resourceType: undefined }), 'resource-or-share-type @ /resourceType'],
  ['providerId stands at the top', notification15({ providerId: '7c' }), 'no-top-level-provider-id @ /providerId'],
  ['notification is a string', notification15({ notification: 'hello' }), 'notification-is-object @ /notification'],
  [
    'the inner file is a name',
    notification15({ notification: { file: 'report.txt' } }),
    'file-provider-id @ /notification/file',
  ],
  ['there is no inner file', notification15({ notification: {} }), 'file-provider-id @ /notification/file/providerId'],
  [
    'the inner id is a number',
    notification15({ notification: { file: { providerId: 3 } } }),
    'file-provider-id @ /notification/file/providerId',
  ],
  [
    'the message is an object',
    notification15({ notification: { message: {}, file: { providerId: '3' } } }),
    'file-provider-id @ /notification/message',
  ],
  [
    'a reshare request names nobody',
    notification15({ notificationType: 'REQUEST_RESHARE' }),
    'reshare-payload @ /notification/file/shareWith',
  ],
  [
    'a reshare request names a URL',
    notification15({
      notificationType: 'REQUEST_RESHARE',
      notification: { file: { providerId: '3', shareWith: 'eve@https://c.example.org' } },
    }),
    'reshare-payload @ /notification/file/shareWith',
  ],
  [
    'a share request names no owner',
    notification15({ notificationType: 'REQUEST_SHARE' }),
    'request-share-payload @ /notification/file/owner',
  ],
  [
    'a share request has a shareType',
    notification15({ notificationType: 'REQUEST_SHARE', shareType: 'user' }),
    'request-share-payload @ /shareType',
  ],
  [
    'a share request is not signed',
    notification15({ notificationType: 'REQUEST_SHARE' }),
    'request-share-signed @ header:signature',
  ],
  [
    'a removal names nobody',
    notification15({ notificationType: 'USER_REMOVED', resourceType: undefined, shareType: 'user' }),
    'removal-payload @ /notification/user/userId',
  ],
  [
    'a removal has a resourceType',
    notification15({ notificationType: 'GROUP_REMOVED' }),
    'removal-payload @ /resourceType',
  ],
];

const WIDE: [what: string, sample: Sample, mark: string, documents?: Documents][] = [
  [
    'the type is a form',
    { body: notification15(), headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    'content-type-is-json @ header:content-type',
  ],
  ['it goes over plain http', { body: notification15(), url: `http://${SENDER}/ocm/notifications` }, 'over-tls @ path'],
  [
    'it goes beside the API',
    { body: notification15(), url: `https://${SENDER}/notifications` },
    'to-notifications-path @ path',
    sender,
  ],
];

export const notificationCases: BrokenCase[] = [
  ...BODY.map(([what, body, mark, spec]) => ({
    what,
    mark: `sent-notification/${mark}`,
    spec: spec ?? '1.5.0',
    sample: { url, body },
  })),
  ...WIDE.map(([what, sample, mark, documents]) => ({
    what,
    mark: `sent-notification/${mark}`,
    spec: '1.5.0' as const,
    sample: { url, ...sample },
    ...(documents && { documents }),
  })),
];

const ANSWERS: [what: string, sample: Sample, mark: string][] = [
  ['200 instead of 201', { status: 200, answer: { status: 'ok' } }, 'status-is-201 @ status'],
  ['a 400 has no message', { status: 400, answer: [] }, 'error-has-message @ body'],
  [
    'validationErrors is a string',
    { status: 400, answer: { message: 'X', validationErrors: '' } },
    'error-validation-errors-form @ /validationErrors',
  ],
];

export const notificationAnswerCases: BrokenCase[] = ANSWERS.map(([what, sample, mark]) => ({
  what,
  mark: `notification-answer/${mark}`,
  spec: '1.4.0',
  sample: { url, body: notification(), ...sample },
}));
