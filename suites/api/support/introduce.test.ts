import { expect, test } from '@playwright/test';
import { runChecks } from '../../../fixtures/run-checks.js';
import { openTarget } from '../../../fixtures/target-runtime.js';
import { reserved } from '../../../fixtures/testing/reserved.js';
import { startPeer } from '../../../peer/peer.js';
import { createHttpClient } from '../../../protocol/http-client.js';
import type { Cloud } from '../../../targets/cloud.js';
import { createCloud } from '../../../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../../../targets/profile.js';
import { CHECKS } from '../../registry.js';

const TRIED = [
  'sent-share/arrives',
  'sent-share/serves-the-bytes',
  'sent-share/nothing-without-discovery',
  'sent-share/invite-first-where-demanded',
  'sent-share/unshared-is-shut',
];

for (const says of [true, false])
  test(`where people share only with whom they have met, and ${says ? 'the profile says so, ours are introduced and forgotten' : 'nobody says so, its no is told'}`, async () => {
    test.setTimeout(120_000);
    const peer = await startPeer();
    const host = await peer.openHost({ id: 'reserved', speaks: '1.3' });
    const account = { user: 'alice', password: 'alice-password' };
    await peer.addAccount(host.id, account);
    process.env.TEST_RESERVED = account.password;
    const ca = [peer.caPem ?? ''];
    const profile = bareProfile({
      id: host.id,
      vendor: 'reference',
      url: host.url,
      ocmHost: host.authority,
      hosts: [host.authority],
      accounts: [{ user: account.user, password: { env: 'TEST_RESERVED' } }],
      budgets: { ...DEFAULT_BUDGETS, settle: 50, requestsPerMinute: 1_000_000 },
    });
    const driver = async (): Promise<Cloud> => {
      const cloud = await createCloud('reference', 'api', {
        profile,
        http: createHttpClient({ ca }),
        budgets: profile.budgets,
      });
      if (!cloud) throw new Error('there is no reference driver');
      return cloud;
    };
    const cloud = reserved(await driver(), says);
    const deadline = Date.now() + profile.budgets.total;
    const runtime = await openTarget({ profile, peer, cloud, ca, worker: 0, label: host.id, deadline });
    try {
      const checks = CHECKS.filter(({ id }) => TRIED.includes(id));
      const { results } = await runChecks(checks, { runtime, runId: 'met' });
      const verdicts = Object.fromEntries(results.map(({ check, verdict }) => [check, verdict]));
      if (says) {
        expect(verdicts).toEqual(Object.fromEntries(TRIED.map((id) => [id, 'pass'])));
      } else {
        expect(verdicts['sent-share/arrives']).not.toBe('pass');
        const arrives = results.find(({ check }) => check === 'sent-share/arrives');
        expect(JSON.stringify(arrives)).toContain('is not among your contacts');
      }
      await runtime.close();
      const after = await driver();
      expect(await (await after.open(account)).listContacts?.()).toEqual([]);
      await after.close();
    } finally {
      await peer.close();
    }
  });
