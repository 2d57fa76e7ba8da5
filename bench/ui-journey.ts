import type { Browser, Locator, Page } from '@playwright/test';
import { NOBODY } from '../fixtures/company.js';
import { memoryLog } from '../fixtures/event-log.js';
import { type JourneySetup, runJourney, type SideSetup } from '../fixtures/journey.js';
import { createRateGate } from '../fixtures/rate-gate.js';
import type { PeerHostInfo } from '../peer/contract.js';
import { type LocalPeer, startPeer } from '../peer/peer.js';
import { createHttpClient } from '../protocol/http-client.js';
import { FLOWS } from '../suites/flows/index.js';
import { launchBrowser, openContext } from '../targets/browser.js';
import { createCloud } from '../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../targets/profile.js';
import { type Figure, median } from './statistics.js';

const PASSWORD = 'bench-password';
/** The flows that both sides of the comparison do: share, accept, read, unshare. */
const LETTERS = ['S', 'A', 'R', 'U'];

/** One UI journey of ours against a script that a person would write for the same clicks and logins; browser up in both, in turn. */
export async function measureUiJourney(rounds: number): Promise<Figure[]> {
  const peer = await startPeer();
  const shared = await launchBrowser({ spki: [peer.spki] });
  try {
    const hosts = [await openHost(peer, 'a'), await openHost(peer, 'b')] as const;
    await byHand(shared.browser, hosts, 'warm');
    await ours(shared.browser, peer, hosts, 'warm');
    const ratios: number[] = [];
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const mine = await clock(() => ours(shared.browser, peer, hosts, `o${round}`));
      const minimal = await clock(() => byHand(shared.browser, hosts, `h${round}`));
      ratios.push(mine / minimal);
      times.push(mine);
    }
    return [
      {
        what: 'UI journey / hand-written minimal script, same clicks and logins',
        value: median(ratios),
        unit: 'ratio',
        bound: 1.25,
        detail: `share, accept, read, unshare with two logins: ${median(times).toFixed(2)} s, ${rounds} rounds in turn`,
      },
    ];
  } finally {
    await shared.close();
    await peer.close();
  }
}

async function clock(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function openHost(peer: LocalPeer, id: string): Promise<PeerHostInfo> {
  const host = await peer.openHost({ id, speaks: '1.2' });
  await peer.addAccount(host.id, { user: 'alice', password: PASSWORD });
  return host;
}

async function ours(
  browser: Browser,
  peer: LocalPeer,
  hosts: readonly [PeerHostInfo, PeerHostInfo],
  tag: string,
): Promise<void> {
  const [sender, receiver] = await Promise.all(hosts.map((host) => side(browser, peer, host)));
  if (!sender || !receiver) throw new Error('two sides make a journey');
  const setup: JourneySetup = {
    sender,
    receiver,
    via: 'ui',
    flows: FLOWS.filter((flow) => LETTERS.includes(flow.letter)),
    log: memoryLog(),
    flowMs: DEFAULT_BUDGETS.flow,
    tag,
    attempt: 1,
    startedAt: new Date().toISOString(),
    company: NOBODY,
    replay: () => '',
  };
  const { cells } = await runJourney(setup);
  await sender.cloud.close();
  await receiver.cloud.close();
  const red = cells.find((cell) => cell.verdict !== 'pass');
  if (red) throw new Error(`flow ${red.flow} is ${red.verdict}: ${red.reason}`);
}

async function side(browser: Browser, peer: LocalPeer, host: PeerHostInfo): Promise<SideSetup> {
  const profile = bareProfile({
    id: host.id,
    vendor: 'reference',
    url: host.url,
    ocmHost: host.authority,
  });
  const http = createHttpClient({ from: 'runner', ca: peer.caPem ? [peer.caPem] : [] });
  const cloud = await createCloud('reference', 'ui', {
    profile,
    http,
    budgets: profile.budgets,
    browser: () => Promise.resolve(browser),
  });
  if (!cloud) throw new Error('the reference peer has no UI driver');
  return {
    id: host.id,
    cloud,
    account: { user: 'alice', password: PASSWORD },
    spec: '1.2.2',
    authority: host.authority,
    api: host.endPoint,
    gate: createRateGate(DEFAULT_BUDGETS, 0),
    stepMs: DEFAULT_BUDGETS.step,
  };
}

/** By key, as our driver does it. */
const press = (target: Locator): Promise<void> => target.press('Enter');
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });

/** What someone writes who wants to see these four things happen once: straight clicks, no records, no evidence. */
async function byHand(browser: Browser, [a, b]: readonly [PeerHostInfo, PeerHostInfo], tag: string): Promise<void> {
  const name = `${tag}.txt`;
  const open = async (host: PeerHostInfo): Promise<Page> => {
    const context = await openContext(browser, [host.authority], 15_000);
    const page = await context.newPage();
    await page.goto(`${host.url}/ui/login`);
    await page.getByRole('textbox', { name: 'User name' }).fill('alice');
    await page.getByLabel('Password').fill(PASSWORD);
    await press(page.getByRole('button', { name: 'Log in' }));
    await page.getByRole('note', { name: 'Your OCM address' }).waitFor();
    return page;
  };
  const [alice, bob] = await Promise.all([open(a), open(b)]);
  await alice
    .getByLabel('File to upload')
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(`content of ${name}`) });
  await press(alice.getByRole('button', { name: 'Upload', exact: true }));
  await press(alice.getByRole('link', { name: `Share ${name}` }));
  await alice.getByRole('textbox', { name: 'OCM address' }).fill(`alice@${b.authority}`);
  await alice.getByRole('radio', { name: 'Can edit' }).check();
  await press(alice.getByRole('button', { name: 'Share', exact: true }));
  await alice.getByRole('status').waitFor();
  await press(tab(bob, 'Incoming'));
  await press(bob.getByRole('button', { name: `Accept ${name}` }));
  await bob.getByRole('status').waitFor();
  await press(tab(bob, 'Shared with me'));
  const download = bob.waitForEvent('download');
  await press(bob.getByRole('link', { name: `Download ${name}` }));
  await (await download).path();
  await press(tab(alice, 'My shares'));
  await press(alice.getByRole('button', { name: `Unshare /${name}` }));
  await alice.getByRole('status').waitFor();
  await press(tab(bob, 'Shared with me'));
  await bob.getByRole('link', { name: `Download ${name}` }).waitFor({ state: 'detached' });
  await press(tab(alice, 'Files'));
  const kept = alice.waitForEvent('download');
  await press(alice.getByRole('rowheader').getByRole('link', { name, exact: true }));
  await (await kept).path();
  await press(tab(alice, 'Files'));
  await press(alice.getByRole('button', { name: `Delete ${name}` }));
  await alice.getByRole('status').waitFor();
  await alice.context().close();
  await bob.context().close();
}
