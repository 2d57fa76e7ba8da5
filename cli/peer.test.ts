import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { discover } from '../protocol/discovery.js';
import { createHttpClient } from '../protocol/http-client.js';
import { cliProcess, runCli } from './testing/run-cli.js';

interface Shown {
  hosts: { url: string; authority: string; speaks: string; accounts: { user: string; password: string }[] }[];
  control: { url: string; token: string };
  caPem: string;
}

test('peer runs a host per version with people on it until it is interrupted', async () => {
  const env = { OCM_INTEROP_DATA: join(mkdtempSync(join(tmpdir(), 'ocm-peer-')), 'none') };
  const { file, args } = cliProcess(['peer', '--user', 'zoe', '--json']);
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  try {
    let text = '';
    for await (const line of createInterface({ input: child.stdout })) {
      text += line;
      if (line === '}') break;
    }
    const { hosts, caPem } = JSON.parse(text) as Shown;
    expect(hosts.map(({ speaks }) => speaks)).toEqual(['1.0', '1.2']);
    const http = createHttpClient({ ca: [caPem] });
    for (const { authority, accounts } of hosts) {
      expect((await discover(http, authority)).endPoint).toContain(authority);
      expect(accounts).toMatchObject([{ user: 'zoe', password: expect.stringMatching(/.{8,}/) }]);
    }
    await http.close();
  } finally {
    child.kill('SIGINT');
  }
  expect(await ended).toBe(0);
});

for (const [argv, says] of [
  [['--speaks', '2.0'], 'write 1.0 or 1.2'],
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
