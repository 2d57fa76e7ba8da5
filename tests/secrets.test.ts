import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { runCli } from './run-cli.js';
import { environmentOf, openTestTarget } from './target.js';

const passwords = {
  alice: 'canary-alice-8d1f0b/+ü?&=',
  bob: 'canary-bob-77c2a9e4',
  admin: 'canary-admin-5e0b9d13',
};

/** Every way in which a value could stand in a file. */
function forms(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    base64.replace(/=+$/, ''),
    base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''),
    Buffer.from(secret).toString('hex'),
  ];
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });
}

test('no secret of the profile or of the wire reaches the run folder or the terminal', async () => {
  test.setTimeout(300_000);
  const target = await openTestTarget({
    passwords: { alice: passwords.alice, bob: passwords.bob },
    host: { deviations: ['unknown-user-taken', 'sent-uri-holds-secret', 'acceptance-provider-id-is-number'] },
    lines: 'admin: { user: admin, password: { file: ./admin.secret } }\n',
  });
  try {
    writeFileSync(join(target.folder, 'admin.secret'), passwords.admin);
    const out = join(target.folder, 'run');
    const told = await runCli(
      ['run', target.profile, '--via', 'api', '--out', out, '--quiet', ...target.peerArgs],
      environmentOf(passwords),
    );
    expect(told.code, told.err).toBe(1);
    const wire = (await target.peer.exchanges({ host: 'tested' })).flatMap(({ request }) => {
      const secret = /"sharedSecret":"([^"]{8,})"/.exec(request.body.text)?.[1];
      return secret === undefined ? [] : [secret];
    });
    expect(wire.length).toBeGreaterThan(20);
    const files = filesBelow(out);
    expect(files.length).toBeGreaterThan(50);
    const places = [
      ...files.map((file) => [file, readFileSync(file, 'utf8')] as const),
      ['terminal', told.out + told.err] as const,
    ];
    const leaks = places.flatMap(([place, text]) =>
      [...Object.values(passwords).flatMap(forms), ...new Set(wire)]
        .filter((form) => text.includes(form))
        .map((form) => `${place}: ${form.slice(0, 12)}...`),
    );
    expect(leaks).toEqual([]);
  } finally {
    await target.close();
  }
});
