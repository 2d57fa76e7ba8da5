import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { asset } from '../spec/package-root.js';
import { CHECKS } from './registry.js';

test('the numbers by which a throttled run is planned are of checks that exist', () => {
  const posts = JSON.parse(readFileSync(asset('suites/share-posts.json'), 'utf8')) as Record<string, number>;
  const ids = new Set(CHECKS.map(({ id }) => id));
  expect(Object.keys(posts).filter((id) => !ids.has(id))).toEqual([]);
  expect(Object.keys(posts).length).toBeGreaterThan(100);
});
