import { mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { freePort } from '../bench/free-port.js';
import { startPeer } from '../peer/peer.js';
import { createCa } from '../protocol/tls.js';
import type { RunDocument } from '../reports/json.js';
import { runCli } from './run-cli.js';

const PASSWORD = 'canary-password-3f9a/+ü';

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

/** Two servers that know each other by names which lead to where a gateway is going to listen, and their profiles. */
async function openPair(deviations: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-gateway-run-'));
  const ca = await createCa();
  mkdirSync(join(folder, 'data', 'ca'), { recursive: true });
  writeFileSync(join(folder, 'data', 'ca', 'ca-key.pem'), ca.keyPem);
  writeFileSync(join(folder, 'data', 'ca', 'ca.pem'), ca.certPem);
  const peer = await startPeer({ ca });
  const at = await freePort();
  const profiles: string[] = [];
  const options = ['--gateway', `127.0.0.1:${at}`];
  for (const [id, host] of [
    ['alpha', '127.0.0.1'],
    ['beta', 'localhost'],
  ] as const) {
    const name = `${host}:${at}`;
    const port = await freePort();
    await peer.openHost({ id, speaks: '1.2', name, port, deviations: id === 'alpha' ? deviations : [] });
    options.push('--upstream', `${name}=127.0.0.1:${port}`);
    for (const user of ['alice', 'bob']) await peer.addAccount(id, { user, password: PASSWORD });
    const file = join(folder, `${id}.yaml`);
    const accounts = ['alice', 'bob'].map((user) => `  - { user: ${user}, password: { env: CANARY } }\n`).join('');
    writeFileSync(
      file,
      `id: ${id}\nvendor: reference\nurl: https://${name}\ntls: { ca: ./data/ca/ca.pem }\nbudgets: { requestsPerMinute: 100000 }\naccounts:\n${accounts}`,
    );
    profiles.push(file);
  }
  const env = { OCM_INTEROP_DATA: join(folder, 'data'), CANARY: PASSWORD };
  return { folder, peer, profiles, options, env };
}

test('in a run through the gateway the first wrong message decides the blame, and no secret reaches the run folder', async () => {
  test.setTimeout(300_000);
  const { folder, peer, profiles, options, env } = await openPair(['sent-share-with-with-scheme']);
  try {
    const out = join(folder, 'run');
    const args = ['run', ...profiles, '--via', 'api', '--no-peer', '--no-check', '--only', 'S,D', '--out', out];
    const told = await runCli([...args, ...options], env);
    expect(told.code, told.err).toBe(1);
    expect(told.err).toContain('the gateway listens at 127.0.0.1:');
    expect(told.err).toMatch(/requests between servers that passed the gateway: .*alpha -> beta \d+/);
    const results = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')) as RunDocument;
    const red = results.cells.find(
      ({ sender, receiver, flow }) => sender === 'alpha' && receiver === 'beta' && flow === 'S',
    );
    expect(red?.verdict).toBe('fail');
    const [flow, wrong] = (red?.findings ?? []).map((id) => results.findings.find((each) => each.id === id));
    expect(flow?.blame).toEqual([{ party: 'alpha', role: 'sender' }]);
    expect(wrong).toMatchObject({
      check: 'sent-share/share-with-is-address',
      blame: [{ party: 'alpha', role: 'sender' }],
    });
    expect(wrong?.replay).toContain(options.join(' '));
    const [file = '', id = ''] = wrong?.evidence[0]?.split('#') ?? [];
    const recorded = readFileSync(join(out, file), 'utf8').split('\n');
    expect(recorded.find((line) => line.includes(`"id":"${id}"`))).toContain('"emitter":"it names 127.0.0.1:');
    const all = readFileSync(join(out, 'evidence', 'gateway.jsonl'), 'utf8');
    expect(all).toContain('"from":"beta"');
    const secrets = (await peer.exchanges({})).flatMap(
      ({ request }) => /"sharedSecret":"([^"]{8,})"/.exec(request.body.text)?.[1] ?? [],
    );
    expect(secrets.length).toBeGreaterThan(1);
    const basic = Buffer.from(`alice:${PASSWORD}`).toString('base64');
    const forms = [PASSWORD, encodeURIComponent(PASSWORD), basic, ...new Set(secrets)];
    for (const path of filesBelow(out)) {
      const text = readFileSync(path, 'utf8');
      expect(
        forms.filter((form) => text.includes(form)),
        path,
      ).toEqual([]);
    }
  } finally {
    await peer.close();
  }
});
