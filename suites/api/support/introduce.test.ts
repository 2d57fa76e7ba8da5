import { expect, test } from '@playwright/test';
import { runChecks } from '../../../fixtures/run-checks.js';
import { openTarget } from '../../../fixtures/target-runtime.js';
import { openReserved } from '../../../fixtures/testing/reserved.js';
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
    const { peer, profile, ca, cloud, contacts } = await openReserved(says);
    const deadline = Date.now() + profile.budgets.total;
    const runtime = await openTarget({ profile, peer, cloud, ca, worker: 0, label: profile.id, deadline });
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
      expect(await contacts()).toEqual([]);
    } finally {
      await peer.close();
    }
  });
