import { bytesOf } from '../http/content.js';
import type { Deviation } from './deviation.js';
import { answer, behave, HTML, inArea, isSuccess, request, withHeader, withRequestHeader } from './tools.js';

const dav = (
  change: Parameters<typeof answer>[1],
  when: NonNullable<Parameters<typeof answer>[2]>,
): Deviation['apply'] => answer('dav-answer', change, when);
const isMethod =
  (...methods: string[]): Parameters<typeof dav>[1] =>
  (asked, reply) =>
    methods.includes(asked.method) && isSuccess(asked, reply);

/** The server of a share's owner. */
const served = inArea('webdav', {
  'read-only-share-takes-writes': ['Writes on read-only shares are taken', behave({ allowsWriteOnReadOnly: true })],
  'writes-forbidden': ['Writes are forbidden also on shares that grant them', behave({ forbidsWrites: true })],
  'writes-answered-but-not-done': ['Writes are answered with success and not done', behave({ davIgnoresWrites: true })],
  'share-open-without-credentials': ['A share opens without credentials', behave({ davIgnoresSecret: 'absent' })],
  'share-open-with-any-secret': ['A share opens with any secret', behave({ davIgnoresSecret: 'any' })],
  'secret-opens-every-share': [
    'The secret of one share opens whichever share the path names',
    behave({ davOpensByPath: 'secret' }),
  ],
  'share-path-does-not-count': [
    'The secret alone says which share is meant, whichever the path names',
    behave({ davIgnoresPath: true }),
  ],
  'share-open-after-unshare': ['A share still opens after it was taken back', behave({ keepsEnded: 'unshared' })],
  'share-open-after-expiration': ['A share still opens after its expiration', behave({ keepsEnded: 'expired' })],
  'basic-credentials-refused': ['The secret as Basic user name is refused', behave({ davRefusesScheme: 'basic' })],
  'bearer-credentials-refused': ['The secret as Bearer token is refused', behave({ davRefusesScheme: 'bearer' })],
  'paths-in-folder-not-served': ['Paths below a folder share are 404', behave({ davRefusesInside: true })],
  'wrong-secret-answered-500': [
    'A wrong secret makes the server fail',
    dav(
      () => ({ ...HTML, status: 500 }),
      (_, reply) => reply.status === 401,
    ),
  ],
  'wrong-secret-redirects-to-login': [
    'A wrong secret is answered with a redirect to a page',
    dav(
      () => ({ status: 302, headers: { location: '/login' } }),
      (_, reply) => reply.status === 401,
    ),
  ],
  'refusal-without-www-authenticate': [
    'A 401 does not say which credentials are wanted',
    dav(
      (reply) => withHeader(reply, 'www-authenticate', undefined),
      (_, reply) => reply.status === 401,
    ),
  ],
  'forbidden-write-answered-500': [
    'A write on a read-only share makes the server fail',
    dav(
      () => ({ ...HTML, status: 500 }),
      (_, reply) => reply.status === 403,
    ),
  ],
  'propfind-answered-200': [
    'PROPFIND is answered 200 in place of 207',
    dav((reply) => ({ ...reply, status: 200 }), isMethod('PROPFIND')),
  ],
  'propfind-answered-with-page': ['PROPFIND is answered with an HTML page', dav(() => HTML, isMethod('PROPFIND'))],
  'propfind-not-allowed': [
    'PROPFIND is not allowed',
    dav(
      () => ({ status: 405, headers: { allow: 'GET, PUT' } }),
      ({ method }) => method === 'PROPFIND',
    ),
  ],
  'propfind-empty-multistatus': [
    'PROPFIND is answered with a multistatus that lists nothing',
    dav((reply) => ({ ...reply, body: '<?xml version="1.0"?><d:multistatus xmlns:d="DAV:"/>' }), isMethod('PROPFIND')),
  ],
  'propfind-is-cut': [
    'The answer to PROPFIND ends in the middle',
    dav((reply) => ({ ...reply, body: String(reply.body).slice(0, -40) }), isMethod('PROPFIND')),
  ],
  'propfind-never-says-folder': [
    'PROPFIND tells folders as files',
    dav((reply) => ({ ...reply, body: String(reply.body).replaceAll('<d:collection/>', '') }), isMethod('PROPFIND')),
  ],
  'bytes-served-in-part': [
    'GET gives all but the last byte',
    dav((reply) => ({ ...reply, body: bytesOf(reply.body ?? '').subarray(0, -1) }), isMethod('GET')),
  ],
  'bytes-served-with-line-ends-changed': [
    'GET gives the file with a line end added',
    dav(
      (reply) => ({ ...reply, body: Buffer.concat([bytesOf(reply.body ?? ''), Buffer.from('\r\n')]) }),
      isMethod('GET'),
    ),
  ],
  'get-answered-with-page': ['GET gives a page in place of the file', dav(() => HTML, isMethod('GET'))],
  'webdav-path-is-404': [
    'There is nothing at the WebDAV path',
    dav(
      () => ({ status: 404 }),
      () => true,
    ),
  ],
});

/** The client of a share's recipient. */
const asked = inArea('webdav', {
  'newer-form-opened-with-basic': [
    'Shares with a webdav object are opened with Basic',
    request('dav-request', (draft) => {
      const [scheme, secret] = (draft.headers.authorization ?? '').split(' ');
      if (scheme !== 'Bearer') return draft;
      return withRequestHeader(draft, 'authorization', `Basic ${Buffer.from(`${secret}:`).toString('base64')}`);
    }),
  ],
  'old-form-opened-with-bearer': [
    'Shares with `options` are opened with Bearer',
    request('dav-request', (draft) => {
      const [scheme, pair] = (draft.headers.authorization ?? '').split(' ');
      if (scheme !== 'Basic') return draft;
      const secret = Buffer.from(pair ?? '', 'base64')
        .toString('utf8')
        .replace(/:.*$/s, '');
      return withRequestHeader(draft, 'authorization', `Bearer ${secret}`);
    }),
  ],
  'old-form-opened-with-secret-twice': [
    'Every share is opened with Basic, the secret as user name and password',
    behave({ davCredentials: 'secret-twice' }),
  ],
  'shares-opened-without-credentials': ['Shares are opened without credentials', behave({ davCredentials: 'none' })],
  'uri-ignored': ['The `uri` of a share is ignored: its root path is opened', behave({ davTarget: 'root' })],
  'webdav-prefix-ignored': [
    'A relative `uri` is joined to the host without the WebDAV path',
    behave({ davTarget: 'no-prefix' }),
  ],
  'sender-guessed': [
    'The server of a received share is not looked up: its paths are guessed',
    behave({ guessesSender: true }),
  ],
  'inside-under-name-again': [
    'What is in a received folder is looked for below the name of the folder in it',
    behave({ davTarget: 'name-again' }),
  ],
  'opened-without-propfind': ['Shares are read without a PROPFIND first', behave({ davSkipsPropfind: true })],
  'secret-in-query': [
    'The secret is sent in the URL',
    request('dav-request', (draft) => {
      const url = new URL(draft.url);
      url.searchParams.set('access_token', (draft.headers.authorization ?? '').split(' ')[1] ?? '');
      return { ...draft, url: url.href };
    }),
  ],
});

export const webdavDeviations: readonly Deviation[] = [...served, ...asked];
