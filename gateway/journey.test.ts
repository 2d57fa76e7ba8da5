import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort } from '../bench/free-port.js';
import { NOBODY } from '../fixtures/company.js';
import { memoryLog } from '../fixtures/event-log.js';
import { type JourneySetup, runJourney, type SideSetup } from '../fixtures/journey.js';
import { createRateGate } from '../fixtures/rate-gate.js';
import { connectWitness, type Witness } from '../fixtures/witness.js';
import { startPeer } from '../peer/peer.js';
import { createHttpClient } from '../protocol/http-client.js';
import { createCa } from '../protocol/tls.js';
import { FLOWS } from '../suites/flows/index.js';
import type { Cloud, CloudSession } from '../targets/cloud.js';
import { createCloud } from '../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS } from '../targets/profile.js';
import type { Finding, RunEvent } from '../vocabulary.js';
import { startGateway } from './gateway.js';
import { openLog } from './log.js';
import { tellExchanges } from './telling.js';

interface Played {
  cells: { flow: string; verdict: string; findings: Finding[] }[];
  events: RunEvent[];
  /** What the gateway wrote down. */
  log: string;
  secrets: string[];
}

interface Wishes {
  letters: string[];
  alpha?: string[];
  beta?: string[];
  /** Changes what the people of the receiver can do. */
  receiver?: (session: CloudSession) => Partial<CloudSession>;
  isWitnessed?: boolean;
}

/**
 * Two reference peers that know each other by names which lead to a gateway, and a journey from alpha to beta. The peers' own records are
 * kept from the journey: what it knows of the wire, it knows from the gateway.
 */
async function play({ letters, alpha = [], beta = [], receiver, isWitnessed = true }: Wishes): Promise<Played> {
  const ca = await createCa();
  const log = openLog();
  const gateway = await startGateway({
    listen: { host: '127.0.0.1', port: 0 },
    certificates: { ca },
    trust: [ca.certPem],
    onExchange: (exchange) => log.write(exchange),
  });
  const peer = await startPeer({ ca });
  const telling = await tellExchanges(gateway);
  const side = async (id: string, host: string, deviations: string[]): Promise<SideSetup> => {
    const authority = `${host}:${gateway.port}`;
    const port = await freePort();
    const { endPoint, url } = await peer.openHost({ id, speaks: '1.2', name: authority, port, deviations });
    await gateway.addRoute({ authority, party: id, upstream: { protocol: 'https:', host: '127.0.0.1', port } });
    const account = await peer.addAccount(id, { user: `${id}-person` });
    const profile = bareProfile({ id, vendor: 'reference', url });
    const cloud = await createCloud('reference', 'api', {
      profile,
      budgets: profile.budgets,
      http: createHttpClient({ ca: [ca.certPem] }),
    });
    if (!cloud) throw new Error('there is no reference driver');
    const budgets = { ...DEFAULT_BUDGETS, requestsPerMinute: Number.MAX_SAFE_INTEGER };
    const gate = createRateGate(budgets, Date.now() + 60_000);
    return { id, cloud: silent(cloud), account, spec: '1.4.0', authority, api: endPoint, gate, stepMs: 15_000 };
  };
  try {
    const from = await side('alpha', '127.0.0.1', alpha);
    const to = await side('beta', 'localhost', beta);
    const witness: Witness = connectWitness(telling.url, telling.token);
    const events = memoryLog();
    const setup: JourneySetup = {
      sender: from,
      receiver: receiver ? { ...to, cloud: changed(to.cloud, receiver) } : to,
      via: 'api',
      flows: FLOWS.filter(({ letter }) => letters.includes(letter)),
      log: events,
      flowMs: 60_000,
      tag: 'oi-test',
      attempt: 1,
      startedAt: new Date().toISOString(),
      replay: () => '',
      company: NOBODY,
      ...(isWitnessed ? { witness } : {}),
    };
    const { cells } = await runJourney(setup);
    const findings = new Map(events.events.flatMap((e) => (e.type === 'finding' ? [[e.finding.id, e.finding]] : [])));
    const file = join(mkdtempSync(join(tmpdir(), 'ocm-gateway-')), 'gateway.jsonl');
    log.open(file);
    const { exchanges: passed } = await gateway.exchangesSince('', 1000);
    return {
      cells: cells.map((cell) => ({ ...cell, findings: cell.findings.flatMap((id) => findings.get(id) ?? []) })),
      events: events.events,
      log: readFileSync(file, 'utf8'),
      secrets: [
        from.account.password,
        ...passed.flatMap(({ request }) => /"sharedSecret":"([^"]+)"/.exec(request.body.text)?.[1] ?? []),
      ],
    };
  } finally {
    await telling.close();
    await gateway.close();
    await peer.close();
  }
}

/** A product as most are: it records nothing. */
function silent({ exchangesSince: _, ...cloud }: Cloud): Cloud {
  return cloud;
}

function changed(cloud: Cloud, changes: (session: CloudSession) => Partial<CloudSession>): Cloud {
  return {
    ...cloud,
    async open(account) {
      const session = await cloud.open(account);
      return { ...session, ...changes(session) };
    },
  };
}

const wire = (findings: Finding[]): Finding[] => findings.filter(({ check }) => !check.startsWith('flow/'));

test('two servers behind the gateway share, accept and read through it, and every message has its writer', async () => {
  const { cells, events, log, secrets } = await play({ letters: ['S', 'A', 'R'] });
  expect(cells.map(({ flow, verdict, findings }) => [flow, verdict, findings])).toEqual([
    ['S', 'pass', []],
    ['A', 'pass', []],
    ['R', 'pass', []],
  ]);
  const seen = events.flatMap((e) => (e.type === 'exchange' ? [`${e.from} -> ${e.to} ${e.method}`] : []));
  expect(seen).toContain('alpha -> beta POST');
  expect(seen).toContain('beta -> alpha POST');
  expect(seen).toContain('beta -> alpha GET');
  for (const line of seen.filter((each) => each.includes('undetermined'))) expect(line).toMatch(/GET$/);
  expect(log).toContain('"emitter":"it names 127.0.0.1');
  expect(secrets.length).toBeGreaterThan(1);
  for (const secret of secrets) expect(log).not.toContain(secret);
});

test('a wrong message names its sender and clause, which without the gateway nobody knows', async () => {
  const wishes = { letters: ['S'], alpha: ['sent-share-with-with-scheme'] };
  const [cell] = (await play(wishes)).cells;
  expect(cell?.verdict).toBe('fail');
  const [first] = wire(cell?.findings ?? []);
  expect(first).toMatchObject({
    check: 'sent-share/share-with-is-address',
    target: 'alpha',
    blame: [{ party: 'alpha', role: 'sender' }],
    verdict: 'fail',
    evidence: [expect.stringMatching(/^evidence\/journeys\/alpha--beta--api\.jsonl#/)],
  });
  expect(first?.clauses[0]).toBe('OCM-SHARE-009');
  const [unseen] = (await play({ ...wishes, isWitnessed: false })).cells;
  expect(unseen?.findings.map(({ check, blame }) => [check, blame[0]?.party])).toEqual([
    ['flow/share-file', 'undetermined'],
  ]);
});

test('wrong messages stand in the order of the wire: a request before the answer to it', async () => {
  const { cells } = await play({
    letters: ['S'],
    alpha: ['sent-share-with-with-scheme'],
    beta: ['refusal-without-message'],
  });
  const found = wire(cells[0]?.findings ?? []).map(({ check, target }) => `${target} ${check}`);
  expect(found[0]).toBe('alpha sent-share/share-with-is-address');
  expect(found.at(-1)).toBe('beta share-answer/error-has-message');
});

test('a receiver that refuses what the owner’s server grants, without asking it, is found by its silence', async () => {
  const refuses = async (): Promise<{ done: false; refusal: string }> => ({ done: false, refusal: 'not here' });
  const { cells } = await play({
    letters: ['F', 'X'],
    receiver: () => ({ removeInside: refuses }),
  });
  expect(cells.map(({ flow, verdict }) => [flow, verdict])).toEqual([
    ['F', 'pass'],
    ['X', 'fail'],
  ]);
  expect(wire(cells[1]?.findings ?? [])).toMatchObject([
    { check: 'access/granted-right-is-tried', clauses: ['OCM-DAV-015'], blame: [{ party: 'beta', role: 'receiver' }] },
  ]);
});

test('an owner’s server that refuses what it grants is asked, so its receiver is not blamed', async () => {
  const { cells } = await play({ letters: ['F', 'X'], alpha: ['writes-forbidden'] });
  const red = cells.find(({ verdict }) => verdict === 'fail');
  expect(red).toBeDefined();
  expect(wire(red?.findings ?? []).flatMap(({ blame }) => blame.map(({ party }) => party))).not.toContain('beta');
});
