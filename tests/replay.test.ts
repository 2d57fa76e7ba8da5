import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { Ajv } from 'ajv';
import { asset } from '../spec/package-root.js';
import type { Finding } from '../vocabulary.js';
import { runCli } from './run-cli.js';
import { environmentOf, openTestTarget } from './target.js';

const passwords = { alice: 'alice-password', bob: 'bob-password' };
const env = environmentOf(passwords);

/** What a person who receives is told, in the shape that is published. */
function replayed(text: string): { finding: string; state: string; received: string } {
  const value = JSON.parse(text) as { finding: string; state: string; received: string };
  const schema = JSON.parse(readFileSync(asset('cli/schemas/replay.schema.json'), 'utf8')) as object;
  expect(new Ajv().validate(schema, value)).toBe(true);
  return value;
}

test('a finding is still failing while the server deviates, and fixed when it does not', async () => {
  test.setTimeout(600_000);
  const broken = await openTestTarget({ passwords, host: { deviations: ['unknown-user-taken'] } });
  const sound = await openTestTarget({ passwords });
  try {
    const run = join(broken.folder, 'run');
    const only = ['--only', 'refuse/unknown-user'];
    const found = await runCli(['check', broken.profile, ...only, '--out', run, '--json', ...broken.peerArgs], env);
    expect(found.code, found.err).toBe(0);
    const { findings } = JSON.parse(found.out) as { findings: Finding[] };
    const finding = findings.find(({ check }) => check === 'refuse/unknown-user');
    if (!finding) throw new Error('nothing was found');

    const replay = (target: typeof broken, id: string, ...more: string[]) =>
      runCli(['replay', run, id, ...more, ...target.peerArgs], env);
    const failing = await replay(broken, finding.id.slice(0, 6), '--json');
    expect(failing.code, failing.err).toBe(1);
    expect(replayed(failing.out)).toMatchObject({ finding: finding.id, state: 'failing' });
    expect(replayed(failing.out).received).toContain('201');

    const fixed = await replay(sound, finding.id, '--json', '--profile', sound.profile);
    expect(fixed.code, fixed.err).toBe(0);
    expect(replayed(fixed.out)).toMatchObject({ finding: finding.id, state: 'fixed' });

    const words = await replay(sound, finding.id, '--profile', sound.profile);
    expect(words.out).toMatch(/^fixed: refuse\/unknown-user\S* \[/);
    const unknown = await replay(broken, 'ffffffffffff', '--json');
    expect(unknown.code).toBe(2);
    expect(unknown.out).toContain(`it has: ${finding.id}`);

    // The line in the report, pasted, gets what the finding says was received.
    const { curl = '' } = finding;
    expect(curl).toMatch(/: "\$\{SECRET_\d+:\?set SECRET_\d+ to what stood in the body as sharedSecret\}" && /);
    expect(readFileSync(join(run, 'junit.xml'), 'utf8')).toMatch(/curl {6}: &quot;\$\{[A-Z_0-9]+:\?set /);
    expect(readFileSync(join(run, 'report.html'), 'utf8')).toContain('<dt>curl</dt>');
    const secret = /SECRET_\d+/.exec(curl)?.[0] ?? '';
    const sender = await broken.peer.openHost({ id: 'somebody', speaks: '1.2' });
    const pasted = await promisify(execFile)('sh', ['-c', curl], {
      cwd: broken.folder,
      env: { ...process.env, [secret]: 'any-secret', PEER: sender.authority },
    });
    expect(pasted.stdout).toMatch(/^HTTP\/1\.1 201 /);
  } finally {
    await broken.close();
    await sound.close();
  }
});

test('a red cell is replayed with both its servers', async () => {
  test.setTimeout(600_000);
  const broken = await openTestTarget({ passwords, host: { deviations: ['read-only-share-takes-writes'] } });
  const sound = await openTestTarget({ passwords });
  try {
    const run = join(broken.folder, 'run');
    const args = ['--via', 'api', '--only', 'P', '--no-check', '--out', run, '--json', ...broken.peerArgs];
    const found = await runCli(['run', broken.profile, ...args], env);
    expect(found.code, found.err).toBe(1);
    const { findings } = JSON.parse(found.out) as { findings: Finding[] };
    const finding = findings.find(
      ({ pair, check }) => pair?.receiver === 'reference-peer' && check.startsWith('flow/'),
    );
    if (!finding) throw new Error('nothing was found');
    const failing = await runCli(['replay', run, finding.id, '--json', ...broken.peerArgs], env);
    expect(failing.code, failing.err).toBe(1);
    expect(replayed(failing.out).state).toBe('failing');
    const mended = ['--profile', sound.profile, ...sound.peerArgs];
    const fixed = await runCli(['replay', run, finding.id, '--json', ...mended], env);
    expect(fixed.code, fixed.err).toBe(0);
    expect(replayed(fixed.out).state).toBe('fixed');
  } finally {
    await broken.close();
    await sound.close();
  }
});
