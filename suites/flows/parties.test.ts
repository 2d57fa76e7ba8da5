import { expect, test } from '@playwright/test';
import type { CompanySource } from '../../fixtures/company.js';
import { memoryLog } from '../../fixtures/event-log.js';
import type { Flow } from '../../fixtures/flow.js';
import { runJourney, type SideSetup } from '../../fixtures/journey.js';
import { ownHook } from '../../fixtures/own-hooks.js';
import { createRateGate } from '../../fixtures/rate-gate.js';
import { type LocalPeer, startPeer } from '../../peer/peer.js';
import { createHttpClient } from '../../protocol/http-client.js';
import type { Account } from '../../targets/cloud.js';
import { createCloud } from '../../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../../targets/profile.js';
import type { Cell } from '../../vocabulary.js';
import { FLOWS } from './index.js';

const PASSWORD = 'password of everybody';
const LETTERS = ['G', 'Gm', 'Gu', 'H', 'Hr', 'Hl', 'K', 'J', 'E', 'T', 'Ti', 'To', 'Tl', 'Y', 'Yw'];
const flows = FLOWS.filter(({ letter }) => LETTERS.includes(letter));

/** A person of a host of its own, through the API. */
async function sideOf(peer: LocalPeer, id: string): Promise<SideSetup> {
  const host = await peer.openHost({ id, speaks: '1.2' });
  for (const user of ['alice', 'bob']) await peer.addAccount(id, { user, password: PASSWORD });
  await peer.addAccount(id, { user: 'root', password: PASSWORD, admin: true });
  const profile = bareProfile({ id, vendor: 'reference', url: host.url, ocmHost: host.authority });
  const http = createHttpClient({ from: 'runner', ca: peer.caPem ? [peer.caPem] : [] });
  const cloud = await createCloud('reference', 'api', { profile, http, budgets: profile.budgets });
  if (!cloud) throw new Error('the reference peer has no API driver');
  return {
    id,
    cloud,
    account: { user: 'alice', password: PASSWORD },
    spec: '1.2.2',
    authority: host.authority,
    api: host.endPoint,
    gate: createRateGate(DEFAULT_BUDGETS, 0),
    stepMs: DEFAULT_BUDGETS.step,
  };
}

async function play(
  company: (peer: LocalPeer) => Partial<CompanySource>,
  played: readonly Flow[] = flows,
): Promise<Map<string, Cell>> {
  const peer = await startPeer();
  const sides: SideSetup[] = [];
  for (const id of ['a', 'b', 'c']) sides.push(await sideOf(peer, id));
  const [sender, receiver, third] = sides;
  if (!sender || !receiver || !third) throw new Error('three servers make these flows');
  const log = memoryLog();
  try {
    const { cells } = await runJourney({
      sender,
      receiver,
      via: 'api',
      flows: [...played],
      log,
      flowMs: DEFAULT_BUDGETS.flow,
      tag: 'oi-test-0',
      attempt: 1,
      startedAt: new Date().toISOString(),
      replay: () => '',
      company: {
        third: async () => third,
        account: () => undefined,
        admin: () => undefined,
        groups: () => [],
        hook: () => ({ lacking: 'needs a hook' }),
        ...company(peer),
      },
    });
    expect(log.events.filter(({ type }) => type === 'left-behind')).toEqual([]);
    return new Map(cells.map((cell) => [cell.flow, cell]));
  } finally {
    for (const { cloud } of sides) await cloud.close();
    await peer.close();
  }
}

const root = (): Account => ({ user: 'root', password: PASSWORD });

test('strict servers pass every flow of more than two parties, with people and groups made for it and removed', async () => {
  test.setTimeout(240_000);
  const cells = await play((peer) => ({
    admin: root,
    hook: (id, action) => ownHook(peer, id, action),
  }));
  expect(
    [...cells.values()].map(({ flow, verdict, reason }) => [flow, verdict, verdict === 'pass' ? '' : reason]),
  ).toEqual(LETTERS.map((letter) => [letter, 'pass', '']));
  expect(cells.get('H')?.reason).toContain("straight from the owner's server (a), as recorded");
});

test('who or what is not there ends a flow with words that say what to add', async () => {
  test.setTimeout(240_000);
  const cells = await play(() => ({ third: async () => undefined }));
  const words = (letter: string): string => `${cells.get(letter)?.verdict}: ${cells.get(letter)?.reason}`;
  expect(words('G')).toMatch(/^not-verifiable: .*one more account in the profile of b \(accounts:\)/);
  expect(words('H')).toMatch(/^not-verifiable: .*add a third profile/);
  expect(words('T')).toMatch(/^not-verifiable: .*an administrator in the profile of b \(admin:\)/);
  expect(words('Y')).toMatch(/^not-verifiable: .*needs a hook/);
  expect(words('Gm')).toBe('blocked: flow G is not-verifiable');
  expect(words('E')).toMatch(/^pass/);
});

test('a server that keeps no list although it said so is red', async () => {
  const deaf = await play(
    () => ({ hook: () => ({ call: async () => undefined }) }),
    FLOWS.filter(({ letter }) => letter === 'S' || letter === 'Tl'),
  );
  expect(deaf.get('Tl')).toMatchObject({ verdict: 'fail' });
  expect(deaf.get('Tl')?.reason).toContain('the share was sent and arrived');
});
