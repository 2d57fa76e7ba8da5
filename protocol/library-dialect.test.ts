import { expect, test } from '@playwright/test';
import { type LibraryDialect, libraryProtocolOf, spokenDialect } from './library-dialect.js';

const entry = (over: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'library',
  shareTypes: ['user'],
  protocols: { 'Own API': 'Own API' },
  ...over,
});

test('a document that offers only libraries, over no protocol of OCM, announces the dialect', () => {
  expect(libraryProtocolOf({ resourceTypes: entry() })).toBe('Own API');
  expect(libraryProtocolOf({ resourceTypes: [entry()] })).toBe('Own API');
});

test('whatever offers something of OCM, or nothing at all, does not', () => {
  const documents = [
    { resourceTypes: { name: 'file', protocols: { webdav: 'TODO' } } },
    { resourceTypes: entry({ protocols: { webdav: '/dav' } }) },
    { resourceTypes: [entry(), { name: 'file', protocols: { webdav: '/dav' } }] },
    { resourceTypes: entry({ protocols: {} }) },
    { resourceTypes: entry({ protocols: 'Own API' }) },
    { resourceTypes: [] },
    { resourceTypes: ['library'] },
    {},
    [],
    null,
    'library',
  ];
  expect(documents.map(libraryProtocolOf)).toEqual(documents.map(() => undefined));
});

test('the words come from those who know the protocol by its name; without them the dialect still has a name', () => {
  const words: LibraryDialect = {
    name: 'library-api',
    label: 'the dialect of somebody',
    protocol: 'Own API',
    serviceUrl: 'url',
    filesPath: '/f',
  };
  expect(spokenDialect({ resourceTypes: entry() }, [words])).toEqual({
    label: words.label,
    protocol: 'Own API',
    words,
  });
  expect(spokenDialect({ resourceTypes: entry() }, [])).toEqual({
    label: 'a dialect of its own ("Own API")',
    protocol: 'Own API',
    words: undefined,
  });
  expect(spokenDialect({ resourceTypes: [] }, [words])).toBeUndefined();
});
