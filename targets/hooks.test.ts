import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { callHook, type HookCall, HookFailed, hasHook } from './hooks.js';

const CALL: HookCall = { action: 'stop', actor: 'alice', args: { a: 1 }, runId: 'r1', deadlineMs: 20_000 };

function profileWith(stop: string): { id: string; hooks: Record<string, string>; file: string } {
  return { id: 'cloud', hooks: { stop }, file: join(mkdtempSync(join(tmpdir(), 'hooks-')), 'cloud.yaml') };
}

test('a command gets the call on its standard input, runs in the folder of the profile, and its answer is read', async () => {
  const profile = profileWith('cat > call.json; echo "{\\"ok\\":true,\\"id\\":\\"7\\",\\"items\\":[1]}"');
  expect(hasHook(profile, 'stop')).toBe(true);
  expect(hasHook(profile, 'start')).toBe(false);
  expect(await callHook(profile, CALL)).toEqual({ ok: true, id: '7', items: [1] });
  expect(JSON.parse(readFileSync(join(profile.file, '..', 'call.json'), 'utf8'))).toEqual(CALL);
});

test('a command does not see the variables of the run itself', async () => {
  process.env.OCM_INTEROP_HOOK_TEST = 'token';
  try {
    const profile = profileWith('echo "{\\"ok\\":true,\\"id\\":\\"[$OCM_INTEROP_HOOK_TEST]\\"}"');
    expect((await callHook(profile, CALL)).id).toBe('[]');
  } finally {
    delete process.env.OCM_INTEROP_HOOK_TEST;
  }
});

for (const [what, command, said] of [
  ['says no with its reason', `echo '{"ok":false,"error":"no such server"}'`, 'said no: no such server'],
  ['ends with an error says what it complained about', 'echo broken >&2; exit 3', 'ended with 3: broken'],
  ['says nothing is not taken for done', 'true', 'answered no JSON object { "ok": true } but nothing'],
  ['says something else is quoted', 'echo done', 'but "done"'],
] as const) {
  test(`a command that ${what}`, async () => {
    await expect(callHook(profileWith(command), CALL)).rejects.toThrow(said);
  });
}

test('a command that is late is ended with all that it started', async () => {
  const profile = profileWith('sleep 60 & sleep 60');
  const started = Date.now();
  await expect(callHook(profile, { ...CALL, deadlineMs: 200 })).rejects.toThrow('did not answer within 0.2 s');
  expect(Date.now() - started).toBeLessThan(20_000);
});

test('a command that starts a server is done when it ends itself, though the server holds its output open', async () => {
  const profile = profileWith(`sleep 30 & echo '{"ok":true}'; echo $! > pid`);
  expect(await callHook(profile, CALL)).toEqual({ ok: true });
  process.kill(Number(readFileSync(join(profile.file, '..', 'pid'), 'utf8')));
});

test('a URL is posted the same call, and a refusal there is told with its status', async () => {
  const bodies: unknown[] = [];
  const server = createServer((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => {
      bodies.push(JSON.parse(text));
      response.statusCode = request.url === '/no' ? 503 : 200;
      response.end(request.url === '/no' ? 'not now' : '{"ok":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    expect(await callHook(profileWith(`${base}/yes`), CALL)).toEqual({ ok: true });
    expect(bodies).toEqual([CALL]);
    await expect(callHook(profileWith(`${base}/no`), CALL)).rejects.toThrow('answered with status 503: not now');
  } finally {
    server.close();
  }
  await expect(callHook(profileWith(`${base}/yes`), CALL)).rejects.toThrow('could not be asked');
});

test('who answers without end is ended, and the run keeps its memory', async () => {
  await expect(callHook(profileWith('yes "{}"'), CALL)).rejects.toThrow('answered more than 8 MB');
});

test('what is no object, or does not say whether it worked, is not taken for done', async () => {
  for (const answer of ['[]', 'null', '7', '"ok"', '{}', '{"ok":"true"}', '[1'])
    await expect(callHook(profileWith(`printf '%s' '${answer}'`), CALL)).rejects.toThrow('answered no JSON object');
});

test('a command that is not there is told, not thrown', async () => {
  await expect(callHook(profileWith('./no-such-hook'), CALL)).rejects.toThrow(/hook "stop" of cloud ended with 12\d/);
});

test('no secret of the profile or of the environment stands in what is said of a hook, nor the hook itself', async () => {
  process.env.HOOK_TEST_PASSWORD = 'correct-horse-battery';
  process.env.HOOK_TEST_API_TOKEN = 'tok-0123456789';
  try {
    const loud =
      'echo "curl -u alice:$OCM_HOOK_PASSWORD -H Authorization: Bearer abcdef0123456789 $HOOK_TEST_API_TOKEN https://bob:pw@host password=hunter22" >&2; exit 1 # inline-key';
    const profile = {
      ...profileWith(loud),
      accounts: [{ user: 'alice', password: { env: 'HOOK_TEST_PASSWORD' } }],
    };
    const error: unknown = await callHook(profile, CALL).catch((thrown: unknown) => thrown);
    const said = String(error);
    expect(said).toContain('hook "stop" of cloud ended with 1: curl -u alice:');
    for (const secret of ['correct-horse', 'abcdef0123', 'tok-0123', 'bob:pw', 'hunter22', 'inline-key'])
      expect(said).not.toContain(secret);
  } finally {
    delete process.env.HOOK_TEST_PASSWORD;
    delete process.env.HOOK_TEST_API_TOKEN;
  }
});

test('a command finds the call in variables, too: action, actor, texts among the arguments, and what the profile says', async () => {
  const shown = `printf '{"ok":true,"id":"%s"}' "$OCM_HOOK_ACTION $OCM_HOOK_ACTOR $OCM_HOOK_TO $OCM_HOOK_SHARE_ID $OCM_HOOK_URL"`;
  const profile = { ...profileWith(shown), url: 'https://cloud.example.org' };
  const args = { to: 'bob@there', share: { id: '7' }, much: 'x'.repeat(200_000), odd: 'a\0b' };
  expect((await callHook(profile, { ...CALL, args })).id).toBe('stop alice bob@there 7 https://cloud.example.org');
});

test('an action without a hook is named', async () => {
  const profile = profileWith('true');
  writeFileSync(profile.file, '');
  await expect(callHook(profile, { ...CALL, action: 'start' })).rejects.toThrow(HookFailed);
  await expect(callHook(profile, { ...CALL, action: 'start' })).rejects.toThrow('cloud has no hook "start"');
});
