import { expect, test } from '@playwright/test';
import { fuzz } from './fuzz.js';

test('200 malformed messages are read by everything that reads, without a crash, a hang or a changed prototype', async () => {
  test.setTimeout(240_000);
  const { failure, runs } = await fuzz({ runs: 200, seed: 20_261_123 });
  expect(failure).toBeUndefined();
  expect(runs).toBe(200);
});
