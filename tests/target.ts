import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalPeer, startPeer } from '../peer/peer.js';
import { createCa, issue } from '../protocol/tls.js';

/** A server under test in this process, with a profile file for it, as a user of the command would have. */
export interface TestTarget {
  peer: LocalPeer;
  folder: string;
  profile: string;
  /** Options that let the command's own peer be trusted by the target. */
  peerArgs: string[];
  close(): Promise<void>;
}

/** @param lines further YAML lines of the profile */
export async function openTestTarget(
  options: { deviations?: string[]; passwords?: Record<string, string>; lines?: string } = {},
): Promise<TestTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-interop-test-'));
  const ca = await createCa();
  const own = await issue(ca, ['127.0.0.1']);
  writeFileSync(join(folder, 'ca.pem'), ca.certPem);
  writeFileSync(join(folder, 'peer.pem'), own.certPem);
  writeFileSync(join(folder, 'peer.key'), own.keyPem);
  const peer = await startPeer({ ca });
  const host = await peer.openHost({ id: 'tested', speaks: '1.2', deviations: options.deviations ?? [] });
  const passwords = options.passwords ?? { alice: 'alice-password', bob: 'bob-password' };
  for (const [user, password] of Object.entries(passwords)) await peer.addAccount(host.id, { user, password });
  const accounts = Object.keys(passwords).map(
    (user) => `  - { user: ${user}, password: { env: TEST_${user.toUpperCase()} } }\n`,
  );
  const profile = join(folder, 'tested.yaml');
  writeFileSync(
    profile,
    `id: tested\nvendor: reference\nurl: ${host.url}\ntls: { ca: ./ca.pem }\nbudgets: { requestsPerMinute: 100000 }\naccounts:\n${accounts.join('')}${options.lines ?? ''}`,
  );
  return {
    peer,
    folder,
    profile,
    peerArgs: ['--peer-cert', join(folder, 'peer.pem'), '--peer-key', join(folder, 'peer.key')],
    close: () => peer.close(),
  };
}

/** Environment with the passwords that the profile refers to. */
export function environmentOf(passwords: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(passwords).map(([user, value]) => [`TEST_${user.toUpperCase()}`, value]));
}
