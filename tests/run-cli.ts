import { spawn } from 'node:child_process';
import { asset } from '../spec/package-root.js';

export interface Told {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command as a process, as people do: arguments in, exit code and text out. It is interrupted once it has said `until`. */
export function runCli(args: string[], env: Record<string, string> = {}, until?: RegExp): Promise<Told> {
  const child = spawn(process.execPath, [asset('bin/ocm-interop.mjs'), ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: Told = { code: null, out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    told.out += chunk.toString('utf8');
  });
  let interrupted = false;
  child.stderr.on('data', (chunk: Buffer) => {
    told.err += chunk.toString('utf8');
    if (interrupted || until?.test(told.err) !== true) return;
    interrupted = true;
    child.kill('SIGINT');
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ ...told, code }));
  });
}
