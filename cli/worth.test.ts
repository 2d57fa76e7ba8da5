import { expect, test } from '@playwright/test';
import { type Check, kept } from '../fixtures/check.js';
import { byWorth } from './worth.js';

const check = (id: string, more: Partial<Check> = {}): Check => ({
  id,
  clauses: ['OCM-SHARE-053'],
  role: 'receiver',
  needs: [],
  impact: 'breaks',
  title: id,
  run: () => Promise.resolve(kept()),
  ...more,
});

test('what tells most goes first: order, then impact, then what costs fewest shares', () => {
  const checks = [
    check('other/harmless', { impact: 'harmless' }),
    check('receive/provider-id-forms'),
    check('receive/folder'),
    check('other/degrades', { impact: 'degrades' }),
    check('receive/plain-share', { order: 10, impact: 'harmless' }),
  ];
  expect(byWorth(checks).map(({ id }) => id)).toEqual([
    'receive/plain-share',
    'receive/folder',
    'receive/provider-id-forms',
    'other/degrades',
    'other/harmless',
  ]);
});
