import { expect, test } from '@playwright/test';
import { NOBODY } from '../../fixtures/company.js';
import { memoryLog } from '../../fixtures/event-log.js';
import { runJourney, type SideSetup } from '../../fixtures/journey.js';
import { createRateGate } from '../../fixtures/rate-gate.js';
import { type LocalPeer, startPeer } from '../../peer/peer.js';
import { createHttpClient } from '../../protocol/http-client.js';
import { createCloud } from '../../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../../targets/profile.js';
import { FLOWS } from './index.js';

const PASSWORD = 'password of everybody';
const ZOOS = FLOWS.filter(({ set }) => set === 'zoo' || set === 'size');

// The demo leaves these out, because they tell about products: here the peer is held to them.
for (const [from, to] of [
  ['1.2', '1.0'],
  ['1.0', '1.2'],
] as const) {
  test(`the reference peer passes unusual names, unusual accounts and a large file, from OCM ${from} to ${to}`, async () => {
    test.setTimeout(600_000);
    const peer = await startPeer();
    try {
      const sender = await side(peer, 'a', from);
      const receiver = await side(peer, 'b', to);
      const { cells } = await runJourney({
        sender,
        receiver,
        via: 'api',
        flows: ZOOS,
        log: memoryLog(),
        flowMs: DEFAULT_BUDGETS.flow,
        tag: 'oi-test',
        attempt: 1,
        startedAt: new Date().toISOString(),
        replay: () => '',
        company: { ...NOBODY, admin: () => ({ user: 'root', password: PASSWORD }) },
      });
      await sender.cloud.close();
      await receiver.cloud.close();
      expect(
        cells.map(({ flow, verdict, reason }) => `${flow} ${verdict}${verdict === 'pass' ? '' : ` ${reason}`}`),
      ).toEqual(ZOOS.map(({ letter }) => `${letter} pass`));
    } finally {
      await peer.close();
    }
  });
}

async function side(peer: LocalPeer, id: string, speaks: '1.0' | '1.2'): Promise<SideSetup> {
  const host = await peer.openHost({ id, speaks });
  await peer.addAccount(id, { user: 'alice', password: PASSWORD });
  await peer.addAccount(id, { user: 'root', password: PASSWORD, admin: true });
  const profile = bareProfile({ id, vendor: 'reference', url: host.url, ocmHost: host.authority });
  const http = createHttpClient({ from: 'runner', ca: peer.caPem ? [peer.caPem] : [] });
  const cloud = await createCloud('reference', 'api', { profile, http, budgets: profile.budgets });
  if (!cloud) throw new Error('the reference peer has no API driver');
  return {
    id,
    cloud,
    account: { user: 'alice', password: PASSWORD },
    spec: speaks === '1.0' ? '1.0.0' : '1.2.2',
    authority: host.authority,
    api: host.endPoint,
    gate: createRateGate(DEFAULT_BUDGETS, 0),
    stepMs: DEFAULT_BUDGETS.flow,
  };
}
