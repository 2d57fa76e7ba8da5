import type { OutgoingRequest } from '../behaviour.js';
import type { BodyEdit } from '../contract.js';
import type { Deviation } from './deviation.js';
import { behave, inArea, remove, request, requestBody, requestJson, set, withRequestHeader } from './tools.js';

const notification = (...edits: BodyEdit[]): Deviation['apply'] => requestJson('notification', ...edits);
const toForm = (draft: OutgoingRequest): OutgoingRequest => {
  const json = JSON.parse(String(draft.body)) as Record<string, unknown>;
  const fields = Object.entries(json).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const headers = { ...draft.headers, 'content-type': 'application/x-www-form-urlencoded' };
  return { ...draft, headers, body: new URLSearchParams(fields).toString() };
};
const atPath =
  (change: (path: string) => string) =>
  (draft: OutgoingRequest): OutgoingRequest => {
    const url = new URL(draft.url);
    url.pathname = change(url.pathname);
    return { ...draft, url: url.href };
  };

/** How messages of one kind go out. */
function transport(on: 'share-creation' | 'notification', what: string, label: string): Deviation[] {
  const path = on === 'share-creation' ? 'shares' : 'notifications';
  return inArea('sent-messages', {
    [`${what}-sent-as-text`]: [
      `${label} go out as text/plain`,
      request(on, (draft) => withRequestHeader(draft, 'content-type', 'text/plain')),
    ],
    [`${what}-sent-without-content-type`]: [
      `${label} go out without content type`,
      request(on, (draft) => withRequestHeader(draft, 'content-type', undefined)),
    ],
    [`${what}-sent-as-form`]: [`${label} go out as a form`, request(on, toForm)],
    [`${what}-sent-in-list`]: [
      `${label} go out wrapped in a list`,
      request(on, (draft) => ({ ...draft, body: `[${String(draft.body)}]` })),
    ],
    [`${what}-sent-cut`]: [
      `${label} end in the middle of their JSON`,
      request(on, (draft) => ({ ...draft, body: String(draft.body).slice(0, -9) })),
    ],
    [`${what}-sent-with-put`]: [`${label} go out with PUT`, request(on, (draft) => ({ ...draft, method: 'PUT' }))],
    [`${what}-sent-with-slash`]: [
      `${label} go to a path that ends with a slash`,
      request(
        on,
        atPath((at) => `${at}/`),
      ),
    ],
    [`${what}-sent-with-double-slash`]: [
      `${label} go to a path with a double slash`,
      request(
        on,
        atPath((at) => at.replace(/\/([^/]*)$/, '//$1')),
      ),
    ],
    [`${what}-sent-to-singular-path`]: [
      `${label} go to /${path.slice(0, -1)}`,
      request(
        on,
        atPath((at) => at.replace(/s$/, '')),
      ),
    ],
    [`${what}-sent-to-host-root`]: [
      `${label} go to /${path} at the root of the host in place of below endPoint`,
      request(
        on,
        atPath(() => `/${path}`),
      ),
    ],
    [`${what}-sent-twice`]: [
      `Each of the ${label.toLowerCase()} goes out twice`,
      (behaviour) => {
        behaviour.extraRequests.push({ before: on, make: (draft) => draft });
      },
    ],
    [`${what}-not-sent`]: [
      `${label} are taken for sent and are not`,
      (behaviour) => {
        behaviour.withholdsRequests.add(on);
      },
    ],
  });
}

/** Requests that no version knows, or that come in another order. */
const besides = inArea('sent-messages', {
  'contacts-status-page': ["The receiver's /status.php is asked for first", besidesAt('/status.php')],
  'contacts-ocs-provider': ["The receiver's /ocs-provider/ is asked for first", besidesAt('/ocs-provider/')],
  'contacts-vendor-api': [
    "A vendor's API at the receiver is tried first",
    (behaviour) => {
      behaviour.extraRequests.push({
        before: 'share-creation',
        make: ({ url, body, headers }) => ({
          method: 'POST',
          url: new URL('/ocs/v2.php/cloud/shares', url).href,
          headers,
          ...(body === undefined ? {} : { body }),
        }),
      });
    },
  ],
  'sends-without-discovery': [
    'Shares and notifications go to /ocm of the host without looking it up',
    behave({ guessesEndPoint: '/ocm' }),
  ],
  'looks-only-at-ocm-provider': [
    'Other hosts are looked for at /ocm-provider only',
    behave({ discoveryPaths: ['/ocm-provider'] }),
  ],
  'looks-only-at-well-known': [
    'Other hosts are looked for at /.well-known/ocm only',
    behave({ discoveryPaths: ['/.well-known/ocm'] }),
  ],
  'looks-at-a-path-of-its-own': [
    'Other hosts are looked for at a path of no version first',
    behave({ discoveryPaths: ['/ocm-discovery', '/.well-known/ocm', '/ocm-provider'] }),
  ],
  'discovery-asked-with-post': [
    'Discovery of other hosts is asked for with POST first',
    (behaviour) => {
      behaviour.extraRequests.push({
        before: 'discovery-request',
        make: (draft) => ({ ...draft, method: 'POST', body: '{}' }),
      });
    },
  ],
});

function besidesAt(path: string): Deviation['apply'] {
  return (behaviour) => {
    behaviour.extraRequests.push({
      before: 'share-creation',
      make: ({ url }) => ({ method: 'GET', url: new URL(path, url).href, headers: { accept: 'application/json' } }),
    });
  };
}

/** Changes the notifications that a recipient's gesture makes. */
const ofGesture = (change: (body: Record<string, unknown>) => Record<string, unknown>): Deviation['apply'] =>
  requestBody('notification', (body) =>
    ['SHARE_ACCEPTED', 'SHARE_DECLINED'].includes(String(body.notificationType)) ? change(body) : body,
  );
const withPayload = (change: Record<string, unknown>): Deviation['apply'] =>
  requestBody('notification', (body) => ({ ...body, notification: { ...(body.notification as object), ...change } }));

const withholds =
  (type: string): Deviation['apply'] =>
  (behaviour) => {
    behaviour.withholdsNotification.add(type);
  };

const notifications = inArea('sent-messages', {
  'acceptance-provider-id-is-number': [
    '`providerId` of sent SHARE_ACCEPTED and SHARE_DECLINED is a JSON number',
    ofGesture((body) => ({ ...body, providerId: Number(body.providerId) })),
  ],
  'sent-notification-provider-id-is-number': [
    '`providerId` of every sent notification is a JSON number',
    requestBody('notification', (body) => ({ ...body, providerId: Number(body.providerId) })),
  ],
  'sent-notification-without-provider-id': [
    'Sent notifications have no `providerId`',
    notification(remove('/providerId')),
  ],
  'sent-notification-about-another-share': [
    '`providerId` of sent notifications is that of no share',
    notification(set('/providerId', '1')),
  ],
  'sent-notification-without-type': [
    'Sent notifications have no `notificationType`',
    notification(remove('/notificationType')),
  ],
  'sent-notification-type-mistyped': [
    '`notificationType` of sent notifications is a number',
    notification(set('/notificationType', 3)),
  ],
  'sent-notification-type-in-lower-case': [
    '`notificationType` of sent notifications is in lower case',
    requestBody('notification', (body) => ({ ...body, notificationType: String(body.notificationType).toLowerCase() })),
  ],
  'sent-notification-type-unknown': [
    '`notificationType` of sent notifications is a word of no version',
    notification(set('/notificationType', 'SHARE_NEWS')),
  ],
  'sent-notification-without-resource-type': [
    'Sent notifications have no `resourceType`',
    notification(remove('/resourceType')),
  ],
  'sent-notification-resource-type-mistyped': [
    '`resourceType` of sent notifications is a number',
    notification(set('/resourceType', 1)),
  ],
  'sent-notification-payload-is-string': [
    '`notification` of sent notifications is a string',
    notification(set('/notification', 'done')),
  ],
  'sent-notification-payload-is-list': [
    '`notification` of sent notifications is a list',
    notification(set('/notification', [])),
  ],
  'sent-notification-without-payload': [
    'Sent notifications have no `notification`',
    notification(remove('/notification')),
  ],
  'sent-notification-without-secret': [
    'Sent notifications do not carry the secret',
    notification(remove('/notification/sharedSecret')),
  ],
  'sent-notification-with-another-secret': [
    'Sent notifications carry another secret',
    withPayload({ sharedSecret: 'this-secret-opens-nothing-at-all' }),
  ],
  'acceptance-not-told': ['SHARE_ACCEPTED is never sent', withholds('SHARE_ACCEPTED')],
  'decline-not-told': ['SHARE_DECLINED is never sent', withholds('SHARE_DECLINED')],
  'unshare-not-told': ['SHARE_UNSHARED is never sent', withholds('SHARE_UNSHARED')],
});

export const sentMessageDeviations: readonly Deviation[] = [
  ...transport('share-creation', 'shares', 'Shares'),
  ...transport('notification', 'notifications', 'Notifications'),
  ...besides,
  ...notifications,
];
