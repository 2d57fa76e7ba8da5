import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { discover } from '../protocol/discovery.js';
import { createHttpClient } from '../protocol/http-client.js';
import { libraryProtocolOf } from '../protocol/library-dialect.js';
import { cliProcess, runCli } from './testing/run-cli.js';

interface Shown {
  hosts: {
    url: string;
    authority: string;
    speaks: string;
    dialect?: { name: string };
    accounts: { user: string; password: string }[];
  }[];
  control: { url: string; token: string };
  caPem: string;
}

/** What a peer says when it is up; `use` is called while it runs, then it is interrupted. */
async function shownBy(
  argv: string[],
  use: (shown: Shown) => Promise<void> = () => Promise.resolve(),
): Promise<Shown & { code: number | null }> {
  const env = { OCM_INTEROP_DATA: join(mkdtempSync(join(tmpdir(), 'ocm-peer-')), 'none') };
  const { file, args } = cliProcess(['peer', ...argv, '--json']);
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  let shown: Shown;
  try {
    let text = '';
    for await (const line of createInterface({ input: child.stdout })) {
      text += line;
      if (line === '}') break;
    }
    shown = JSON.parse(text) as Shown;
    await use(shown);
  } finally {
    child.kill('SIGINT');
  }
  return { ...shown, code: await ended };
}

test('peer runs a host per version with people on it until it is interrupted', async () => {
  const { code } = await shownBy(['--user', 'zoe'], async ({ hosts, caPem }) => {
    expect(hosts.map(({ speaks }) => speaks)).toEqual(['1.0', '1.2']);
    const http = createHttpClient({ ca: [caPem] });
    for (const { authority, accounts } of hosts) {
      expect((await discover(http, authority)).endPoint).toContain(authority);
      expect(accounts).toMatchObject([{ user: 'zoe', password: expect.stringMatching(/.{8,}/) }]);
    }
    await http.close();
  });
  expect(code).toBe(0);
});

test('peer speaks a dialect in place of OCM when told so', async () => {
  const { code } = await shownBy(['--speaks', 'library-api', '1.2'], async ({ hosts, caPem }) => {
    expect(hosts.map(({ dialect }) => dialect?.name)).toEqual(['library-api', undefined]);
    const http = createHttpClient({ ca: [caPem] });
    const found = await Promise.all(hosts.map(({ authority }) => discover(http, authority)));
    expect(found.map(({ document }) => libraryProtocolOf(document) !== undefined)).toEqual([true, false]);
    await http.close();
  });
  expect(code).toBe(0);
});

for (const [argv, says] of [
  [['--speaks', '2.0'], 'write 1.0 or 1.2 or library-api'],
  [['--port', 'http'], 'write a number from 1 to 65535'],
  [['--name', 'peer.test'], 'needs a --port'],
  [['--deviation', 'nonsense'], 'there is no deviation "nonsense"'],
  [['--peer-cert', 'a.pem'], 'belong together'],
  [['--trust', '/gone.pem'], 'cannot be read'],
] as const) {
  test(`peer ${argv.join(' ')} is refused with what to write, exit 2`, async () => {
    const { code, stderr } = await runCli(['peer', ...argv]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
}
