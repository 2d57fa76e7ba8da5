import { expect, test } from '@playwright/test';
import { bareProfile } from '../targets/profile.js';
import { namesOf } from './gateway-plan.js';

test("a server's own name is its own, also where another one sends its people there", () => {
  const one = bareProfile({ id: 'one', vendor: 'generic', url: 'https://one.test', hosts: ['two.test', 'files.test'] });
  const two = bareProfile({ id: 'two', vendor: 'generic', url: 'https://two.test', hosts: ['one.test'] });
  for (const profiles of [
    [one, two],
    [two, one],
  ]) {
    const names = Object.fromEntries(namesOf(profiles).map(({ authority, profile }) => [authority, profile.id]));
    expect(names).toEqual({ 'one.test': 'one', 'two.test': 'two', 'files.test': 'one' });
  }
});
