import type { OutgoingRequest } from '../behaviour.js';
import { API_PATH } from '../host/discovery-document.js';
import type { PeerRequest } from '../http/router.js';
import type { Deviation } from './deviation.js';
import { answer, behave, inArea, remove, request, requestJson, set } from './tools.js';

const sent = (...edits: Parameters<typeof requestJson>[1][]): Deviation['apply'] =>
  requestJson('notification', ...edits);

/** A share of its own to the third party, in place of the wish. */
function passedOn(draft: OutgoingRequest): OutgoingRequest {
  const body = JSON.parse(Buffer.from((draft.body as Uint8Array | string | undefined) ?? '{}').toString('utf8')) as {
    notificationType?: string;
    senderDomain?: string;
    notification?: { shareWith?: string; file?: { shareWith?: string } };
  };
  const to = body.notification?.file?.shareWith ?? body.notification?.shareWith;
  if (body.notificationType !== 'REQUEST_RESHARE' || to === undefined) return draft;
  const url = new URL(draft.url);
  url.host = to.slice(to.lastIndexOf('@') + 1);
  url.pathname = `${API_PATH}/shares`;
  const from = `somebody@${body.senderDomain}`;
  const webdav = { uri: 'passed-on', sharedSecret: 'of-another-share', permissions: ['read'] };
  const share = {
    shareWith: to,
    name: 'passed-on.txt',
    description: '',
    providerId: 'passed-on',
    owner: from,
    sender: from,
    shareType: 'user',
    resourceType: 'file',
    protocol: { name: 'multi', webdav },
  };
  return { ...draft, url: url.href, body: JSON.stringify(share) };
}

/** Notifications of newer texts that go out wrong in one way. */
const going = inArea('sent-messages', {
  'sent-notification-with-top-level-id': [
    'Notifications carry the deprecated `providerId` at the top level',
    sent(set('/providerId', 'of-old')),
  ],
  'sent-notification-without-sender-domain': ['Notifications have no `senderDomain`', sent(remove('/senderDomain'))],
  'sent-notification-sender-domain-is-url': [
    '`senderDomain` of notifications is a URL',
    sent(set('/senderDomain', 'https://cloud.example.org')),
  ],
  'sent-notification-about-a-folder': [
    '`resourceType` of notifications is folder, whatever the share is of',
    sent(set('/resourceType', 'folder')),
  ],
  'sent-notification-is-reshare-request': [
    'Every notification is a REQUEST_RESHARE that says neither with whom nor with what type',
    sent(set('/notificationType', 'REQUEST_RESHARE'), set('/shareType', 'group')),
  ],
  'received-share-passed-on': [
    'A received share is passed on to others without asking its owner',
    request('notification', passedOn),
  ],
  'sent-notification-is-share-request': [
    'Every notification is a REQUEST_SHARE that does not say for whom',
    sent(set('/notificationType', 'REQUEST_SHARE')),
  ],
  'sent-notification-is-unsigned-share-request': [
    'Every notification is an unsigned REQUEST_SHARE',
    (behaviour) => {
      behaviour.leavesUnsigned.add('notification');
      sent(
        set('/notificationType', 'REQUEST_SHARE'),
        set('/notification/file', {
          owner: 'alice@cloud.example.org',
          shareWith: 'bob@cloud.example.org',
          shareId: '7',
          permissions: ['read'],
        }),
      )(behaviour);
    },
  ],
  'sent-notification-is-removal': [
    'Every notification is a USER_REMOVED about a resource',
    sent(set('/notificationType', 'USER_REMOVED')),
  ],
});

/** What a request says of its type; the body is only looked at as text. */
const says = (type: string) => (incoming: PeerRequest) => Buffer.from(incoming.body).toString('utf8').includes(type);
const atRequestShare = ({ path }: { path: string }): boolean => path.endsWith('/request-share');

/** Answers to notifications of newer texts. */
const coming = inArea('notifications', {
  'share-request-taken': [
    'REQUEST_SHARE is answered 201 whatever it asks for',
    answer('notification-answer', (reply) => ({ ...reply, status: 201, body: '{}' }), says('REQUEST_SHARE')),
  ],
  'share-request-answered-500': [
    'REQUEST_SHARE makes the server fail',
    answer('notification-answer', (reply) => ({ ...reply, status: 500 }), says('REQUEST_SHARE')),
  ],
  'share-request-granted-to-holder': [
    'What one person wishes to be given is given to another, who has it already',
    behave({ grantsWishToHolder: true }),
  ],
  'share-request-declined-as-unshared': [
    'That an owner refuses a wish is told as the end of a share',
    behave({ declinesWishAs: 'SHARE_UNSHARED' }),
  ],
  'reshare-granted-to-asker': [
    'A share that is to be passed on is given to the one who asked for that',
    behave({ grantsToAsker: true }),
  ],
  'reshare-request-answered-500': [
    'REQUEST_RESHARE makes the server fail',
    answer('notification-answer', (reply) => ({ ...reply, status: 500 }), says('REQUEST_RESHARE')),
  ],
  'user-removal-answered-500': [
    'USER_REMOVED makes the server fail',
    answer('notification-answer', (reply) => ({ ...reply, status: 500 }), says('USER_REMOVED')),
  ],
  'request-share-path-takes-anything': [
    '/request-share answers 201 to whatever is posted there',
    answer(
      'unknown-path-answer',
      () => ({ status: 201, headers: { 'content-type': 'application/json' }, body: '{}' }),
      atRequestShare,
    ),
  ],
});

export const notificationDetailDeviations: readonly Deviation[] = [...going, ...coming];
