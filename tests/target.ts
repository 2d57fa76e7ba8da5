import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostOptions } from '../peer/contract.js';
import { type LocalPeer, startPeer } from '../peer/peer.js';
import { createCa, issue } from '../protocol/tls.js';

/** A server under test in this process, with a profile file for it, as a user of the command would have. */
export interface TestTarget {
  peer: LocalPeer;
  /** Id of the server's host at the peer. */
  host: string;
  /** Removed with everything in it by `close`. */
  folder: string;
  /** PEM file of the authority that the server's certificate is from. */
  caFile: string;
  profile: string;
  /** What stands in that file. */
  profileText: string;
  /** Where its people log in. */
  url: string;
  /** Options that let the command's own peer be trusted by the target. */
  peerArgs: string[];
  close(): Promise<void>;
}

export interface TestTargetOptions {
  /** Differences of the server. */
  host?: Partial<HostOptions>;
  /** Its people and their passwords. */
  passwords?: Record<string, string>;
  /** Further budgets, as in `{ total: 1m }` without the braces. */
  budgets?: string;
  /** Further YAML lines of the profile. */
  lines?: string;
}

export async function openTestTarget(options: TestTargetOptions = {}): Promise<TestTarget> {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-interop-test-'));
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const ca = await createCa();
  const own = await issue(ca, ['127.0.0.1']);
  const peer = await startPeer({ ca });
  const host = await peer.openHost({ id: 'tested', speaks: '1.2', ...options.host });
  const passwords = options.passwords ?? { alice: 'alice-password', bob: 'bob-password' };
  for (const [user, password] of Object.entries(passwords)) await peer.addAccount(host.id, { user, password });
  const accounts = Object.keys(passwords).map(
    (user) => `  - { user: ${user}, password: { env: TEST_${user.toUpperCase()} } }\n`,
  );
  const profileText = `id: tested\nvendor: reference\nurl: ${host.url}\ntls: { ca: ./ca.pem }\nbudgets: { requestsPerMinute: 100000${options.budgets === undefined ? '' : `, ${options.budgets}`} }\naccounts:\n${accounts.join('')}${options.lines ?? ''}`;
  return {
    peer,
    host: host.id,
    url: host.url,
    profileText,
    folder,
    caFile: file('ca.pem', ca.certPem),
    profile: file('tested.yaml', profileText),
    peerArgs: ['--peer-cert', file('peer.pem', own.certPem), '--peer-key', file('peer.key', own.keyPem)],
    async close() {
      await peer.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Environment with the passwords that the profile refers to. */
export function environmentOf(passwords: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(passwords).map(([user, value]) => [`TEST_${user.toUpperCase()}`, value]));
}
