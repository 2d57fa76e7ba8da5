import { expect, test } from '@playwright/test';
import { createHttpClient } from '../protocol/http-client.js';
import type { DriverOptions } from './driver.js';
import { createCloud, hasDriver } from './drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from './profile.js';

const options: DriverOptions = {
  profile: bareProfile({
    id: 'one',
    vendor: 'reference',
    url: 'https://127.0.0.1:1',
  }),
  http: createHttpClient(),
  budgets: DEFAULT_BUDGETS,
};

test('a vendor with a driver gives a cloud that goes the wanted way', async () => {
  for (const via of ['api', 'ui'] as const) expect((await createCloud('reference', via, options))?.via).toBe(via);
});

test('generic, an unknown vendor and a path give none', async () => {
  for (const vendor of ['generic', 'no-such-vendor', '../reference', '']) {
    expect(hasDriver(vendor, 'api'), vendor).toBe(false);
    expect(await createCloud(vendor, 'api', options), vendor).toBeUndefined();
  }
});

test('a host that does not answer is no refused login', async () => {
  const cloud = await createCloud('reference', 'api', options);
  await expect(cloud?.open({ user: 'alice', password: 'secret-password' })).rejects.toThrow(
    'nothing listens at 127.0.0.1:1',
  );
});
