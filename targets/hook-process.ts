import { spawn } from 'node:child_process';
import { dirname } from 'node:path';

/** Bytes of an answer that are read; who says more is ended. */
export const MAX_ANSWER = 8 * 1024 * 1024;
/** Bytes of what a command complains about that are kept: the last ones tell why it ended. */
const MAX_COMPLAINTS = 2_000;
/** Time after its end in which a command's last output is still read. */
const LAST_WORDS_MS = 300;
/** Variables of this run's own that no hook needs, the token of the peer's control API among them. */
const OWN_VARIABLES = /^OCM_INTEROP_/;

/** A command for the shell, and what it is given. */
export interface HookCommand {
  command: string;
  /** What stands on its standard input. */
  input: string;
  /** Variables besides those of this process. */
  env: Record<string, string>;
  /** File in whose folder it runs; absent: the current one. */
  beside: string | undefined;
  deadlineMs: number;
}

/** What a command said before it ended, or in which words it did not. */
export type HookSaid = { output: string } | { failed: string };

/**
 * Runs a command and never rejects. One that is late or says too much is ended with all that it started; one that starts a server is
 * done when it has ended itself.
 */
export async function runHookCommand({ command, input, env, beside, deadlineMs }: HookCommand): Promise<HookSaid> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name)));
  // A group of its own: a command that is late ends together with what it started.
  const child = spawn(command, {
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...inherited, ...env },
    ...(beside === undefined ? {} : { cwd: dirname(beside) }),
  });
  const output: Buffer[] = [];
  let size = 0;
  let complaints = '';
  let ended: string | undefined;
  const end = (why: string): void => {
    ended ??= why;
    endGroup(child.pid);
    // What it started in another group may hold the pipes open.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER) end(tooMuch());
    else output.push(chunk);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-MAX_COMPLAINTS);
  });
  // A command that needs no input may end before it was written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const timer = setTimeout(() => end(late(deadlineMs)), deadlineMs);
  try {
    const exit = await new Promise<number | NodeJS.Signals | null | Error>((resolve) => {
      child.once('error', resolve);
      child.once('close', (code, signal) => resolve(code ?? signal));
      // A server that a hook starts may keep the output open: the command has answered when it has ended.
      child.once('exit', (code, signal) => setTimeout(() => resolve(code ?? signal), LAST_WORDS_MS));
    });
    if (ended !== undefined) return { failed: ended };
    if (exit instanceof Error) return { failed: `could not be started: ${exit.message}` };
    if (exit !== 0) {
      const why = complaints.trim();
      return { failed: `ended with ${exit}${why === '' ? '' : `: ${why}`}` };
    }
    return { output: Buffer.concat(output).toString('utf8').trim() };
  } finally {
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

export const late = (deadlineMs: number): string => `did not answer within ${deadlineMs / 1000} s`;
export const tooMuch = (): string => `answered more than ${MAX_ANSWER / 1024 / 1024} MB, which nothing here needs`;

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
