import { expect, test } from '@playwright/test';
import { parseRouteBudget } from './durations.js';
import type { Seen } from './vendor.js';
import { knownVendors, recogniseVendor, vendorNames } from './vendors.js';

const seen = (document: Record<string, unknown>, pages: Seen['pages'] = {}): Seen => ({
  document,
  path: '/ocm-provider',
  pages,
});

async function nameOf(what: Seen): Promise<string | undefined> {
  const found = await recogniseVendor(what);
  return found && `${found.vendor.name} ${found.as.version ?? '-'}`;
}

test('products are recognised by what they show before anyone logs in', async () => {
  const status = (productname: string, versionstring: string): Seen['pages'] => ({
    '/status.php': { installed: true, productname, versionstring },
  });
  expect(await nameOf(seen({}, status('Nextcloud', '33.0.2')))).toBe('nextcloud 33.0.2');
  expect(await nameOf(seen({ provider: 'Nextcloud 35.0.0.1' }))).toBe('nextcloud 35.0.0.1');
  expect(await nameOf(seen({}, status('ownCloud', '11.0.0')))).toBe('owncloud 11.0.0');
  expect(await nameOf(seen({ endPoint: 'https://s.test/api/v2.1/ocm/' }))).toBe('seafile -');
  expect(await nameOf(seen({}, { '/api2/server-info/': { version: '12.0.1', features: ['seafile-basic'] } }))).toBe(
    'seafile 12.0.1',
  );
  expect(await nameOf(seen({ provider: 'OpenCloud' }))).toBe('opencloud -');
  expect(await nameOf(seen({ provider: 'OpenCloudMesh' }))).toBe('opencloudmesh-go -');
  expect(await nameOf(seen({ provider: 'Reva for CERNBox' }))).toBe('reva -');
});

test('what is alike is not taken for the product', async () => {
  const infinite = { '/status.php': { productname: 'ownCloud Infinite Scale', versionstring: '10.11.0' } };
  expect(await nameOf(seen({ provider: 'oCIS' }, infinite))).toBeUndefined();
  expect(await nameOf(seen({ provider: 'OpenCloudMesh of somebody' }))).toBeUndefined();
  expect(await nameOf(seen({ endPoint: 'https://a.test/ocm' }))).toBeUndefined();
  expect(await nameOf({ document: undefined, path: undefined, pages: {} })).toBeUndefined();
});

test('every vendor is named as its folder and throttles in the notation of profiles', async () => {
  const names = vendorNames();
  for (const { name, throttles } of await knownVendors()) {
    expect(names).toContain(name);
    for (const { route, budget } of throttles) {
      expect(route).toMatch(/^[A-Z]+ \//);
      expect(parseRouteBudget(budget)).toBeDefined();
    }
  }
});
