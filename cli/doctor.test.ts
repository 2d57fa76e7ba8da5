import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { Ajv } from 'ajv';
import { startPeer } from '../peer/peer.js';
import { loadOrCreateCa } from '../protocol/tls.js';
import { asset } from '../spec/package-root.js';
import { loadProfile } from '../targets/load-profile.js';
import type { Step } from './steps.js';
import { runCli } from './testing/run-cli.js';
import { always, type Lab, ocmServer, openLab } from './testing/servers.js';

const test = base.extend<{ lab: Lab }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
  lab: async ({}, use) => {
    const lab = await openLab();
    await use(lab);
    await lab.close();
  },
});

const shape = (name: string): object =>
  JSON.parse(readFileSync(asset(`cli/schemas/${name}.schema.json`), 'utf8')) as object;

test('doctor goes from DNS to a share that reaches the peer, and finds nothing to change', async ({ lab }) => {
  const data = join(lab.folder, 'data');
  const ca = await loadOrCreateCa(join(data, 'ca'));
  writeFileSync(lab.caFile, ca.certPem);
  const peer = await startPeer({ ca });
  try {
    const host = await peer.openHost({ id: 'product', speaks: '1.2' });
    const { password } = await peer.addAccount(host.id, { user: 'alice' });
    const file = lab.profile(
      `id: t\nvendor: reference\nurl: ${host.url}\ntls: { ca: ca.pem }\naccounts:\n  - { user: alice, password: { env: T_ALICE } }\n`,
    );
    const { code, stdout, stderr } = await runCli(['doctor', file, '--json'], {
      env: { T_ALICE: password, OCM_INTEROP_DATA: data },
    });
    const steps = JSON.parse(stdout) as Step[];
    expect(
      steps.filter(({ ok }) => !ok),
      stderr,
    ).toEqual([]);
    expect(code).toBe(0);
    expect(steps.map(({ step }) => step)).toEqual([
      'dns',
      'tcp',
      'tls',
      'clock',
      'discovery /.well-known/ocm',
      'discovery /ocm-provider',
      'version',
      'endpoint',
      'product',
      'throttling',
      'login alice',
      'peer',
    ]);
    expect(stdout).not.toContain(password);
    expect(new Ajv().validate(shape('doctor'), steps)).toBe(true);
  } finally {
    await peer.close();
  }
});

test('doctor warns of a throttle that the product has and the profile does not plan for', async ({ lab }) => {
  const authority = await lab.tls((request, response) => {
    if (request.url === '/status.php')
      return always(200, 'application/json', '{"productname":"Nextcloud"}')(request, response);
    return ocmServer((host) => ({
      enabled: true,
      apiVersion: '1.0-proposal1',
      endPoint: `https://${host}/ocm`,
      resourceTypes: [],
    }))(request, response);
  });
  const file = lab.profile(`id: t\nvendor: nextcloud\nurl: https://${authority}\ntls: { ca: ca.pem }\n`);
  const { code, stdout } = await runCli(['doctor', file]);
  expect(code).toBe(2);
  expect(stdout).toMatch(/POST \/shares is limited to 5\/20m out of the box, and the profile does not plan for it/);
  expect(stdout).toContain('write budgets: { routes: { "POST /shares": 5/20m } }');
  expect(stdout).toContain('WRONG  login');
  expect(stdout).toContain('1 thing needs a change before a run.');
});

test('a clock that is off is told with how far and in which direction', async ({ lab }) => {
  const authority = await lab.tls((request, response) => {
    response.setHeader('date', new Date(Date.now() + 600_000).toUTCString());
    ocmServer((host) => ({ enabled: true, apiVersion: '1.2', endPoint: `https://${host}/ocm` }))(request, response);
  });
  const file = lab.profile(`id: t\nvendor: generic\nurl: https://${authority}\ntls: { ca: ca.pem }\n`);
  const { code, stdout } = await runCli(['doctor', file, '--json']);
  expect(code).toBe(2);
  const [clock] = (JSON.parse(stdout) as Step[]).filter(({ ok }) => !ok);
  expect(clock?.step).toBe('clock');
  expect(clock?.found).toMatch(/the server's clock is (599|600|601) s ahead of this machine's/);
});

test('an endPoint at a host that the profile does not name is not contacted, and the line to write is told', async ({
  lab,
}) => {
  const authority = await lab.tls(
    ocmServer(() => ({ enabled: true, apiVersion: '1.2', endPoint: 'https://other.example.org/ocm' })),
  );
  const file = lab.profile(`id: t\nvendor: generic\nurl: https://${authority}\ntls: { ca: ca.pem }\n`);
  const { stdout } = await runCli(['doctor', file, '--json']);
  const endpoint = (JSON.parse(stdout) as Step[]).find(({ step }) => step === 'endpoint');
  expect(endpoint).toMatchObject({
    ok: false,
    fix: expect.stringContaining('write hosts: [other.example.org] into the profile'),
  });
});

test('init recognises the product, writes a profile that loads, and never overwrites one unasked', async ({ lab }) => {
  const authority = await lab.tls((request, response) => {
    if (request.url === '/status.php')
      return always(200, 'application/json', '{"productname":"Nextcloud","versionstring":"33.0.2"}')(request, response);
    return ocmServer((host) => ({ enabled: true, apiVersion: '1.0-proposal1', endPoint: `https://${host}/ocm` }))(
      request,
      response,
    );
  });
  const init = (...more: string[]) =>
    runCli(['init', `https://${authority}`, 'new.yaml', '--ca', lab.caFile, ...more], { cwd: lab.folder });
  const first = await init();
  expect(first.code, first.stderr).toBe(0);
  expect(first.stdout).toContain('Nextcloud 33.0.2, vendor nextcloud');
  const profile = loadProfile(join(lab.folder, 'new.yaml'));
  expect(profile).toMatchObject({
    vendor: 'nextcloud',
    version: '33.0.2',
    url: `https://${authority}`,
    tls: { ca: lab.caFile },
  });
  expect(profile.budgets.routes).toEqual({ 'POST /shares': { count: 5, windowMs: 1_200_000 } });
  const second = await init('--json');
  expect(second.code).toBe(2);
  expect(JSON.parse(second.stdout)).toMatchObject({ error: { code: 'file-exists' } });
  expect(new Ajv().validate(shape('error'), JSON.parse(second.stdout))).toBe(true);
  expect((await init('--force')).code).toBe(0);
});

test('init of a server that is no OCM server writes nothing and says why', async ({ lab }) => {
  const authority = await lab.tls(always(200, 'text/html', 'hello'));
  const { code, stderr } = await runCli(['init', `https://${authority}`, 'new.yaml', '--ca', lab.caFile], {
    cwd: lab.folder,
  });
  expect(code).toBe(2);
  expect(stderr).toContain(`there is no OCM server at ${authority}`);
  expect(() => loadProfile(join(lab.folder, 'new.yaml'))).toThrow('no such file');
});
