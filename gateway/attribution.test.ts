import { expect, test } from '@playwright/test';
import type { Exchange } from '../protocol/exchange.js';
import { classify } from '../protocol/judge/index.js';
import { type Attribution, Attributor, isPersonal, signerOf } from './attribution.js';

const SECRET = 'a-secret-of-a-share';
const TOKEN = 'a-token-for-the-secret';

const parties = (): Attributor =>
  new Attributor([
    { id: 'nc1', authorities: ['nc1.test'], addresses: ['172.18.0.3'] },
    { id: 'nc2', authorities: ['nc2.test', 'NC2.test:443'], addresses: [] },
    { id: 'oc1', authorities: ['oc1.test:8443'], addresses: [] },
  ]);

interface Parts {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  answer?: unknown;
}

function exchange(
  host: string,
  { path = '/ocm/shares', method = 'POST', headers = {}, body, answer }: Parts,
): Exchange {
  const asBody = (value: unknown) => {
    const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);
    return { text, bytes: text.length };
  };
  return {
    id: 'x',
    at: '2026-11-22T16:00:00.000Z',
    ms: 1,
    request: { method, url: `https://${host}${path}`, headers, body: asBody(body) },
    ...(answer === undefined ? {} : { response: { status: 200, headers: {}, body: asBody(answer) } }),
  };
}

function ask(attributor: Attributor, server: string, parts: Parts, address = '10.0.0.9'): Attribution {
  const asked = exchange(`${server}.test`, parts);
  const kinds = classify(asked);
  const told = attributor.attribute(asked, kinds, address, server);
  attributor.learnRequest(asked, kinds, told.party, server);
  attributor.learnAnswer(asked, kinds, told.party, server);
  return told;
}

const share = (changes: object = {}): object => ({
  shareWith: 'bob@nc2.test',
  name: 'report.txt',
  providerId: '7',
  owner: 'alice@nc1.test',
  sender: 'alice@nc1.test',
  resourceType: 'file',
  protocol: { name: 'webdav', options: { sharedSecret: SECRET } },
  ...changes,
});

test('a request without any witness is nobody’s', () => {
  expect(ask(parties(), 'nc2', { method: 'GET', path: '/.well-known/ocm' })).toEqual({
    because: 'nothing in it tells who wrote it',
  });
});

test('the address tells, where only one party connects from it', () => {
  const attributor = parties();
  const get = { method: 'GET', path: '/.well-known/ocm' };
  expect(ask(attributor, 'nc2', get, '172.18.0.3').party).toBe('nc1');
  attributor.add({ id: 'oc1', authorities: [], addresses: ['172.18.0.3'] });
  expect(ask(attributor, 'nc2', get, '172.18.0.3').party).toBeUndefined();
});

test('the key of a signature tells, in both forms; a key of a stranger tells nobody', () => {
  const cavage = 'keyId="https://nc1.test/ocm#signature",algorithm="rsa-sha512",headers="date",signature="x"';
  const rfc = 'ocm=("@method");created=1;keyid="https://nc1.test/ocm#ecdsa-p256-sha256-1";alg="ecdsa-p256-sha256"';
  expect(ask(parties(), 'nc2', { headers: { signature: cavage }, body: {} }).party).toBe('nc1');
  expect(ask(parties(), 'nc2', { headers: { 'signature-input': rfc, signature: 'ocm=:x:' } }).party).toBe('nc1');
  const stranger = ask(parties(), 'nc2', { headers: { signature: cavage.replace('nc1', 'who') }, body: {} });
  expect(stranger).toEqual({ because: 'it is signed with a key of who.test, who takes no part' });
  expect(signerOf({ signature: 'keyId="oc1.test:8443/key"' })).toBe('oc1.test:8443');
  expect(signerOf({ signature: 'keyId="key-1"' })).toBeUndefined();
  expect(signerOf({ signature: 'garbage' })).toBeUndefined();
});

test('witnesses that contradict each other tell nobody', () => {
  const told = ask(parties(), 'oc1', { headers: { signature: 'keyId="https://nc2.test/ocm#1"' } }, '172.18.0.3');
  expect(told.party).toBeUndefined();
  expect(told.because).toBe('contradiction: it came from 172.18.0.3; it is signed with a key of nc2.test');
});

test('a share names its sender, but not where owner and sender are of two servers: then either may have sent it', () => {
  expect(ask(parties(), 'nc2', { body: share() })).toEqual({
    party: 'nc1',
    because: 'it names nc1.test as its sender',
  });
  expect(ask(parties(), 'nc2', { body: share({ sender: 'carol@oc1.test:8443' }) }).party).toBeUndefined();
  expect(ask(parties(), 'nc2', { body: share({ owner: 'x@who.test', sender: 'x@who.test' }) })).toEqual({
    because: 'it names who.test, who takes no part',
  });
});

test('who was told a secret is known by it: on WebDAV in either scheme, in a notification, for a token and with the token', () => {
  const attributor = parties();
  ask(attributor, 'nc2', { body: share() });
  const basic = `Basic ${Buffer.from(`${SECRET}:`).toString('base64')}`;
  const dav = { method: 'PROPFIND', path: '/public.php/webdav/', headers: { authorization: basic } };
  expect(ask(attributor, 'nc1', dav)).toEqual({ party: 'nc2', because: 'it holds a secret that was told to nc2' });
  const form = `grant_type=authorization_code&client_id=elsewhere.test&code=${SECRET}`;
  const token = ask(attributor, 'nc1', { path: '/ocm/token', body: form, answer: { access_token: TOKEN } });
  expect(token.party).toBe('nc2');
  const bearer = { ...dav, headers: { authorization: `Bearer ${TOKEN}` } };
  expect(ask(attributor, 'nc1', bearer).party).toBe('nc2');
  const notify = (type: string): Parts => ({
    path: '/ocm/notifications',
    body: { notificationType: type, providerId: '7', notification: { sharedSecret: SECRET } },
  });
  expect(ask(attributor, 'nc1', notify('SHARE_ACCEPTED')).party).toBe('nc2');
  expect(ask(attributor, 'nc2', notify('SHARE_UNSHARED')).party).toBe('nc1');
});

test('a secret that more than two know, or that came from nobody known, tells nobody', () => {
  const attributor = parties();
  const dav = { method: 'GET', path: '/dav', headers: { authorization: `Bearer ${SECRET}` } };
  ask(attributor, 'nc2', { body: share() });
  ask(attributor, 'oc1', { body: share({ shareWith: 'eve@oc1.test:8443' }) });
  expect(ask(attributor, 'nc1', dav).party).toBeUndefined();
  const other = parties();
  ask(other, 'nc2', { body: share({ sender: undefined, owner: 'x@who.test' }) });
  expect(ask(other, 'nc1', dav).party).toBeUndefined();
});

test('a server that shares with itself is known by the secret that nobody else has', () => {
  const attributor = parties();
  ask(attributor, 'nc1', { body: share({ shareWith: 'bob@nc1.test' }) });
  expect(
    ask(attributor, 'nc1', { method: 'GET', path: '/dav', headers: { authorization: `Bearer ${SECRET}` } }).party,
  ).toBe('nc1');
});

test('the older interface names its server, and its token is a secret like any other', () => {
  const attributor = parties();
  const form = `shareWith=bob&token=${SECRET}&remote=${encodeURIComponent('https://nc1.test/')}&remoteId=4`;
  expect(ask(attributor, 'nc2', { path: '/ocs/v2.php/cloud/shares', body: form }).party).toBe('nc1');
  expect(ask(attributor, 'nc1', { path: `/apps/files_sharing/shareinfo?t=${SECRET}` }).party).toBe('nc2');
});

test('a session of a person is told from a message between servers', () => {
  const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` });
  const isSecret = (value: string): boolean => value === SECRET;
  expect(isPersonal({ cookie: 'session=1' }, isSecret)).toBe(true);
  expect(isPersonal(basic('alice:password'), isSecret)).toBe(true);
  for (const headers of [{}, basic(`${SECRET}:`), basic(`${SECRET}:protected`), basic('same:same'), { cookie: '' }])
    expect(isPersonal(headers, isSecret)).toBe(false);
});
