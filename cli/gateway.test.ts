import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from '@playwright/test';
import { createCa, issue, loadOrCreateCa } from '../protocol/tls.js';
import { listenProblem } from './gateway-plan.js';
import { cliProcess, runCli } from './testing/run-cli.js';
import { freePort, type Lab, openLab } from './testing/servers.js';

const CANARY = 'canary-secret-of-the-share-4711';
const PASSWORD = 'canary-password-of-alice';

interface Running {
  /** Lines of standard output so far. */
  lines: string[];
  until(pattern: RegExp): Promise<RegExpExecArray>;
  end(): Promise<number | null>;
}

/** Starts the command and follows what it says. */
function start(argv: string[], env: Record<string, string>): Running {
  const { file, args } = cliProcess(argv);
  const child = spawn(file, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  let said = '';
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', (code) => resolve(code)));
  return {
    lines,
    async until(pattern) {
      await expect
        .poll(() => pattern.exec(lines.join('\n')) !== null || child.exitCode !== null, { timeout: 30_000 })
        .toBe(true);
      const found = pattern.exec(lines.join('\n'));
      if (!found) throw new Error(`the gateway did not come up: ${said}`);
      return found;
    },
    end() {
      child.kill('SIGINT');
      return ended;
    },
  };
}

async function withLab(work: (lab: Lab, env: Record<string, string>) => Promise<void>): Promise<void> {
  const lab = await openLab();
  const env = { OCM_INTEROP_DATA: join(lab.folder, 'data') };
  await loadOrCreateCa(join(lab.folder, 'data', 'ca'));
  try {
    await work(lab, env);
  } finally {
    await lab.close();
  }
}

function send(port: number, ca: string, headers: Record<string, string>, path: string, body: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const req = request({
      host: '127.0.0.1',
      port,
      ca,
      servername: 'cloud2.test',
      method: 'POST',
      path,
      headers: { host: 'cloud2.test', 'content-type': 'application/json', ...headers },
      agent: false,
    });
    req.once('error', reject);
    req.once('response', (res) => {
      res.resume();
      res.once('end', () => resolve(res.statusCode ?? 0));
    });
    req.end(body);
  });
}

test('gateway says what to put where, records and judges what passes without its secrets, and ends when interrupted', () =>
  withLab(async (lab, env) => {
    const behind = await lab.tls(
      (req, res) => {
        req.resume();
        res.writeHead(201, { 'content-type': 'application/json', 'set-cookie': 'session=canary' });
        res.end('{"recipientDisplayName":"Bob"}');
      },
      { names: ['cloud2.test'] },
    );
    const out = join(lab.folder, 'out');
    const gateway = start(
      [
        ...['gateway', '--listen', '127.0.0.1:0', '--upstream', `cloud2.test=${behind}`, '--trust', lab.caFile],
        ...['--upstream', 'cloud1.test=127.0.0.1:9', '--out', out, '--spec', '1.4.0'],
      ],
      env,
    );
    const [, port] = await gateway.until(/listens at 127\.0\.0\.1:(\d+)[\s\S]*Ctrl-C/);
    expect(gateway.lines.join('\n')).toContain('  127.0.0.1 cloud2.test cloud1.test');
    const ca = readFileSync(join(lab.folder, 'data', 'ca', 'ca.pem'), 'utf8');
    const share = {
      shareWith: 'bob@https://cloud2.test',
      name: 'a.txt',
      providerId: '1',
      owner: 'alice@cloud1.test',
      sender: 'alice@cloud1.test',
      shareType: 'user',
      resourceType: 'file',
      protocol: { name: 'webdav', options: { sharedSecret: CANARY } },
    };
    expect(await send(Number(port), ca, {}, '/ocm/shares', JSON.stringify(share))).toBe(201);
    const basic = { authorization: `Basic ${Buffer.from(`alice:${PASSWORD}`).toString('base64')}` };
    await send(Number(port), ca, basic, `/login?password=${PASSWORD}`, `private text of ${PASSWORD}`);
    await gateway.until(/fail OCM-SHARE-009/);
    expect(await gateway.end()).toBe(0);
    const files = ['exchanges.jsonl', 'findings.jsonl'].map((name) => readFileSync(join(out, name), 'utf8'));
    const [exchanges = '', findings = ''] = files;
    const [first, personal] = exchanges
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(first).toMatchObject({ from: 'cloud1.test', to: 'cloud2.test', response: { status: 201 } });
    expect(personal).toMatchObject({ isPersonal: true, request: { url: 'https://cloud2.test/login', headers: {} } });
    expect(JSON.parse(findings.split('\n')[0] ?? '')).toMatchObject({
      rule: 'sent-share/share-with-is-address',
      party: 'cloud1.test',
      role: 'sender',
      verdict: 'fail',
    });
    const told = [...files, gateway.lines.join('\n')].join('\n');
    for (const secret of [CANARY, PASSWORD, 'session=canary'])
      for (const form of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').replace(/=+$/, ''),
      ])
        expect(told).not.toContain(form);
    const again = await runCli(
      ['gateway', '--upstream', 'cloud2.test=127.0.0.1:1', '--listen', '127.0.0.1:0', '--out', out],
      {
        env,
      },
    );
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('already holds a recording') });
  }));

test('what stands in the way of a gateway is told in one message with what to write, exit 2', () =>
  withLab(async (lab, env) => {
    test.setTimeout(240_000);
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const { port } = busy.address() as AddressInfo;
    const free = await freePort();
    const profile = (url: string): string =>
      lab.profile(`id: one\nvendor: generic\nurl: ${url}\n`, `${url.replaceAll(/\W+/g, '-')}.yaml`);
    const strange = await issue(await createCa(), ['elsewhere.test']);
    const [cert, key] = [join(lab.folder, 'c.pem'), join(lab.folder, 'k.pem')];
    writeFileSync(cert, strange.certPem);
    writeFileSync(key, strange.keyPem);
    const up = ['--upstream', 'a.test=127.0.0.11'];
    const at = (place: string): string[] => ['--listen', place];
    for (const [argv, says] of [
      [[...up, ...at(`127.0.0.1:${port}`)], `cannot listen at 127.0.0.1:${port}: something listens there already`],
      [[...up, ...at('192.0.2.7:8443')], 'cannot listen at 192.0.2.7:8443: this machine has no such address'],
      [[...up, ...at('8443')], 'write address:port, for example 127.0.0.50:443'],
      [at(`127.0.0.1:${free}`), 'the gateway has no name to serve'],
      [['--upstream', 'a.test'], 'write name=address'],
      [['--upstream', 'a.test=https://h/path'], 'write name=address'],
      [[...up, '--client', 'a.test=127.0.0.1'], 'write address=name'],
      [[...up, '--client', '10.0.0.1=b.test'], 'names here are a.test'],
      [[...up, '--cert', cert], 'belong together'],
      [[...up, '--cert', cert, '--key', key], 'is not for a.test'],
      [[...up, '--cert', key, '--key', key], 'holds no PEM certificate'],
      [[...up, '--trust', '/gone.pem'], 'cannot be read'],
      [[...up, '--spec', '9'], 'is no version of the text'],
      [[profile('https://no-such-host.invalid')], 'no-such-host.invalid has no address here: say where the server is'],
      [
        [profile(`https://localhost:${free}`), ...at(`0.0.0.0:${free}`)],
        'localhost leads to the gateway itself (127.0.0.1) on this machine, too',
      ],
    ] as const) {
      const told = await runCli(['gateway', ...argv], { env });
      expect(told.code, told.stderr).toBe(2);
      expect(told.stderr).toContain(says);
      expect(told.stderr.trim().split('\n')).toHaveLength(1);
    }
    busy.close();
  }));

test('without an authority of ours or a certificate there is no gateway, and it says how to get one', async () => {
  const env = { OCM_INTEROP_DATA: mkdtempSync(join(tmpdir(), 'ocm-gateway-')) };
  const told = await runCli(['gateway', '--upstream', 'a.test=127.0.0.11', '--json'], { env });
  expect(told.code).toBe(2);
  expect(JSON.parse(told.stdout)).toMatchObject({ error: { code: 'no-ca' } });
  expect(told.stdout).toContain('ocm-interop ca <folder>');
});

test('run says when options of a gateway stand without it', async () => {
  const told = await runCli(['run', 'https://a.test', '--upstream', 'a.test=127.0.0.11']);
  expect(told.code).toBe(2);
  expect(told.stderr).toContain('say more about --gateway <address:port>: give it, too');
});

test('a port that needs rights is told as such', () => {
  const denied = Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
  expect(String(listenProblem(denied, { host: '127.0.0.50', port: 443 }))).toContain('a port below 1024 needs rights');
  const other = new Error('another');
  expect(listenProblem(other, { host: '::', port: 443 })).toBe(other);
});
