import { expect, test } from '@playwright/test';
import { NOBODY } from '../../fixtures/company.js';
import { memoryLog } from '../../fixtures/event-log.js';
import type { Flow } from '../../fixtures/flow.js';
import { runJourney, type SideSetup } from '../../fixtures/journey.js';
import { createRateGate } from '../../fixtures/rate-gate.js';
import { type LocalPeer, startPeer } from '../../peer/peer.js';
import { createHttpClient } from '../../protocol/http-client.js';
import { createCloud } from '../../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../../targets/profile.js';
import type { Cell } from '../../vocabulary.js';
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
      const cells = await journey(sender, receiver, ZOOS);
      expect(
        cells.map(({ flow, verdict, reason }) => `${flow} ${verdict}${verdict === 'pass' ? '' : ` ${reason}`}`),
      ).toEqual(ZOOS.map(({ letter }) => `${letter} pass`));
    } finally {
      await peer.close();
    }
  });
}

test('a page that takes names for markup is told of', async () => {
  test.setTimeout(120_000);
  const peer = await startPeer();
  try {
    const sender = await side(peer, 'a', '1.2');
    const receiver = await side(peer, 'b', '1.2');
    const said: string[] = [];
    const open = sender.cloud.open.bind(sender.cloud);
    sender.cloud.open = async (account) => {
      said.push(...(account.displayName?.match(SCRIPT) ?? []));
      const session = await open(account);
      const putFile = session.putFile.bind(session);
      session.putFile = (path, content) => {
        said.push(...(path.match(SCRIPT) ?? []));
        return putFile(path, content);
      };
      return session;
    };
    receiver.cloud.alerts = () => said;
    const cells = await journey(
      sender,
      receiver,
      ZOOS.filter(({ letter }) => ['Z', 'Zs', 'Zb'].includes(letter)),
    );
    expect(cells.map(({ verdict, reason }) => [verdict, reason?.split('; ').slice(-1)[0]])).toEqual([
      ['fail', expect.stringContaining('a script (it is run on the pages of b)')],
      ['fail', expect.stringContaining('a script (it is run on the pages of b)')],
      ['fail', expect.stringContaining('a script as display name (it is run on the pages of b)')],
    ]);
  } finally {
    await peer.close();
  }
});

const SCRIPT = /(?<=alert`)[^`]+/;

async function journey(sender: SideSetup, receiver: SideSetup, flows: readonly Flow[]): Promise<Cell[]> {
  const { cells } = await runJourney({
    sender,
    receiver,
    via: 'api',
    flows,
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
  return cells;
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
