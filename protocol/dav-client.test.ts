import { expect, test } from '@playwright/test';
import { basicAuth, joinPath, parseMultistatus, requestedProperties } from './dav-client.js';

test('a multistatus is read whatever prefixes the server chose', () => {
  const entries = parseMultistatus(`<?xml version="1.0"?>
    <multistatus xmlns="DAV:" xmlns:x="http://open-cloud-mesh.org/ns">
      <response><href>/dav/s/</href><propstat><prop><resourcetype><collection/></resourcetype>
        <x:share-permissions>["read","write"]</x:share-permissions></prop><status>HTTP/1.1 200 OK</status></propstat>
        <propstat><prop><getcontentlength>7</getcontentlength></prop><status>HTTP/1.1 404 Not Found</status></propstat></response>
      <response><href>https://h/dav/s/a%20%26%20b.txt</href><propstat><prop><resourcetype/>
        <getcontentlength>12</getcontentlength><getetag>&quot;e&quot;</getetag></prop><status>HTTP/2 200</status></propstat></response>
    </multistatus>`);
  expect(entries).toMatchObject([
    { kind: 'folder', size: 0, permissions: ['read', 'write'], name: 's' },
    { kind: 'file', size: 12, etag: '"e"', name: 'a & b.txt' },
  ]);
});

test('a name is read however its server escapes it in XML, and once only', () => {
  const of = (href: string): string | undefined =>
    parseMultistatus(
      `<d:multistatus xmlns:d="DAV:"><d:response><d:href>/s/${href}</d:href></d:response></d:multistatus>`,
    )?.[0]?.name;
  for (const escaped of ["it's.txt", 'it&apos;s.txt', 'it&#39;s.txt', 'it&#x27;s.txt', 'it%27s.txt'])
    expect(of(escaped), escaped).toBe("it's.txt");
  for (const escaped of ['&amp;#39;', '&#38;#39;', '%26%2339%3B']) expect(of(escaped), escaped).toBe('&#39;');
  expect(of('&amp;amp;lt;')).toBe('&amp;lt;');
});

test('letters tell the rights where the list is missing', () => {
  const of = (letters: string): string[] | undefined =>
    parseMultistatus(
      `<d:multistatus xmlns:d="DAV:" xmlns:oc="http://owncloud.org/ns"><d:response><d:href>/</d:href><d:propstat><d:prop><oc:permissions>${letters}</oc:permissions></d:prop></d:propstat></d:response></d:multistatus>`,
    )?.[0]?.permissions;
  expect(of('SRG')).toEqual(['read', 'share']);
  expect(of('GW')).toEqual(['read', 'write']);
  expect(of('GDNVCK')).toEqual(['read', 'write']);
});

test('what is not a multistatus is undefined, never an exception', () => {
  for (const text of [
    '',
    'not xml',
    '<html><body/></html>',
    '<d:multistatus>',
    '<a',
    '{"a":1}',
    '<multistatus xmlns="x:"/>',
  ]) {
    expect(parseMultistatus(text)).toBeUndefined();
  }
});

test('a PROPFIND body names its properties; none means all', () => {
  expect(requestedProperties('<propfind xmlns="DAV:"><prop><getetag/><q xmlns="urn:x"/></prop></propfind>')).toEqual([
    '{DAV:}getetag',
    '{urn:x}q',
  ]);
  expect(requestedProperties('')).toBeUndefined();
  expect(requestedProperties('<propfind xmlns="DAV:"><allprop/></propfind>')).toBeUndefined();
});

test('paths inside a share are encoded segment by segment', () => {
  expect(joinPath('https://h/dav/', 'a b/ü#.txt')).toBe('https://h/dav/a%20b/%C3%BC%23.txt');
  expect(joinPath('https://h/dav/', undefined)).toBe('https://h/dav/');
  expect(basicAuth('s')).toBe('Basic czo=');
});
