import { expect, test } from '@playwright/test';
import { memoryLog } from '../../fixtures/event-log.js';
import { runJourney, type SideSetup } from '../../fixtures/journey.js';
import { createRateGate } from '../../fixtures/rate-gate.js';
import type { HostOptions } from '../../peer/contract.js';
import { type LocalPeer, startPeer } from '../../peer/peer.js';
import { discover } from '../../protocol/discovery.js';
import { createHttpClient } from '../../protocol/http-client.js';
import { createCloud } from '../../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../../targets/profile.js';
import type { Cell } from '../../vocabulary.js';
import { FLOWS } from './index.js';

const PASSWORD = 'password of everybody';
/** Between the two, with a second person of the receiver, with a third server, and with people made for the flow. */
const LETTERS = ['S', 'A', 'R', 'U', 'Q', 'H', 'Za', 'Zb'];
const DEMANDS: Pick<HostOptions, 'demands'> = { demands: ['invite'] };

async function sideOf(peer: LocalPeer, options: HostOptions): Promise<SideSetup> {
  const { id } = options;
  const host = await peer.openHost(options);
  for (const user of ['alice', 'bob']) await peer.addAccount(id, { user, password: PASSWORD });
  await peer.addAccount(id, { user: 'root', password: PASSWORD, admin: true });
  const profile = bareProfile({ id, vendor: 'reference', url: host.url, ocmHost: host.authority });
  const http = createHttpClient({ from: 'runner', ca: peer.caPem ? [peer.caPem] : [] });
  const cloud = await createCloud('reference', 'api', { profile, http, budgets: profile.budgets });
  if (!cloud) throw new Error('the reference peer has no API driver');
  const discovered = await discover(http, host.authority);
  return {
    id,
    cloud,
    account: { user: 'alice', password: PASSWORD },
    spec: '1.5.0',
    announced: { id, document: discovered.document, path: discovered.path ?? '', spec: '1.5.0' },
    authority: host.authority,
    api: host.endPoint,
    gate: createRateGate(DEFAULT_BUDGETS, 0),
    stepMs: DEFAULT_BUDGETS.step,
  };
}

/** A journey among three servers; gives its outcomes, and whom the receiver's people still know after it. */
async function play(
  ...hosts: HostOptions[]
): Promise<{ cells: Cell[]; known: string[]; blames: { parties: string[]; terms: string | undefined }[] }> {
  const peer = await startPeer();
  const sides: SideSetup[] = [];
  for (const host of hosts) sides.push(await sideOf(peer, host));
  const [sender, receiver, third] = sides;
  if (!sender || !receiver || !third) throw new Error('three servers make these flows');
  const log = memoryLog();
  try {
    const { cells } = await runJourney({
      sender,
      receiver,
      via: 'api',
      flows: FLOWS.filter(({ letter }) => LETTERS.includes(letter)),
      log,
      flowMs: DEFAULT_BUDGETS.flow,
      tag: 'oi-test-0',
      attempt: 1,
      startedAt: new Date().toISOString(),
      replay: () => '',
      company: {
        third: async () => third,
        account: (id) => (id === receiver.id ? { user: 'bob', password: PASSWORD } : undefined),
        admin: () => ({ user: 'root', password: PASSWORD }),
        groups: () => [],
        hook: () => ({ lacking: 'needs a hook' }),
      },
    });
    expect(log.events.filter(({ type }) => type === 'left-behind')).toEqual([]);
    const known: string[] = [];
    for (const user of ['alice', 'bob']) {
      const session = await receiver.cloud.open({ user, password: PASSWORD });
      for (const { address } of (await session.listContacts?.()) ?? []) known.push(address);
    }
    const blames = log.events.flatMap((event) =>
      event.type === 'finding'
        ? [{ parties: event.finding.blame.map(({ party }) => party), terms: event.finding.terms }]
        : [],
    );
    return { cells, known, blames };
  } finally {
    for (const { cloud } of sides) await cloud.close();
    await peer.close();
  }
}

test('people meet before they share with a server that demands it, further ones too, and are strangers again afterwards', async () => {
  test.setTimeout(120_000);
  const { cells, known } = await play(...['a', 'b', 'c'].map((id): HostOptions => ({ id, speaks: '1.5', ...DEMANDS })));
  expect(cells.map(({ flow, verdict }) => [flow, verdict])).toEqual(LETTERS.map((letter) => [letter, 'pass']));
  expect(known).toEqual([]);
});

test('who cannot invite is told that the two servers exclude each other', async () => {
  test.setTimeout(120_000);
  const { cells, blames } = await play(
    { id: 'a', speaks: '1.0' },
    { id: 'b', speaks: '1.2', ...DEMANDS },
    { id: 'c', speaks: '1.2' },
  );
  expect(cells[0]).toMatchObject({ flow: 'S', verdict: 'fail' });
  expect(blames[0]?.terms).toBe(
    'b takes shares only from people met through an invite (its criteria), and a announces no invites',
  );
  expect(blames[0]?.parties).toEqual(['neither']);
});
