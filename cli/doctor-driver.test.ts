import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { test as base, expect } from '@playwright/test';
import { type LocalPeer, startPeer } from '../peer/peer.js';
import { loadOrCreateCa } from '../protocol/tls.js';
import { CONTRACT } from '../targets/contract.js';
import type { Step } from './steps.js';
import { changedPages } from './testing/changed-pages.js';
import { type CliResult, cliProcess, runCli } from './testing/run-cli.js';
import { freePort, type Lab, openLab } from './testing/servers.js';

/** A target with two people, whose pages can be changed, and the command on it. */
interface Subject {
  lab: Lab;
  peer: LocalPeer;
  doctor(args: string[], people?: number): Promise<CliResult>;
  start(args: string[]): ChildProcessByStdio<null, Readable, null>;
}

const PEOPLE = ['alice', 'bob'];

async function open(change: (page: string) => string): Promise<Subject> {
  const lab = await openLab();
  const data = join(lab.folder, 'data');
  const ca = await loadOrCreateCa(join(data, 'ca'));
  writeFileSync(lab.caFile, ca.certPem);
  const peer = await startPeer({ ca });
  const port = await freePort();
  const name = await lab.tls(changedPages({ port, ca: ca.certPem }, change), { ca });
  const { url } = await peer.openHost({ id: 'product', speaks: '1.2', name, bind: '127.0.0.1', port });
  for (const user of PEOPLE) await peer.addAccount('product', { user, password: 'secret-of-people' });
  const env = { T_SECRET: 'secret-of-people', OCM_INTEROP_DATA: data };
  const profileOf = (people: number): string => {
    const accounts = PEOPLE.slice(0, people).map((user) => `  - { user: ${user}, password: { env: T_SECRET } }\n`);
    return lab.profile(`id: t\nvendor: reference\nurl: ${url}\ntls: { ca: ca.pem }\naccounts:\n${accounts.join('')}`);
  };
  return {
    lab,
    peer,
    doctor: (args, people = 2) => runCli(['doctor', profileOf(people), ...args], { env, cwd: lab.folder }),
    start(args) {
      const { file, args: line } = cliProcess(['doctor', profileOf(2), ...args]);
      const options = { env: { ...process.env, ...env }, cwd: lab.folder };
      return spawn(file, line, { ...options, stdio: ['ignore', 'pipe', 'ignore'] });
    },
  };
}

const test = base.extend<{ open: typeof open }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
  open: async ({}, use) => {
    const opened: Subject[] = [];
    await use(async (change) => {
      const subject = await open(change);
      opened.push(subject);
      return subject;
    });
    for (const { lab, peer } of opened) {
      await peer.close();
      await lab.close();
    }
  },
});

const unchanged = (page: string): string => page;
/** Shares that somebody could still see. */
const living = async (peer: LocalPeer): Promise<string[]> =>
  (await peer.received('product', 'bob'))
    .filter(({ state }) => state === 'pending' || state === 'accepted')
    .map(({ name }) => name);
const of = (via: string, { stdout }: CliResult): Step[] =>
  (JSON.parse(stdout) as Step[]).filter(({ step }) => step.startsWith(`${via}: `));

test('doctor --ui does through the pages what a driver promises, and leaves nothing behind', async ({ open }) => {
  test.slow();
  const { doctor, peer } = await open(unchanged);
  const result = await doctor(['--ui', '--json']);
  expect(result.code, result.stderr).toBe(0);
  expect(of('ui', result).map(({ step }) => step.slice('ui: '.length))).toEqual([
    'two people log in',
    ...CONTRACT.map(({ title }) => title),
  ]);
  expect(result.stdout).not.toContain('secret-of-people');
  expect(await living(peer)).toEqual([]);
});

test('a page that changed is named by the step that no longer works, with what was seen and the pages', async ({
  open,
}) => {
  test.slow();
  const { doctor, peer } = await open((page) => page.replaceAll('>Accept<', '>Take in<'));
  const result = await doctor(['--via', 'both', '--json']);
  expect(result.code, result.stderr).toBe(2);
  const [first] = of('ui', result).filter(({ ok }) => !ok);
  expect(first?.step).toBe('ui: a shared file arrives, is accepted and read');
  expect(first?.found).toMatch(/\/ui\/incoming does not list .*-file\.txt.*out\/doctor\/t-\d+-receiver\.png/);
  expect(first?.fix).toContain('its pages are no longer what targets/reference/ui looks for');
  const later = of('ui', result).find(({ step }) => step.endsWith('a share is taken back'));
  expect(later).toMatchObject({ ok: true, found: expect.stringContaining('not tried: an earlier step') });
  expect(of('api', result).filter(({ ok }) => !ok)).toEqual([]);
  expect(await living(peer)).toEqual([]);
});

test('a contract that needs two people says so', async ({ open }) => {
  const { doctor } = await open(unchanged);
  const { code, stdout } = await doctor(['--via', 'api'], 1);
  expect(code).toBe(2);
  expect(stdout).toContain('the profile does not name two accounts with a password');
  expect(stdout).toContain('add one: accounts:');
});

/** Processes that a process started and that are still there. */
function childrenOf(pid: number | undefined): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return pairs.flatMap(([child = 0, parent]) => (parent === pid ? [child] : []));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`doctor --ui ends on ${signal}: its browser is closed and what it had made is gone`, async ({ open }) => {
    test.slow();
    const { start, peer } = await open(unchanged);
    const child = start(['--ui']);
    const ended = once(child, 'close');
    for await (const line of createInterface({ input: child.stdout })) {
      if (line.includes('a shared file arrives, is accepted and read')) break;
    }
    expect(await living(peer)).not.toEqual([]);
    const browsers = childrenOf(child.pid);
    expect(browsers).not.toEqual([]);
    child.stdout.resume();
    child.kill(signal);
    const [code] = await ended;
    expect(code).toBe(3);
    expect(await living(peer)).toEqual([]);
    await expect.poll(() => browsers.filter(isAlive)).toEqual([]);
  });
}
