import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runChecks } from '../fixtures/run-checks.js';
import { openTarget } from '../fixtures/target-runtime.js';
import type { LocalPeer } from '../peer/peer.js';
import { startPeer } from '../peer/peer.js';
import { createHttpClient } from '../protocol/http-client.js';
import { asset } from '../spec/package-root.js';
import { CHECKS } from '../suites/registry.js';
import { createCloud } from '../targets/drivers.js';
import { PERSON_ACTIONS } from '../targets/hooks.js';
import { bareProfile, DEFAULT_BUDGETS, type Profile } from '../targets/profile.js';
import { serveHooks } from './hook-server.js';
import { runCli } from './run-cli.js';
import { environmentOf, openTestTarget, type TestTarget } from './target.js';

const passwords = { alice: 'alice-password', bob: 'bob-password' };
const env = environmentOf(passwords);
/** Longest time for one request, in ms: the machine may have much else to do. */
const PATIENCE = 120_000;
/** What is not there after this time, in ms, never comes: the server is in this process. */
const IN_PROCESS = 500;
const SENDER = CHECKS.filter(({ role, needs }) => role === 'sender' && needs.includes('send'));

/** Verdicts of the sender's checks on a fresh host, with whatever drives it. */
async function verdicts(peer: LocalPeer, id: string, deviations: string[], hooks: boolean): Promise<string[]> {
  const host = await peer.openHost({ id, speaks: '1.2', deviations });
  for (const [user, password] of Object.entries(passwords)) await peer.addAccount(id, { user, password });
  const ca = peer.caPem === undefined ? [] : [peer.caPem];
  const driven: Profile = bareProfile({
    id,
    vendor: 'reference',
    url: host.url,
    ocmHost: host.authority,
    hosts: [host.authority],
    accounts: Object.keys(passwords).map((user) => ({ user, password: { env: `TEST_${user.toUpperCase()}` } })),
    budgets: { ...DEFAULT_BUDGETS, step: PATIENCE, settle: 50, requestsPerMinute: 1_000_000 },
  });
  const cloudOf = (profile: Profile) =>
    createCloud(profile.vendor, 'api', {
      profile,
      http: createHttpClient({ ca, timeoutMs: PATIENCE }),
      budgets: profile.budgets,
      hooks: { runId: 'hooked' },
    });
  const driver = await cloudOf(driven);
  if (!driver) throw new Error('there is no reference driver');
  const server = hooks ? await serveHooks(driver, passwords) : undefined;
  const url = server?.url;
  const profile: Profile =
    url === undefined
      ? driven
      : {
          ...driven,
          vendor: 'generic',
          accounts: driven.accounts.map(({ user }) => ({ user })),
          hooks: Object.fromEntries(PERSON_ACTIONS.map((action) => [action, url])),
        };
  const cloud = url === undefined ? driver : await cloudOf(profile);
  const deadline = Date.now() + profile.budgets.total;
  const near: LocalPeer = {
    ...peer,
    awaitExchange: (filter, budget) => peer.awaitExchange(filter, Math.min(budget, IN_PROCESS)),
  };
  const runtime = await openTarget({ profile, peer: near, cloud, ca, worker: 0, label: id, deadline });
  try {
    const { results } = await runChecks(SENDER, { runtime, runId: id });
    return results.map(({ check, verdict }) => `${check} ${verdict}`);
  } finally {
    await runtime.close();
    server?.close();
  }
}

test('through hooks a sender is judged as through its driver, sound or not', async () => {
  test.setTimeout(600_000);
  Object.assign(process.env, env);
  const peer = await startPeer();
  try {
    for (const [name, deviations] of [
      ['sound', []],
      ['odd', ['sent-share-with-misspelt']],
    ] as const) {
      const driven = await verdicts(peer, `${name}-driven`, [...deviations], false);
      const hooked = await verdicts(peer, `${name}-hooked`, [...deviations], true);
      // There is no hook that sets the end of a share.
      expect(hooked, name).toEqual(
        driven.map((line) => line.replace('access/expired-is-shut pass', 'access/expired-is-shut not-verifiable')),
      );
      expect(driven.filter((line) => line.endsWith(' pass')).length).toBeGreaterThan(15);
      expect(driven.some((line) => line.endsWith(' fail'))).toBe(name === 'odd');
    }
  } finally {
    await peer.close();
  }
});

/** A profile without driver for the same server; `actions` are served by the example in JavaScript. */
function generic(target: TestTarget, actions: readonly string[], command?: string): string {
  const hook = command ?? `"${process.execPath}" "${asset('targets/generic/examples/hooks.mjs')}"`;
  const file = join(target.folder, 'generic.yaml');
  const lines = actions.map((action) => `  ${action}: ${JSON.stringify(hook)}\n`);
  const text = target.profileText.replace('vendor: reference', 'vendor: generic');
  writeFileSync(file, `${text}${lines.length > 0 ? `hooks:\n${lines.join('')}` : ''}`);
  return file;
}

interface Told {
  cells: { sender: string; receiver: string; flow: string; verdict: string; reason?: string }[];
  results: { check: string; verdict: string; reason?: string }[];
}

test('run shares, accepts, reads and unshares through hooks; without --allow-hooks it says what to add', async () => {
  test.setTimeout(600_000);
  const target = await openTestTarget({ passwords, budgets: 'step: 120s, flow: 10m' });
  try {
    const args = ['run', generic(target, PERSON_ACTIONS), '--via', 'api', '--only', 'S,A,R,U', '--no-check', '--json'];
    const refused = await runCli([...args, '--out', join(target.folder, 'no'), ...target.peerArgs], env);
    expect(refused.code).toBe(2);
    expect(refused.out).toContain('--allow-hooks');
    const told = await runCli([...args, '--allow-hooks', '--out', join(target.folder, 'yes'), ...target.peerArgs], env);
    expect(told.code, `${told.err}${told.out}`).toBe(0);
    const { cells } = JSON.parse(told.out) as Told;
    expect(new Set(cells.map(({ verdict }) => verdict))).toEqual(new Set(['pass']));
    expect(cells.filter(({ sender, receiver }) => sender === 'tested' && receiver !== 'tested').length).toBe(4);
    expect(cells.filter(({ receiver }) => receiver === 'tested').length).toBe(8);
  } finally {
    await target.close();
  }
});

test('check judges a sender by the one hook "share"; what needs others is n/a with the hook that is lacking; a broken one decides nothing', async () => {
  test.setTimeout(600_000);
  const target = await openTestTarget({ passwords, budgets: 'step: 60s' });
  const check = async (name: string, profile: string, only: string, ...more: string[]) => {
    const out = join(target.folder, name);
    return runCli(['check', profile, '--only', only, '--json', '--out', out, ...more, ...target.peerArgs], env);
  };
  const only = 'sent-share/arrives,receive/shown-to-recipient';
  try {
    const server = await sharing(target);
    const one = await check('one', generic(target, ['share'], server.url), only, '--allow-hooks');
    server.close();
    expect(one.code, `${one.err}${one.out}`).toBe(0);
    const verdicts = (text: string) =>
      Object.fromEntries((JSON.parse(text) as Told).results.map((each) => [each.check, each]));
    expect(verdicts(one.out)).toMatchObject({
      'sent-share/arrives': { verdict: 'pass' },
      'receive/shown-to-recipient': { verdict: 'n/a', reason: 'tested has no hook "list" in its profile' },
    });
    const broken = await check('broken', generic(target, ['share'], 'exit 3'), only, '--allow-hooks');
    expect(broken.code).toBe(1);
    expect(verdicts(broken.out)['sent-share/arrives']).toMatchObject({
      verdict: 'not-verifiable',
      reason: 'mend the hook first: hook "share" of tested ended with 3',
    });
  } finally {
    await target.close();
  }
});

for (const [language, needs, program] of [
  ['shell', 'curl', `sh "${asset('targets/generic/examples/hooks.sh')}"`],
  ['Python', 'python3', `python3 "${asset('targets/generic/examples/hooks.py')}"`],
  ['JavaScript', undefined, undefined],
] as const) {
  test(`a receiver of web apps is judged through the hook "open", as in the example in ${language}`, async () => {
    test.setTimeout(600_000);
    if (needs !== undefined && spawnSync(needs, ['--version']).error) {
      test.info().annotations.push({ type: 'n/a', description: `${needs} is not on this machine` });
      return;
    }
    const target = await openTestTarget({
      passwords,
      host: { speaks: '1.4', offers: ['webapp'] },
      budgets: 'step: 120s',
    });
    try {
      const only = 'webapp/secret-not-in-browser,webapp/target-is-in-common';
      const out = join(target.folder, 'apps');
      const profile = generic(target, ['accept', 'list', 'open'], program);
      const told = await runCli(
        ['check', profile, '--only', only, '--json', '--allow-hooks', '--out', out, ...target.peerArgs],
        env,
      );
      const { results } = JSON.parse(told.out) as Told;
      expect(
        results.map(({ check, verdict, reason }) => [check, verdict, reason]),
        told.err,
      ).toEqual(only.split(',').map((id) => [id, 'pass', undefined]));
    } finally {
      await target.close();
    }
  });
}

/** A hook `share` alone, which makes what it shares. */
async function sharing(target: TestTarget): Promise<{ url: string; close(): void }> {
  const profile = bareProfile({
    id: 'tested',
    vendor: 'reference',
    url: target.url,
    hosts: [new URL(target.url).host],
  });
  const http = createHttpClient({ ca: [target.peer.caPem ?? ''] });
  const driver = await createCloud('reference', 'api', { profile, http, budgets: profile.budgets });
  if (!driver) throw new Error('there is no reference driver');
  return serveHooks(driver, passwords);
}
