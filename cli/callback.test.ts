import { expect, test } from '@playwright/test';
import { openReserved } from '../fixtures/testing/reserved.js';
import { probeCallback } from './callback.js';

for (const says of [true, false])
  test(`where people share only with whom they have met, ${says ? 'ours is met, seen to be reached, and forgotten' : 'and nobody says so, its no is told'}`, async () => {
    const { peer, profile, cloud, contacts } = await openReserved(says);
    try {
      const probe = await probeCallback(profile, cloud, peer);
      if (says) expect(probe?.reached).toBe(true);
      else expect(probe).toMatchObject({ reached: false, saw: expect.stringContaining('is not among your contacts') });
      expect(await contacts()).toEqual([]);
      await cloud.close();
    } finally {
      await peer.close();
    }
  });
