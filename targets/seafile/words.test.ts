import { expect, test } from '@playwright/test';
import { halvesOf, joinAddress } from './address.js';
import { modeOf } from './mode.js';
import { isSame, join, parts, split } from './paths.js';
import { traitsOf } from './traits.js';

test('the last @ of an address stands between the id of a person and the server, and both halves come back together', () => {
  expect(halvesOf('zoe@mail.example@Cloud.example:8443')).toEqual({
    user: 'zoe@mail.example',
    server: 'https://cloud.example:8443/',
  });
  expect(joinAddress('zoe@mail.example', 'https://cloud.example:8443/')).toBe('zoe@mail.example@cloud.example:8443');
});

for (const [endPoint, mode] of [
  ['https://a.example/api/v2.1/ocm/', 'library'],
  ['https://a.example/ocm-via-webdav/', 'webdav'],
  [undefined, 'off'],
] as const) {
  test(`a server whose discovery names ${endPoint ?? 'no endPoint'} is in mode ${mode}`, () => {
    expect(modeOf(endPoint === undefined ? {} : { endPoint })).toBe(mode);
  });
}

test('the first part of a path is a library, the rest is within it', () => {
  expect(split('/library')).toEqual({ top: 'library', inner: '/' });
  expect(split('/library/a/b.txt')).toEqual({ top: 'library', inner: '/a/b.txt' });
  expect(parts('/a/b.txt')).toEqual({ folder: '/a', name: 'b.txt' });
  expect(parts('/b.txt')).toEqual({ folder: '/', name: 'b.txt' });
  expect([join('/', 'b.txt'), join('/a', 'b.txt')]).toEqual(['/b.txt', '/a/b.txt']);
});

test('a name is the same composed and decomposed', () => {
  expect(isSame('zoë', 'zoe\u0308')).toBe(true);
  expect(isSame('zoë', 'zoe')).toBe(false);
});

test('over WebDAV people share nothing, and every lack has its source', () => {
  expect(traitsOf('webdav', 'api').shares).toEqual([]);
  for (const mode of ['library', 'webdav', 'off'] as const)
    for (const { source } of Object.values(traitsOf(mode, 'ui').lacks)) expect(source).not.toBe('');
});
