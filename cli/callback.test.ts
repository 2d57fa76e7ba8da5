import { writeFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { reserved } from '../fixtures/testing/reserved.js';
import { startPeer } from '../peer/peer.js';
import { createHttpClient } from '../protocol/http-client.js';
import { createCloud } from '../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../targets/profile.js';
import { probeCallback } from './callback.js';

for (const says of [true, false])
  test(`where people share only with whom they have met, ${says ? 'ours is met, seen to be reached, and forgotten' : 'and nobody says so, its no is told'}`, async () => {
    const peer = await startPeer();
    try {
      const host = await peer.openHost({ id: 'reserved', speaks: '1.3' });
      const account = { user: 'alice', password: 'alice-password' };
      await peer.addAccount(host.id, account);
      const ca = test.info().outputPath('ca.pem');
      writeFileSync(ca, peer.caPem ?? '');
      process.env.TEST_CALLBACK = account.password;
      const profile = bareProfile({
        id: host.id,
        vendor: 'reference',
        url: host.url,
        ocmHost: host.authority,
        hosts: [host.authority],
        tls: { ca },
        accounts: [{ user: account.user, password: { env: 'TEST_CALLBACK' } }],
        budgets: { ...DEFAULT_BUDGETS, requestsPerMinute: 1_000_000 },
      });
      const http = createHttpClient({ ca: [peer.caPem ?? ''] });
      const cloud = await createCloud('reference', 'api', { profile, http, budgets: profile.budgets });
      if (!cloud) throw new Error('there is no reference driver');
      const probe = await probeCallback(profile, reserved(cloud, says), peer);
      if (says) expect(probe?.reached).toBe(true);
      else expect(probe).toMatchObject({ reached: false, saw: expect.stringContaining('is not among your contacts') });
      expect(await (await cloud.open(account)).listContacts?.()).toEqual([]);
      await cloud.close();
      await http.close();
    } finally {
      await peer.close();
    }
  });
