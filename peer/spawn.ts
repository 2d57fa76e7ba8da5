import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a peer process says when it is ready. */
export interface PeerReady {
  /** Of its control API. */
  url: string;
  token: string;
  /** PEM of the authority that issues its hosts' certificates; null when it was given a certificate. */
  caPem: string | null;
  /** Public key hash of its hosts' certificates, for a browser. */
  spki: string;
}

export interface SpawnPeerOptions {
  /** Folder of the local authority (`loadOrCreateCa`). Default: one in memory. */
  caFolder?: string;
  /** PEM files of a certificate for all hosts. */
  tls?: { certFile: string; keyFile: string };
  /** PEM files of authorities to trust as a client, besides those that Node.js trusts. */
  trustFiles?: string[];
}

export interface SpawnedPeer extends PeerReady {
  pid: number;
  /** Resolves with the exit code when the process is gone, wanted or not. */
  exited: Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts a peer as a process that ends with this one. Rejects when it does not come up, with what it said. */
export async function spawnPeer(options: SpawnPeerOptions = {}): Promise<SpawnedPeer> {
  const args = [
    ...(options.caFolder === undefined ? [] : ['--ca', options.caFolder]),
    ...(options.tls ? ['--cert', options.tls.certFile, '--key', options.tls.keyFile] : []),
    ...(options.trustFiles ?? []).flatMap((file) => ['--trust', file]),
  ];
  const entry = fileURLToPath(new URL('./process.js', import.meta.url));
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-4_000);
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const line = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the peer process ended with ${code}: ${complaints.trim()}`)));
  });
  return {
    ...(JSON.parse(line) as PeerReady),
    pid: child.pid ?? 0,
    exited,
    async stop() {
      child.stdin.end();
      await exited;
    },
  };
}
