import { expect, test } from '@playwright/test';
import { correlate, lookUpsOf } from './correlate.js';
import type { Exchange } from './exchange.js';
import {
  discoveryDocument,
  exchange,
  notification,
  RECEIVER,
  type Sample,
  SENDER,
  share,
  tokenForm,
  webdav,
} from './judge/cases/samples.js';

/** Exchanges a second apart, ids by position. */
function traffic(...samples: Sample[]): Exchange[] {
  return samples.map((sample, index) => ({
    ...exchange(sample),
    id: String(index),
    at: new Date(Date.UTC(2026, 0, 1) + index * 1000).toISOString(),
  }));
}
const ids = (found: Exchange[]): string[] => found.map(({ id }) => id);

const shares = `https://${RECEIVER}/ocm/shares`;
const notifications = `https://${SENDER}/ocm/notifications`;
const own = share({ name: 'run7-report.txt', providerId: '3' });
const other = share({
  name: 'run7-other.txt',
  providerId: '4',
  protocol: webdav({ sharedSecret: 'another-secret', uri: undefined }),
});

test('a share takes its notifications, access and discovery with it, and leaves those of others', () => {
  const found = correlate(
    traffic(
      { method: 'GET', url: `https://${RECEIVER}/.well-known/ocm`, status: 200, answer: discoveryDocument() },
      { url: shares, body: other },
      { url: shares, body: own },
      { url: notifications, body: notification({ providerId: '3' }) },
      { url: notifications, body: notification({ providerId: '4' }) },
      { method: 'PROPFIND', url: `https://${SENDER}/dav/`, headers: { authorization: 'Bearer hfiuhworzwnur98d' } },
      { method: 'PROPFIND', url: `https://${SENDER}/dav/`, headers: { authorization: 'Bearer another-secret' } },
      { method: 'GET', url: 'https://elsewhere.example.org/.well-known/ocm', status: 200, answer: {} },
    ),
    'run7-report.txt',
  );
  expect(ids(found)).toEqual(['0', '2', '3', '5']);
});

test('the same small id between other hosts, or before the share, is another share', () => {
  const found = correlate(
    traffic(
      { url: notifications, body: notification({ providerId: '3' }) },
      { url: shares, body: own },
      { url: 'https://c.example.org/ocm/notifications', body: notification({ providerId: '3' }) },
      {
        url: notifications,
        body: notification({ providerId: undefined, notification: { file: { providerId: '3' } } }),
      },
    ),
    'run7-report.txt',
  );
  expect(ids(found)).toEqual(['1', '3']);
});

test('a secret is followed through Basic credentials and token exchange, also when it ran while the share was being received', () => {
  const found = correlate(
    traffic(
      {
        url: `https://${SENDER}/token`,
        headers: {},
        body: tokenForm(),
        status: 200,
        answer: { access_token: 'fresh-token-1' },
      },
      { url: shares, body: own },
      { method: 'GET', url: `https://${SENDER}/dav/`, headers: { authorization: 'Bearer fresh-token-1' } },
      {
        method: 'GET',
        url: `https://${SENDER}/dav/`,
        headers: { authorization: `Basic ${Buffer.from('hfiuhworzwnur98d:').toString('base64')}` },
      },
      { method: 'GET', url: `https://${SENDER}/dav/`, headers: { authorization: 'Bearer fresh-token-2' } },
    ),
    'run7-report.txt',
  );
  expect(ids(found)).toEqual(['0', '1', '2', '3']);
});

test('markers that replaced the secrets lead on like the secrets', () => {
  const found = correlate(
    traffic(
      { url: shares, body: share({ name: 'run7-report.txt', protocol: webdav({ sharedSecret: '<secret-1>' }) }) },
      { method: 'GET', url: `https://${SENDER}/dav/`, headers: { authorization: 'Basic <base64 of <secret-1>:>' } },
      { method: 'GET', url: `https://${SENDER}/dav/`, headers: { authorization: 'Bearer <secret-2>' } },
    ),
    'run7-report.txt',
  );
  expect(ids(found)).toEqual(['0', '1']);
});

test('a resource is recognised by the key in its uri', () => {
  const uri = `https://${SENDER}/dav/ocm/01a20407-0d76-7203`;
  const found = correlate(
    traffic(
      { url: shares, body: share({ name: 'run7-report.txt', protocol: webdav({ uri }) }) },
      { method: 'PROPFIND', url: `${uri}/report.txt`, headers: { authorization: 'Bearer [MASKED]' } },
      {
        method: 'PROPFIND',
        url: `https://${SENDER}/dav/ocm/99999999-0d76-7203`,
        headers: { authorization: 'Bearer [MASKED]' },
      },
    ),
    'run7-report.txt',
  );
  expect(ids(found)).toEqual(['0', '1']);
});

test('a fall-back to the older interface belongs to the object too', () => {
  const found = correlate(
    traffic(
      { url: shares, body: own, status: 400 },
      {
        url: `https://${RECEIVER}/ocs/v2.php/cloud/shares?format=json`,
        headers: {},
        body: 'shareWith=bob&name=run7-report.txt&token=hfiuhworzwnur98d&remoteId=3',
      },
    ),
    'run7-report.txt',
  );
  expect(ids(found)).toEqual(['0', '1']);
});

test('a name with spaces and quotes is found as it is written on the wire', () => {
  const name = 'run7 "a" ü.txt';
  expect(ids(correlate(traffic({ url: shares, body: share({ name }) }), name))).toEqual(['0']);
});

test('an unknown or empty name takes nothing', () => {
  const all = traffic({ url: shares, body: own }, { url: notifications, body: '{' });
  expect(correlate(all, 'run8')).toEqual([]);
  expect(correlate(all, '')).toEqual([]);
});

test('what a host was asked for before anything was sent are its documents and its keys', () => {
  const found = lookUpsOf(
    traffic(
      { method: 'GET', url: `https://${RECEIVER}/.well-known/ocm`, status: 200, answer: discoveryDocument() },
      { method: 'GET', url: `https://${RECEIVER}:443/.well-known/jwks.json`, status: 200, answer: { keys: [] } },
      { method: 'GET', url: `https://${SENDER}/.well-known/ocm`, status: 200, answer: discoveryDocument() },
      { url: shares, body: other },
    ),
    RECEIVER,
  );
  expect(ids(found)).toEqual(['0', '1']);
});
