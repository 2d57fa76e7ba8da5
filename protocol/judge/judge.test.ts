import { expect, test } from '@playwright/test';
import { SPEC_VERSIONS, type SpecVersion } from '../../vocabulary.js';
import type { SignatureDialect } from '../signatures/dialects.js';
import {
  discoveryDocument,
  exchange,
  invite,
  judged,
  marks,
  notification,
  notification15,
  publicKeys,
  RECEIVER,
  type Sample,
  SENDER,
  share,
  tokenForm,
  webapp,
  webdav,
} from './cases/samples.js';
import { KEYS, SIGNERS, signedSample, testKey } from './cases/signed.js';
import type { Violation } from './contract.js';
import { judge } from './judge.js';

const documents = new Map([
  [SENDER, discoveryDocument({ endPoint: `https://${SENDER}/ocm`, tokenEndPoint: `https://${SENDER}/token` })],
  [RECEIVER, discoveryDocument()],
]);
const ALL = SPEC_VERSIONS;
const from = (first: SpecVersion): readonly SpecVersion[] => ALL.slice(ALL.indexOf(first));
const upTo = (last: SpecVersion): readonly SpecVersion[] => ALL.slice(0, ALL.indexOf(last) + 1);
const legacy = { name: 'webdav', options: { sharedSecret: 'hfiuhworzwnur98d', permissions: '{ns}share-permissions' } };
const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };
const token = { url: `https://${SENDER}/token`, headers: form, body: tokenForm() };
const notify = `https://${SENDER}/ocm/notifications`;
const accept = `https://${SENDER}/ocm/invite-accepted`;
const bob = { userID: 'bob', email: '', name: 'Bob' };

const GOOD: [what: string, sample: Sample, versions: readonly SpecVersion[]][] = [
  ['a share in the multi form', { body: share(), status: 201, answer: { recipientDisplayName: 'Bob' } }, ALL],
  [
    'a share in the old form, to a server that may know no other',
    { body: share({ protocol: legacy }), url: 'https://old.example.org/ocm/shares' },
    ALL,
  ],
  ['a share that names its one protocol', { body: share({ protocol: { ...webdav(), name: 'webdav' } }) }, ALL],
  [
    'a share with a relative uri',
    { body: share({ protocol: webdav({ uri: '7c084226-d9a1' }) }), url: 'https://c.example.org/ocm/shares' },
    ALL,
  ],
  [
    'a share with own members',
    { body: share({ sharedBy: 'alice', protocol: { ...legacy, ...webdav(), name: 'webdav' } }) },
    ALL,
  ],
  [
    'a share to a group of a port',
    {
      body: share({ shareWith: 'devs@[2001:db8::1]:8443', shareType: 'group' }),
      url: 'https://c.example.org/ocm/shares',
    },
    ALL,
  ],
  ['a share with a mail address before the host', { body: share({ owner: 'ann@mail.example@a.example.org' }) }, ALL],
  ['a share that never expires, said with 0', { body: share({ expiration: 0 }) }, ALL],
  [
    'a share with a code for the secret',
    { body: share({ code: 'xyz', protocol: webdav({ sharedSecret: undefined }) }) },
    ['1.2.0', '1.2.1', '1.2.2'],
  ],
  [
    'a web app',
    {
      body: share({ protocol: webapp({ appName: 'Editor', appIconHint: 'text/plain', mediaTypes: ['text/plain'] }) }),
      url: 'https://c.example.org/ocm/shares',
    },
    ['1.4.0', '1.5.0'],
  ],
  [
    'an older web app',
    { body: share({ protocol: { name: 'webapp', webapp: { uri: 'https://a.example.org/app', viewMode: 'view' } } }) },
    ['1.2.1', '1.3.0'],
  ],
  [
    'a share with all of 1.5.0',
    {
      body: share({
        encryption: { resourceId: 'r', scheme: 'ocm-mls', 'ocm-mls': { cipher: 'x' } },
        protocol: webdav({ requirements: ['must-exchange-token'], accessTypes: ['remote'], size: 8 }),
      }),
    },
    ['1.5.0'],
  ],
  ['an answer without a body', { body: share(), status: 201 }, upTo('1.2.2')],
  [
    'a refusal that says why',
    {
      body: share(),
      status: 400,
      answer: { message: 'NOT_FOUND', validationErrors: [{ name: 'shareWith', message: 'X' }] },
    },
    ALL,
  ],
  ['a refusal for being busy', { body: share(), status: 429 }, ALL],
  [
    'a gateway without its server',
    { body: share(), status: 503, answer: '<html>', answerHeaders: { 'content-type': 'text/html' } },
    ALL,
  ],
  [
    'a notification',
    { url: notify, body: notification({ notification: { sharedSecret: 'x', message: 'y' } }), status: 201, answer: [] },
    upTo('draft-06'),
  ],
  ['a notification of 1.5.0', { url: notify, body: notification15(), status: 201 }, ['1.5.0']],
  [
    'a removal of 1.5.0',
    {
      url: notify,
      body: notification15({
        notificationType: 'GROUP_REMOVED',
        resourceType: undefined,
        shareType: 'group',
        notification: { group: { groupId: 'devs' } },
      }),
      status: 201,
    },
    ['1.5.0'],
  ],
  [
    'a token',
    { ...token, status: 200, answer: { access_token: 'x', token_type: 'bearer', expires_in: 3600 } },
    from('1.3.0'),
  ],
  ['a refused token', { ...token, status: 400, answer: { error: 'invalid_grant' } }, from('1.3.0')],
  ['an accepted invite', { url: accept, body: invite(), status: 200, answer: bob }, ALL],
  [
    'an invite accepted with a URL',
    { url: accept, body: invite({ recipientProvider: 'https://b.example.org/' }) },
    ['1.1.0'],
  ],
  [
    'an invite that is not known',
    { url: accept, body: invite(), status: 400, answer: { message: 'TOKEN_INVALID' } },
    ALL,
  ],
  [
    'a key set',
    { method: 'GET', url: `https://${SENDER}/.well-known/jwks.json`, status: 200, answer: publicKeys() },
    ALL,
  ],
];
for (const [what, sample, versions] of GOOD) {
  test(`${what} keeps every rule at ${versions.at(0)} to ${versions.at(-1)}`, () => {
    for (const spec of versions) expect(marks(judged(sample, spec, documents)), spec).toEqual([]);
  });
}

const ownWay: [SpecVersion, SignatureDialect][] = [
  ['1.2.0', 'cavage'],
  ['1.2.2', 'cavage'],
  ['1.3.0', 'unmarked'],
  ['1.4.0', 'label'],
  ['draft-06', 'tag'],
  ['1.5.0', 'jwk'],
];
for (const [spec, dialect] of ownWay) {
  test(`a share signed the way of ${spec} keeps every rule of signatures, without the keys at hand as with them`, () => {
    const about = (found: Violation[]): string[] => marks(found).filter((mark) => mark.startsWith('signature/'));
    expect(about(judged(signedSample(dialect), spec, SIGNERS))).toEqual([]);
    expect(about(judged(signedSample(dialect), spec, SIGNERS, KEYS))).toEqual([]);
  });
}

test('a signature is looked at where a recorder hid secrets of the body, its digest is not', () => {
  const sample = signedSample('jwk');
  const body = JSON.stringify(sample.body).replace(/hfiuhworzwnur98d/, '<secret-1>');
  expect(marks(judged({ ...sample, body }, '1.5.0', SIGNERS, KEYS))).toEqual([]);
  const other = JSON.stringify(sample.body).replace('report', 'Report');
  expect(marks(judged({ ...sample, body: other }, '1.5.0', SIGNERS, KEYS))).toEqual([
    'signature/digest-matches @ header:content-digest',
  ]);
});

test('who does not say that it signs is not asked to, nor is anybody toward such a server', () => {
  const silent = new Map([...SIGNERS, [RECEIVER, discoveryDocument({ capabilities: ['protocol-object'] })]]);
  expect(marks(judged({ body: share() }, '1.5.0', silent))).toEqual([]);
  expect(marks(judged({ body: share() }, '1.5.0', documents))).toEqual([]);
});

test('a message that names nobody is held to the keys of whom it is known to come from', () => {
  const sample = signedSample('label', { sample: { url: notify, body: notification() } });
  const from = (client: string) =>
    marks(
      judge(exchange(sample), {
        specOf: () => '1.4.0',
        documents: SIGNERS,
        keys: new Map([...KEYS, [RECEIVER, []]]),
        client,
      }),
    );
  expect(from(SENDER)).toEqual([]);
  const stranger = signedSample('label', {
    sample: { url: notify, body: notification() },
    key: testKey(`${SENDER}#key1`, 'other'),
  });
  expect(
    marks(judge(exchange(stranger), { specOf: () => '1.4.0', documents: SIGNERS, keys: KEYS, client: SENDER })),
  ).toEqual(['signature/verifies @ header:signature-input']);
});

test('each side is held to its own version and blamed for its own message', () => {
  const sample = exchange({ body: share({ shareWith: 'bob@https://b.example.org' }), status: 200, answer: {} });
  const violations = judge(sample, { specOf: (emitter) => (emitter === 'client' ? '1.1.0' : '1.4.0') });
  expect(violations).toMatchObject([
    { rule: 'share-answer/status-is-201', emitter: 'server', role: 'receiver', exchange: 'x1' },
  ]);
  const newer = judge(sample, { specOf: () => '1.4.0' });
  expect(newer.map(({ emitter, role }) => `${emitter} ${role}`)).toEqual(['client sender', 'server receiver']);
});

test('the strongest clause is named first, and only those in force', () => {
  const [violation] = judged({ body: share({ shareWith: 'bob@https://b.example.org' }) }, '1.2.2');
  expect(violation?.clauses).toEqual(['OCM-SHARE-009', 'OCM-ADDR-007', 'OCM-ADDR-001', 'OCM-ADDR-010']);
});

test('who wrote a notification plays the part that its type tells', () => {
  const roleOf = (notificationType: string) =>
    judged({ url: notify, body: notification({ notificationType, providerId: 3 }) }, '1.3.0')[0]?.role;
  expect(roleOf('SHARE_ACCEPTED')).toBe('receiver');
  expect(roleOf('SHARE_UNSHARED')).toBe('sender');
  expect(roleOf('USER_REMOVED')).toBe('either');
});

test('a body that was cut when it was recorded is not judged', () => {
  const sample = exchange({ body: '{"shareWith":"bob', status: 201, answer: '{"recip' });
  sample.request.body.truncated = true;
  if (sample.response) sample.response.body.truncated = true;
  expect(judge(sample, { specOf: () => '1.4.0' })).toEqual([]);
});

test('an exchange without an answer is judged by its request alone', () => {
  expect(marks(judged({ body: share({ name: undefined }) }))).toEqual(['sent-share/name-is-string @ /name']);
});
