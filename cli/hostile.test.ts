import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { memoryLog } from '../fixtures/event-log.js';
import { runCheck } from '../fixtures/run-check.js';
import { openTarget } from '../fixtures/target-runtime.js';
import { startPeer } from '../peer/peer.js';
import { parseMultistatus } from '../protocol/dav-client.js';
import { createHttpClient } from '../protocol/http-client.js';
import { type HostileServer, honestDocument, openHostile } from '../protocol/testing/hostile.js';
import { BEHAVIOURS } from '../protocol/testing/hostile-behaviours.js';
import { CHECKS } from '../suites/registry.js';
import { loadTarget } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import type { Result } from '../vocabulary.js';
import { examine } from './examine.js';
import { stepLog } from './steps.js';
import { type Lab, openLab } from './testing/servers.js';

/** Servers that lie, stall, trickle, break off and flood: each case ends in its budget, in words, and never as a fault of ours. */
const test = base.extend<{ lab: Lab }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
  lab: async ({}, use) => {
    const lab = await openLab();
    await use(lab);
    await lab.close();
  },
});
test.setTimeout(240_000);

/** In ms: short, as many cases stall, and long enough for a busy machine to answer the others. */
const STEP = 1_500;

function profileOf(lab: Lab, { authority, caPem }: HostileServer): string {
  const ca = `ca-${authority.replaceAll(':', '-')}.pem`;
  writeFileSync(join(lab.folder, ca), caPem);
  return lab.profile(
    `id: t\nvendor: generic\nurl: https://${authority}\ntls: { ca: ${ca} }\nbudgets: { step: ${STEP}ms, settle: 50ms, total: 60s, requestsPerMinute: 100000 }\n`,
  );
}

const LATE = /did not answer in time/;
const BROKEN = /closed the connection before its answer was complete/;
/** On a busy machine the time may be over first. */
const TOO_MUCH = /sent more than 8388608 bytes|did not answer in time/;
const NO_HTTP = /HTTP/;
const NO_OCM = /there is no OCM server/;

/** What doctor says of discovery; `undefined`: there is a document, and judging it is what checks are for. */
const DISCOVERY: Record<string, RegExp | undefined> = {
  'stall-before-headers': LATE,
  'trickle-of-headers': LATE,
  'trickle-of-body': LATE,
  'reset-in-body': BROKEN,
  'length-too-short': undefined,
  'length-too-long': BROKEN,
  'chunks-of-garbage': NO_HTTP,
  'body-of-100-mb': TOO_MUCH,
  'endless-body': TOO_MUCH,
  'gzip-bomb': undefined,
  'deep-json': undefined,
  'fairly-deep-json': undefined,
  'huge-numbers': undefined,
  'prototype-keys': undefined,
  'invalid-utf-8': NO_OCM,
  'byte-order-mark': undefined,
  'redirect-loop': NO_OCM,
  'redirect-to-another-host': NO_OCM,
  'redirect-to-a-file': NO_OCM,
  'redirect-to-another-port': NO_OCM,
  'thousands-of-headers': undefined,
  'header-of-1-mb': NO_HTTP,
  'flood-of-1xx': LATE,
  'http-0.9': NO_HTTP,
  noise: NO_HTTP,
  'tls-cut': /TLS/,
  'answers-to-another-request': undefined,
  'end-point-of-another-host': /other\.invalid does not answer|not in the profile/,
  'end-point-of-another-port': /not in the profile/,
  'end-point-of-10-mb': TOO_MUCH,
  'end-point-of-30-kb': undefined,
  'end-point-with-a-script': /does not answer|not in the profile/,
  'status-of-nonsense': /there is no OCM server|HTTP/,
};

test('every hostile behaviour has a case here, for discovery or for WebDAV', () => {
  expect([...Object.keys(DISCOVERY), ...DAV].sort()).toEqual(Object.keys(BEHAVIOURS).sort());
});

for (const [behaviour, says] of Object.entries(DISCOVERY)) {
  test(`discovery with ${behaviour}: doctor ends in its budget and says what it saw`, async ({ lab }) => {
    const server = await openHostile({ behaviour });
    const profile = loadTarget(profileOf(lab, server));
    const log = stepLog('t', () => undefined);
    await examine(profile, { urls: [] }, { vias: [], others: [], hooks: false }, log);
    const bad = log.steps.filter(({ ok }) => !ok);
    if (says === undefined) expect(bad).toEqual([]);
    else {
      expect(bad).toHaveLength(1);
      expect(bad[0]?.found).toMatch(says);
      expect(bad[0]?.fix).not.toBe('');
    }
    for (const { found, fix } of log.steps) expect(found.length + fix.length).toBeLessThan(2_000);
    expect(server.strayed()).toBe(0);
    await server.close();
  });
}

/** Checks of each kind: what only reads, what our peer sends, what needs keys. */
const SAMPLE =
  /^(discovery\/(well-known-served|both-paths-agree|content-type-is-json|end-point-takes-shares|resource-types-is-array|capabilities-are-strings|api-version-is-string|webdav-shut-to-strangers)|refuse\/(unknown-user|strangers-cannot-list)|jwks\/is-served)$/;

async function judged(profile: Profile, caPem: string): Promise<Result[]> {
  const peer = await startPeer({ trust: [caPem] });
  const runtime = await openTarget({
    profile,
    peer,
    cloud: undefined,
    ca: [caPem],
    worker: 0,
    label: 'hostile',
    deadline: Date.now() + 60_000,
  });
  const results: Result[] = [];
  try {
    const log = memoryLog();
    const budget = { each: 45_000, all: 90_000 };
    for (const check of CHECKS.filter(({ id }) => SAMPLE.test(id)))
      results.push((await runCheck(check, { runtime, log, runId: 'h', replay: () => '', budget })).result);
  } finally {
    await runtime.close();
    await peer.close();
  }
  return results;
}

async function endsInVerdicts(lab: Lab, behaviour: string, honestDiscovery: boolean): Promise<void> {
  const server = await openHostile({ behaviour, honestDiscovery });
  const results = await judged(loadTarget(profileOf(lab, server)), server.caPem);
  expect(results, behaviour).toHaveLength(CHECKS.filter(({ id }) => SAMPLE.test(id)).length);
  expect(
    results.filter(({ verdict }) => verdict === 'harness-error'),
    behaviour,
  ).toEqual([]);
  for (const { check, verdict, reason } of results)
    if (verdict === 'not-verifiable') expect(reason, `${behaviour}: ${check}`).toMatch(/\S/);
  expect(server.strayed(), behaviour).toBe(0);
  expect(Object.hasOwn(Object.prototype, 'enabled')).toBe(false);
  await server.close();
}

/** Each request to these is waited for until its budget is used up. */
const LASTING = Object.keys(DISCOVERY).filter((behaviour) => DISCOVERY[behaviour] === LATE);

for (const honestDiscovery of [false, true]) {
  const when = honestDiscovery ? 'after an honest discovery' : 'from discovery on';
  const known = Object.entries(DISCOVERY).filter(([, says]) => honestDiscovery || says === undefined);
  for (const behaviour of known.map(([name]) => name).filter((name) => !LASTING.includes(name))) {
    test(`${behaviour} ${when}: checks end in verdicts, none of them our fault`, async ({ lab }) => {
      await endsInVerdicts(lab, behaviour, honestDiscovery);
    });
  }
}

test(`${LASTING.join(', ')} after an honest discovery: checks end in verdicts, none of them our fault`, async ({
  lab,
}) => {
  // At the same time: nobody does anything while they wait.
  await Promise.all(LASTING.map((behaviour) => endsInVerdicts(lab, behaviour, true)));
});

const DAV = ['multistatus-of-100-mb', 'billion-laughs', 'external-entity', 'deep-xml'];
/** Further behaviours that a sender's WebDAV can have. */
const DAV_TOO = [
  'stall-before-headers',
  'reset-in-body',
  'body-of-100-mb',
  'endless-body',
  'redirect-to-another-port',
  'http-0.9',
];

for (const behaviour of [...DAV, ...DAV_TOO]) {
  test(`a sender whose WebDAV does ${behaviour}: our peer's reading ends, and nothing of ours gets out`, async () => {
    const server = await openHostile({ behaviour, honestDiscovery: true });
    const peer = await startPeer({ trust: [server.caPem] });
    const client = createHttpClient({ ca: [peer.caPem ?? ''] });
    try {
      const host = await peer.openHost({ id: 'receiver', speaks: '1.2', allow: [server.authority] });
      await peer.addAccount('receiver', { user: 'bob' });
      const { exchange } = await client.request({
        method: 'POST',
        url: `${host.endPoint}/shares`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          shareWith: `bob@${host.authority}`,
          name: 'a',
          providerId: '1',
          owner: `eve@${server.authority}`,
          sender: `eve@${server.authority}`,
          shareType: 'user',
          resourceType: 'file',
          protocol: { name: 'multi', webdav: { uri: '1', sharedSecret: 'secret-of-eve', permissions: ['read'] } },
        }),
      });
      expect(exchange.response?.status, exchange.response?.body.text).toBe(201);
      const [share] = await peer.received('receiver', 'bob');
      const read = await peer.dav('receiver', 'bob', share?.id ?? '', { method: 'PROPFIND', headers: { depth: '1' } });
      expect(read.response !== undefined || read.error !== undefined).toBe(true);
      expect(JSON.stringify(read).length).toBeLessThan(1_000_000);
      const entries = parseMultistatus(read.response?.body.text ?? '');
      expect(JSON.stringify(entries ?? []).length).toBeLessThan(1_000_000);
      expect(JSON.stringify(entries ?? [])).not.toContain('root:');
      expect(server.strayed()).toBe(0);
    } finally {
      await client.close();
      await peer.close();
      await server.close();
    }
  });
}

test('honest discovery is honest', async ({ lab }) => {
  const server = await openHostile({ behaviour: 'redirect-loop', honestDiscovery: true });
  const log = stepLog('t', () => undefined);
  await examine(loadTarget(profileOf(lab, server)), { urls: [] }, { vias: [], others: [], hooks: false }, log);
  expect(log.steps.filter(({ ok }) => !ok)).toEqual([]);
  expect(honestDocument(server.authority)).toMatchObject({ enabled: true });
  await server.close();
});
