import type { AppForm, OutgoingRequest } from '../behaviour.js';
import { APP_PATH } from '../beyond/discovery.js';
import { editJson } from '../host/edit-json.js';
import type { PeerReply, PeerRequest } from '../http/router.js';
import type { Deviation } from './deviation.js';
import { answer, answerJson, behave, inArea, remove, requestBody, set } from './tools.js';

type Apply = Deviation['apply'];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Changes one member of the web app in sent shares; those without a web app stay as they are. */
const app = (name: string, value: unknown): Apply =>
  requestBody('share-creation', (body) => {
    if (isObject(body.protocol) && isObject(body.protocol.webapp))
      editJson(body, [
        value === undefined ? remove(`/protocol/webapp/${name}`) : set(`/protocol/webapp/${name}`, value),
      ]);
    return body;
  });

/** What a host sends of its web apps. */
const sent = inArea('beyond', {
  'sent-webapp-without-targets': ['The web app in sent shares has an empty list of targets', app('targets', [])],
  'sent-webapp-target-for-everybody': [
    'The web app in sent shares is offered for windows and frames, whatever the receiver can show',
    app('targets', ['blank', 'iframe']),
  ],
  'sent-webapp-permissions-unknown': [
    'The permissions of the web app in sent shares are words of no version',
    app('permissions', ['look', 'touch']),
  ],
  'sent-webapp-without-requirements': [
    'The web app in sent shares does not say that its secret is exchanged',
    app('requirements', undefined),
  ],
  'sent-webapp-without-secret': ['The web app in sent shares has no secret', app('sharedSecret', undefined)],
  'webapp-sender-hides-exchange': [
    'The document of a server that sends web apps has no token endpoint',
    answerJson('discovery-answer', [remove('/tokenEndPoint')]),
  ],
});

const fieldOf = ({ body }: PeerRequest, name: string): string =>
  new URLSearchParams(Buffer.from(body).toString('utf8')).get(name) ?? '';

/** The web app that a host serves. */
const served = inArea('beyond', {
  'webapp-is-shut': [
    'The web app asks everybody to log in',
    answer('webapp-answer', () => ({ status: 401, headers: { 'content-type': 'text/html' }, body: '<h1>Log in</h1>' })),
  ],
  'webapp-without-inside': ['The web app of a folder shows nothing inside it', behave({ appRefusesInside: true })],
  'webapp-sends-token-back': [
    'The web app sends the browser back with the token in the address',
    (behaviour) => {
      behaviour.answers.push({
        on: 'webapp-answer',
        change: (reply, asked) => (reply.status === 303 ? withToken(reply, fieldOf(asked, 'access_token')) : reply),
      });
    },
  ],
});

function withToken(reply: PeerReply, token: string): PeerReply {
  const location = new URL(String(reply.headers?.location));
  location.searchParams.set('access_token', token);
  return { ...reply, headers: { ...reply.headers, location: location.href } };
}

const opens =
  (change: (form: AppForm, share: { secret: string }) => AppForm): Apply =>
  (behaviour) => {
    behaviour.opensApp.push(change);
  };

/** What a host does with the web apps of others. */
const opened = inArea('beyond', {
  'webapp-opened-with-secret': ['Web apps are opened with their secret', behave({ appSkipsExchange: true })],
  'webapp-opened-by-get': [
    'Web apps are opened by a GET with the token in the address',
    opens((form) => {
      const url = new URL(form.url);
      for (const [name, value] of Object.entries(form.fields)) url.searchParams.set(name, value);
      return { ...form, method: 'GET', url: url.href };
    }),
  ],
  'webapp-secret-beside-token': [
    'The page that opens a web app holds the secret besides',
    opens((form, { secret }) => ({ ...form, fields: { ...form.fields, shared_secret: secret } })),
  ],
  'webapp-without-way-back': [
    'The form that opens a web app names no address to come back to',
    opens(({ fields: { expired_session_redirect_uri: _, ...fields }, ...form }) => ({ ...form, fields })),
  ],
  'webapp-shown-wherever': [
    'Web apps are opened whichever targets their sender offers',
    behave({ appIgnoresTargets: true }),
  ],
  'webapp-shown-in-a-dialog': [
    'Web apps are shown in a way that no version has a word for',
    opens((form) => ({ ...form, target: 'dialog' as AppForm['target'] })),
  ],
  'second-factor-not-asked-for': [
    'Shares that demand a second factor are taken in and opened without one',
    (behaviour) => {
      behaviour.overlooks.push(({ field, kind }) => kind === 'unsupported' && field.endsWith('.requirements'));
    },
  ],
  'icon-hint-fetched': ['The hint at an icon is taken for its address', behave({ fetchesIconHint: true })],
  'webapp-path-as-prefix': [
    'Web apps are opened below the path that discovery has for them',
    opens((form) => {
      const url = new URL(form.url);
      return { ...form, url: `${url.origin}${APP_PATH}${url.pathname}` };
    }),
  ],
  'webapp-template-kept': [
    'The placeholder in the address of a web app is left as it is',
    opens((form) => ({ ...form, url: form.url.replace(/[^/]+$/, '{relative-path-to-shared-resource}') })),
  ],
});

/** Changes sent shares of what is neither file nor folder. */
function thing(change: (body: Record<string, unknown>) => Record<string, unknown>): Apply {
  return requestBody('share-creation', (body) =>
    ['file', 'folder'].includes(String(body.resourceType)) ? body : change(body),
  );
}

const eachProtocol = (protocol: unknown, change: (details: Record<string, unknown>) => unknown): unknown =>
  isObject(protocol)
    ? Object.fromEntries(
        Object.entries(protocol).map(([name, value]) => [name, isObject(value) ? change(value) : value]),
      )
    : protocol;
const withoutUri = (protocol: unknown): unknown => eachProtocol(protocol, ({ uri: _uri, ...rest }) => rest);
const addressesOnly = (protocol: unknown): unknown =>
  eachProtocol(protocol, ({ uri, sharedSecret }) => ({ uri, sharedSecret }));

/** What is taken in although nobody here can do anything with it. */
const foreign = inArea('beyond', {
  'foreign-protocols-taken': [
    'Shares over a single protocol that was never announced are taken in',
    (behaviour) => {
      behaviour.overlooks.push(
        ({ field, kind }, { body }) =>
          kind === 'unsupported' &&
          field.startsWith('protocol.') &&
          isObject(body?.protocol) &&
          ['webapp', 'ssh', 'datatx'].some((name) => isObject(body.protocol) && name in body.protocol),
      );
    },
  ],
  'foreign-things-taken': [
    'Shares of feature collections, talk rooms and calendars are taken in without having been announced',
    (behaviour) => {
      behaviour.overlooks.push(
        ({ kind }, { body }) =>
          kind === 'unsupported' &&
          ['feature-collection', 'talk-room', 'calendar'].includes(String(body?.resourceType)),
      );
    },
  ],
  'encrypted-share-answered-500': [
    'Shares that say they are encrypted make the server fail',
    (behaviour) => {
      behaviour.refuses.push({ status: 500, when: ({ body }) => body?.encryption !== undefined });
    },
  ],
  'foreign-types-minded': [
    'Servers that name resource types of their own in their document are taken for none',
    behave({ mindsForeignTypes: true }),
  ],
  'declared-things-refused': [
    'Shares of resource types that the own document names are refused',
    (behaviour) => {
      behaviour.refuses.push({ status: 501, when: ({ body }) => body?.resourceType === 'feature-collection' });
    },
  ],
});

/** What is sent of types that two servers agreed on. */
const things = inArea('beyond', {
  'things-sent-as-files': [
    'Shares of things that are no files say that they are',
    thing((body) => ({ ...body, resourceType: 'file' })),
  ],
  'things-sent-without-address': [
    'Shares of things that are no files do not say where they are',
    thing((body) => ({ ...body, protocol: withoutUri(body.protocol) })),
  ],
  'things-sent-without-what-was-agreed': [
    'Shares of things that are no files leave out what was agreed on besides address and secret',
    thing((body) => ({ ...body, protocol: addressesOnly(body.protocol) })),
  ],
});

const insecurely = (draft: OutgoingRequest): OutgoingRequest => ({
  ...draft,
  url: draft.url.replace(/^https:/, 'http:'),
});

/** Shares and transfers, by whatever protocol. */
const transfers = inArea('beyond', {
  'sent-over-plain-http-first': [
    'Shares are sent over plain HTTP first, and over TLS when that does not work',
    (behaviour) => {
      behaviour.extraRequests.push({ before: 'share-creation', make: insecurely });
    },
  ],
  'transfer-not-told': ['That a share was transferred is told to nobody', behave({ hidesTransfer: true })],
  'sent-legacy-protocol-renamed': [
    'The protocol of sent shares has a name of the own making',
    requestBody('share-creation', (body) => {
      if (isObject(body.protocol) && isObject(body.protocol.options)) body.protocol.name = 'owndav';
      return body;
    }),
  ],
});

/** Misbehaviour with web apps, transfers and whatever goes beyond files over WebDAV. */
export const beyondDeviations: readonly Deviation[] = [
  ...sent,
  ...served,
  ...opened,
  ...foreign,
  ...things,
  ...transfers,
];
