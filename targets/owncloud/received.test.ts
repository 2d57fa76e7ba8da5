import { expect, test } from '@playwright/test';
import { dayOf, endOfDay } from './expiry.js';
import { localOf, receivedOf } from './received.js';

test('a share that waits has no path yet, and its origin is told without scheme', () => {
  const share = receivedOf({
    id: 7,
    remote: 'https://cloud.example.org/',
    name: '/report.txt',
    owner: 'zoe@work',
    mountpoint: '{{TemporaryMountPointName#/report.txt}}',
  });
  expect(share).toEqual({ id: '7', name: 'report.txt', from: 'zoe@work@cloud.example.org' });
});

test('an accepted share has the path where it was put, which need not be its name', () => {
  const share = receivedOf({
    id: '7',
    remote: 'cloud.example.org',
    name: '/report.txt',
    owner: 'zoe',
    mountpoint: '/report (2).txt',
  });
  expect(share).toMatchObject({ name: 'report.txt', path: '/report (2).txt', from: 'zoe@cloud.example.org' });
});

test('a share within the server is named after its place', () => {
  expect(localOf({ id: 3, file_target: '/Shared/report.txt', uid_owner: 'zoe' })).toEqual({
    id: '3',
    name: 'report.txt',
    path: '/Shared/report.txt',
    from: 'zoe',
  });
});

test('a share ends with the day that is given, which is the next midnight', () => {
  const at = new Date('2026-11-23T17:30:00Z');
  expect(dayOf(at)).toBe('2026-11-23');
  expect(endOfDay('2026-11-23 00:00:00')).toEqual(new Date('2026-11-24T00:00:00Z'));
  expect(endOfDay(dayOf(at))?.getTime()).toBeGreaterThan(at.getTime());
  expect(endOfDay('')).toBeUndefined();
});
