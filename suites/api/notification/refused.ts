import type { Check } from '../../../fixtures/check.js';
import { notificationBody, notificationRow } from '../support/notification-row.js';

const OVERSIZE = 6 * 1024 * 1024;

/** Notifications that cannot be taken in are answered 400, unsupported ones 501; none makes the server fail (OCM-NOTIF-016, -018). */
export const refused: Check[] = [
  notificationRow({
    id: 'notification/missing-type',
    clauses: ['OCM-NOTIF-016', 'OCM-NOTIF-005'],
    title: 'A notification without `notificationType` is refused',
    variants: [
      { what: 'a notification without `notificationType`', notification: { edit: [{ remove: '/notificationType' }] } },
      { what: 'a notification with an empty type', notification: { edit: [{ set: '/notificationType', value: '' }] } },
    ],
  }),
  notificationRow({
    id: 'notification/mistyped-type',
    clauses: ['OCM-NOTIF-016', 'OCM-NOTIF-005'],
    title: 'A notification whose type is no string is refused',
    variants: [{ a: 1 }, ['SHARE_UNSHARED'], true].map((value) => ({
      what: `a notification of type ${JSON.stringify(value)}`,
      notification: { edit: [{ set: '/notificationType', value }] },
    })),
  }),
  notificationRow({
    id: 'notification/unknown-type',
    clauses: ['OCM-NOTIF-016'],
    title: 'A notification of a type that nobody knows is refused',
    alsoRefuses: [501],
    variants: [
      {
        what: 'a notification of type `X_NOBODY_KNOWS`',
        notification: { edit: [{ set: '/notificationType', value: 'X_NOBODY_KNOWS' }] },
      },
    ],
  }),
  notificationRow({
    id: 'notification/missing-provider-id',
    clauses: ['OCM-NOTIF-016'],
    since: 'OCM-NOTIF-008',
    title: 'A notification about a share without `providerId` is refused',
    variants: [{ what: 'a notification without `providerId`', notification: { edit: [{ remove: '/providerId' }] } }],
  }),
  notificationRow({
    id: 'notification/mistyped-provider-id',
    clauses: ['OCM-NOTIF-016'],
    since: 'OCM-NOTIF-008',
    title: 'A notification whose `providerId` is an object or a list is refused',
    variants: [{ a: 1 }, ['1']].map((value) => ({
      what: `a notification with \`providerId\` ${JSON.stringify(value)}`,
      notification: { edit: [{ set: '/providerId', value }] },
    })),
  }),
  notificationRow({
    id: 'notification/unknown-share',
    clauses: ['OCM-NOTIF-016', 'OCM-NOTIF-046'],
    title: 'A notification about a share that does not exist is refused or passed over, without a crash',
    // Notifications are a courtesy (OCM-NOTIF-046): passing over one about nothing is as good as refusing it.
    mayBeTaken: true,
    names: [400, 404],
    variants: [
      {
        what: 'a notification about an unknown share',
        notification: { edit: [{ set: '/providerId', value: 'no-such-share-0' }] },
      },
    ],
  }),
  notificationRow({
    id: 'notification/missing-resource-type',
    clauses: ['OCM-NOTIF-016'],
    title: 'A notification without `resourceType` is refused or taken in, without a crash',
    // Required by the OpenAPI file, optional in the draft (OCM-AMB-007).
    mayBeTaken: true,
    tells: true,
    variants: [
      { what: 'a notification without `resourceType`', notification: { edit: [{ remove: '/resourceType' }] } },
    ],
  }),
  notificationRow({
    id: 'notification/mistyped-resource-type',
    clauses: ['OCM-NOTIF-016', 'OCM-NOTIF-010'],
    title: 'A notification whose `resourceType` is an object or a list is refused',
    alsoRefuses: [501],
    variants: [{ a: 1 }, ['file']].map((value) => ({
      what: `a notification with \`resourceType\` ${JSON.stringify(value)}`,
      notification: { edit: [{ set: '/resourceType', value }] },
    })),
  }),
  notificationRow({
    id: 'notification/unknown-resource-type',
    clauses: ['OCM-NOTIF-018'],
    title: 'A notification about an unknown resource type is refused with 501',
    names: [501],
    variants: [
      {
        what: 'a notification about resource type `x-nothing`',
        notification: { edit: [{ set: '/resourceType', value: 'x-nothing' }] },
      },
    ],
  }),
  notificationRow({
    id: 'notification/missing-payload',
    clauses: ['OCM-NOTIF-016'],
    since: 'OCM-NOTIF-011',
    title: 'A notification without the object `notification` is refused or taken in, without a crash',
    names: [400, 403],
    mayBeTaken: true,
    variants: [
      { what: 'a notification without `notification`', notification: { edit: [{ remove: '/notification' }] } },
      {
        what: 'a notification with an empty `notification`',
        notification: { edit: [{ set: '/notification', value: {} }] },
      },
    ],
  }),
  notificationRow({
    id: 'notification/mistyped-payload',
    clauses: ['OCM-NOTIF-016'],
    since: 'OCM-NOTIF-011',
    title: 'A notification whose `notification` is no object is refused or taken in, without a crash',
    mayBeTaken: true,
    variants: ['text', 7, ['a']].map((value) => ({
      what: `a notification with \`notification\` ${JSON.stringify(value)}`,
      notification: { edit: [{ set: '/notification', value }] },
    })),
  }),
  notificationBody({
    id: 'notification/body-not-json',
    clauses: ['OCM-NOTIF-016'],
    title: 'A notification that is not JSON is refused',
    bodies: [
      { what: 'a body cut in the middle of its JSON', body: '{"notificationType": "SHARE_' },
      { what: 'a body of plain words', body: 'the share is gone' },
      { what: 'an empty body', body: '' },
    ],
  }),
  notificationBody({
    id: 'notification/body-not-an-object',
    clauses: ['OCM-NOTIF-016'],
    title: 'A notification that is JSON but no object is refused',
    bodies: ['[]', '"SHARE_UNSHARED"', 'null'].map((body) => ({ what: `the JSON text ${body}`, body })),
  }),
  notificationBody({
    id: 'notification/foreign-content-type',
    clauses: ['OCM-NOTIF-016'],
    title: 'A notification in XML is refused',
    names: [400, 415],
    bodies: [
      { what: 'XML sent as application/xml', body: '<n type="SHARE_UNSHARED"/>', contentType: 'application/xml' },
    ],
  }),
  notificationBody({
    id: 'notification/oversized-body',
    clauses: ['OCM-NOTIF-016'],
    title: 'A notification with a type of 6 MiB is refused',
    names: [400, 413],
    cutIsRefusal: true,
    bodies: [
      {
        what: 'a notification with a type of 6 MiB',
        // Whole but for its size: a server that fails over something else would be blamed for the wrong thing.
        body: JSON.stringify({
          notificationType: 'X'.repeat(OVERSIZE),
          resourceType: 'file',
          providerId: '0',
          notification: { sharedSecret: 'of-no-share', message: '' },
        }),
      },
    ],
  }),
];
