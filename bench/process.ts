import { spawn } from 'node:child_process';
import { asset } from '../spec/package-root.js';

/** Wall time in seconds of one command of ours, as a whole process. Rejects when it exits otherwise than expected. */
export async function timed(args: string[], env: Record<string, string> = {}, accept: number[] = [0]): Promise<number> {
  const started = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', resolve);
  });
  if (code === null || !accept.includes(code)) throw new Error(`${args.join(' ')} exited with ${code}: ${said}`);
  return (performance.now() - started) / 1000;
}

/** The command as people start it. */
export const COMMAND = asset('bin/ocm-interop.mjs');
