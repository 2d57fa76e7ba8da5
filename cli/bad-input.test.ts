import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { startPeer } from '../peer/peer.js';
import { createCa } from '../protocol/tls.js';
import { loadTarget } from '../targets/load-profile.js';
import { requireCallback } from './callback.js';
import { preflight } from './preflight.js';
import type { Step } from './steps.js';
import { type CliResult, runCli } from './testing/run-cli.js';
import { always, freePort, type Lab, ocmServer, openLab } from './testing/servers.js';

/** What people get wrong: each gives one clear message with what to change, the right exit code, and never a red finding. */
const test = base.extend<{ lab: Lab }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from the pattern
  lab: async ({}, use) => {
    const lab = await openLab();
    await use(lab);
    await lab.close();
  },
});

interface Told {
  code: string;
  message: string;
  file?: string;
  line?: number;
}

/** Runs `check --json` on a target and gives the exit code and the error that it told; fails when it told anything else. */
async function check(
  lab: Lab,
  targets: string[],
  env: Record<string, string> = {},
): Promise<{ exit: number | null; told: Told }> {
  const result = await runCli(['check', ...targets, '--json', '--out', join(lab.folder, 'run')], { env });
  return { exit: result.code, told: toldBy(result) };
}

function toldBy({ stdout, stderr }: CliResult): Told {
  expect(stdout, stderr).toMatch(/^\{\s*"error"/);
  expect(stderr).not.toContain('    at ');
  return (JSON.parse(stdout) as { error: Told }).error;
}

const generic = (authority: string, more = 'tls: { ca: ca.pem }\n'): string =>
  `id: t\nvendor: generic\nurl: https://${authority}\n${more}`;

const DOCUMENT = (authority: string): unknown => ({
  enabled: true,
  apiVersion: '1.2.0',
  endPoint: `https://${authority}/ocm`,
  resourceTypes: [{ name: 'file', shareTypes: ['user'], protocols: { webdav: '/dav/' } }],
});

test('a host without address: correct the host', async ({ lab }) => {
  const file = lab.profile(generic('no-such-host.invalid'));
  const { exit, told } = await check(lab, [file]);
  expect(exit).toBe(2);
  expect(told).toEqual({
    code: 'unreachable',
    message: expect.stringMatching(/no-such-host\.invalid has no address .*: correct the host in `url` in the profile/),
    file,
    line: 3,
  });
});

test('a wrong port: correct the port', async ({ lab }) => {
  const port = await freePort();
  const { exit, told } = await check(lab, [`https://127.0.0.1:${port}`]);
  expect(exit).toBe(2);
  expect(told.message).toContain(`nothing listens at 127.0.0.1:${port}: correct the port in the URL`);
});

test('plain HTTP where TLS is due: name the port that speaks TLS', async ({ lab }) => {
  const authority = await lab.plain(ocmServer(DOCUMENT));
  const { exit, told } = await check(lab, [lab.profile(generic(authority))]);
  expect(exit).toBe(2);
  expect(told).toMatchObject({ code: 'unreachable', line: 3 });
  expect(told.message).toMatch(/does not speak TLS .*: name the port that speaks TLS/);
});

test('a certificate of another name: say which names it has', async ({ lab }) => {
  const authority = await lab.tls(ocmServer(DOCUMENT), { names: ['cloud.example.org', 'www.example.org'] });
  const { exit, told } = await check(lab, [lab.profile(generic(authority))]);
  expect(exit).toBe(2);
  expect(told.code).toBe('tls');
  expect(told.message).toMatch(
    /is for another name \(cloud\.example\.org, www\.example\.org\): use a name of the certificate/,
  );
});

test('an untrusted certificate: name the authority in the profile, or make one with init', async ({ lab }) => {
  const authority = await lab.tls(ocmServer(DOCUMENT));
  const withProfile = await check(lab, [lab.profile(generic(authority, ''))]);
  expect(withProfile.exit).toBe(2);
  expect(withProfile.told.message).toMatch(
    /is not trusted \(issued by lab .*\).*: name the certificate authority .* tls: \{ ca: \.\/ca\.pem \}/,
  );
  const bare = await check(lab, [`https://${authority}`]);
  expect(bare.exit).toBe(2);
  expect(bare.told.message).toContain(`ocm-interop init https://${authority} --ca ca.pem`);
});

for (const [what, status, type, body, says] of [
  [
    'a web site (HTML, 200)',
    200,
    'text/html',
    '<!doctype html><title>Hi</title>',
    '/.well-known/ocm answers 200 text/html',
  ],
  ['a server without OCM (404)', 404, 'text/html', 'no', '/ocm-provider answers 404'],
  ['an API that is none of ours', 200, 'application/json', '{"status":"ok"}', 'answers 200 application/json'],
  ['a server that fails (500)', 500, 'text/plain', 'oops', 'answers 500'],
] as const) {
  test(`no OCM server there at all, but ${what}: tell what each path answers`, async ({ lab }) => {
    const authority = await lab.tls(always(status, type, body));
    const { exit, told } = await check(lab, [lab.profile(generic(authority))]);
    expect(exit).toBe(2);
    expect(told).toMatchObject({ code: 'no-ocm-server', line: 3 });
    expect(told.message).toContain(`there is no OCM server at ${authority}`);
    expect(told.message).toContain(says);
    expect(told.message).toContain('correct the host and port');
  });
}

test('OCM that is switched off (an empty document): switch it on', async ({ lab }) => {
  const authority = await lab.tls(always(200, 'application/json', '{}'));
  const { exit, told } = await check(lab, [lab.profile(generic(authority))]);
  expect(exit).toBe(2);
  expect(told.message).toContain('switch OCM (federated sharing) on at the server');
});

for (const [what, status, type, body] of [
  ['fields of other types', 200, 'application/json', '{"enabled":"yes","apiVersion":7}'],
  ['JSON that is cut off', 200, 'application/json', '{"enabled":true,"apiVers'],
  ['a document labelled as HTML', 200, 'text/html', '{"enabled":true,"endPoint":"x"}'],
] as const) {
  test(`a discovery document with ${what} is an OCM server: preflight lets it pass, for checks to judge`, async ({
    lab,
  }) => {
    const authority = await lab.tls(always(status, type, body));
    const profile = loadTarget(lab.profile(generic(authority)));
    await expect(preflight([profile], { via: ['api'], needsBrowser: false })).resolves.toBeUndefined();
  });
}

test('several targets with mistakes are all told at once', async ({ lab }) => {
  const port = await freePort();
  const other = await freePort();
  const { exit, told } = await check(lab, [`https://127.0.0.1:${port}`, `https://127.0.0.1:${other}`]);
  expect(exit).toBe(2);
  expect(told.message.split('\n')).toEqual([
    expect.stringContaining(`nothing listens at 127.0.0.1:${port}`),
    expect.stringContaining(`nothing listens at 127.0.0.1:${other}`),
  ]);
});

test('a profile with typos: every one with its line and what was meant', async ({ lab }) => {
  const file = lab.profile('id: t\nvendor: nextclod\nurl: https://a.test\nacounts: []\nbudgets: { step: 15 }\n');
  const { exit, told } = await check(lab, [file]);
  expect(exit).toBe(2);
  expect(told).toMatchObject({ code: 'profile', file, line: 4 });
  expect(told.message.split('\n')).toEqual([
    `${file}:4: unknown field "acounts": did you mean "accounts"?`,
    expect.stringContaining(`${file}:5: budgets.step: "15" is not a text`),
  ]);
});

test('a profile that is not there: say how to make one', async ({ lab }) => {
  const { exit, told } = await check(lab, [join(lab.folder, 'gone.yaml')]);
  expect(exit).toBe(2);
  expect(told).toMatchObject({ code: 'no-profile', file: join(lab.folder, 'gone.yaml') });
  expect(told.message).toContain('ocm-interop init');
});

test('plain text errors name the place first and print nothing to standard output', async ({ lab }) => {
  const file = lab.profile('id: t\nvendor: generic\nurl: cloud.example.org\n');
  const { code, stdout, stderr } = await runCli(['check', file]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toBe(`error: ${file}:3: url: this is not a URL: write https://cloud.example.org\n`);
});

test('an unknown option or verb is told with what was meant, exit 2', async () => {
  const verb = await runCli(['chekc', 'https://a.test']);
  expect(verb.code).toBe(2);
  expect(verb.stderr).toContain('Did you mean check?');
  const option = await runCli(['list', 'checks', '--jsn']);
  expect(option.code).toBe(2);
  expect(option.stderr).toContain('--json');
});

test.describe('with a product that people can log in to', () => {
  const reference = (url: string, accounts: string): string =>
    `id: t\nvendor: reference\nurl: ${url}\ntls: { ca: ca.pem }\n${accounts}`;

  /** A reference peer that plays the product; its certificates are from an authority that only the profile trusts. */
  const withProduct = test.extend<{ product: { url: string; password: string } }>({
    product: async ({ lab }, use) => {
      const ca = await createCa('product');
      writeFileSync(lab.caFile, ca.certPem);
      const peer = await startPeer({ ca });
      const host = await peer.openHost({ id: 'product', speaks: '1.2' });
      const { password } = await peer.addAccount(host.id, { user: 'alice' });
      await use({ url: host.url, password });
      await peer.close();
    },
  });
  const ALICE = 'accounts:\n  - { user: alice, password: { env: T_ALICE } }\n';

  withProduct(
    'login refused: name the account and where its password comes from, and never the password',
    async ({ lab, product }) => {
      const file = lab.profile(reference(product.url, ALICE));
      const { exit, told } = await check(lab, [file], { T_ALICE: 'wrong-password' });
      expect(exit).toBe(2);
      expect(told).toEqual({
        code: 'login-refused',
        message: 't refuses the login of alice: correct the user name, or the password in variable T_ALICE',
        file,
        line: 6,
      });
    },
  );

  withProduct('what leaves nothing to try says why, and no run is left', async ({ lab, product }) => {
    const file = lab.profile(`id: t\nvendor: generic\nurl: ${product.url}\ntls: { ca: ca.pem }\n`);
    const { exit, told } = await check(lab, [file, '--only', 'token/unknown-code-refused']);
    expect(exit).toBe(2);
    expect(told).toMatchObject({
      code: 'nothing-to-try',
      message: expect.stringContaining('t needs the name of an account'),
    });
    expect(existsSync(join(lab.folder, 'run'))).toBe(false);
  });

  withProduct('an account that does not exist is refused alike', async ({ lab, product }) => {
    const file = lab.profile(reference(product.url, 'accounts:\n  - { user: nobody, password: { env: T_ALICE } }\n'));
    const { exit, told } = await check(lab, [file], { T_ALICE: product.password });
    expect(exit).toBe(2);
    expect(told.message).toContain('t refuses the login of nobody');
  });

  withProduct('a variable that is not set: say which and how', async ({ lab, product }) => {
    const { exit, told } = await check(lab, [lab.profile(reference(product.url, ALICE))]);
    expect(exit).toBe(2);
    expect(told).toMatchObject({ code: 'secret-missing', line: 6 });
    expect(told.message).toContain('export T_ALICE=...');
  });

  withProduct('no account at all: show what to write', async ({ lab, product }) => {
    const { exit, told } = await check(lab, [lab.profile(reference(product.url, ''))]);
    expect(exit).toBe(2);
    expect(told).toMatchObject({ code: 'no-account', line: 2 });
    expect(told.message).toContain('write accounts: [{ user: alice, password: { env: ALICE_PASSWORD } }]');
  });

  withProduct(
    'a browser is wanted and there is none: exit 3 with the commands to choose from',
    async ({ lab, product }) => {
      const file = lab.profile(reference(product.url, ALICE));
      const env = { PATH: '/nowhere', HOME: lab.folder, OCM_INTEROP_BROWSER: '', T_ALICE: product.password };
      const result = await runCli(['run', file, '--via', 'ui', '--json'], { env });
      expect(result.code).toBe(3);
      const told = toldBy(result);
      expect(told.code).toBe('no-browser');
      expect(told.message).toContain('apt-get install -y chromium');
      expect(told.message).toContain('--via api');
    },
  );

  withProduct('a named browser that is not there is not replaced by another one', async ({ lab, product }) => {
    const file = lab.profile(reference(product.url, ALICE));
    const env = { OCM_INTEROP_BROWSER: '/gone/chrome', T_ALICE: product.password };
    const result = await runCli(['run', file, '--via', 'ui', '--json'], { env });
    expect(result.code).toBe(3);
    expect(toldBy(result).message).toContain('OCM_INTEROP_BROWSER names /gone/chrome');
  });

  withProduct('journeys with a server that nobody can log in to: say what is needed', async ({ lab }) => {
    const authority = await lab.tls(ocmServer(DOCUMENT));
    const profile = loadTarget(lab.profile(generic(authority)));
    const refused = preflight([profile], { via: ['api'], needsBrowser: false, journeys: true });
    await expect(refused).rejects.toMatchObject({
      code: 'no-account',
      exit: 2,
      line: 2,
      message: expect.stringContaining(
        'journeys need a product with a driver, or hooks that act for its people (docs/hooks.md): name its product in `vendor`',
      ),
    });
  });

  withProduct(
    'a peer that the target cannot reach is told before any check, with what to change',
    async ({ lab, product }) => {
      // The product does not trust the authority that our peer's certificate is from, so nothing of it arrives.
      const profile = loadTarget(lab.profile(reference(product.url, ALICE)));
      process.env.T_ALICE = product.password;
      const peer = await startPeer();
      try {
        await expect(requireCallback([profile], peer, [])).rejects.toMatchObject({
          code: 'peer-unreachable',
          exit: 2,
          message: expect.stringMatching(
            /^t: the target was told to share with our peer, but nothing came to 127\.0\.0\.1:\d+.*--peer-url.*ca\.pem/,
          ),
        });
      } finally {
        await peer.close();
      }
    },
  );

  withProduct('doctor tells a peer that the target cannot reach as a step, exit 2', async ({ lab, product }) => {
    const file = lab.profile(reference(product.url, ALICE));
    const env = { T_ALICE: product.password, OCM_INTEROP_DATA: join(lab.folder, 'none') };
    const { code, stdout } = await runCli(['doctor', file, '--json'], { env });
    expect(code).toBe(2);
    const steps = JSON.parse(stdout) as Step[];
    expect(steps.filter(({ ok }) => !ok)).toEqual([
      {
        target: 't',
        step: 'peer',
        ok: false,
        found: expect.stringContaining('nothing came to 127.0.0.1'),
        fix: expect.stringContaining('ocm-interop ca <folder>'),
      },
    ]);
  });
});
