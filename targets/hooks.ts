import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { Profile } from './profile.js';

/**
 * What a profile's hook may be asked to do. A hook does what no product lets its people do:
 * - `stop`, `start`: ends the server and brings it back, with all that it holds. `start` answers when the server does.
 * - `advance`: lets the time `args.to` (ISO 8601, UTC) come for the server, by moving its clock or by letting end what ends until then.
 *   `args.what` names the shared item that the flow waits for.
 * - `restore`: takes the last `advance` back.
 */
export type HookAction = 'stop' | 'start' | 'advance' | 'restore';

/** One call, as it stands on a command's standard input or in the body of a POST. */
export interface HookCall {
  action: HookAction;
  /** Login name of the person for whom it is done; empty for what concerns the whole server. */
  actor: string;
  args: Record<string, unknown>;
  /** Id of the run, part of the name of everything that it makes. */
  runId: string;
  /** Time that the hook has, in ms; after that it is ended. */
  deadlineMs: number;
}

/** What a hook answers: one JSON object, on standard output or as the body of a 2xx. */
export interface HookAnswer {
  ok: true;
  id?: string;
  items?: unknown[];
}

/** The hook did not do what it was asked to; the message names it and says what it said. */
export class HookFailed extends Error {
  override readonly name = 'HookFailed';
}

/** Bytes of output that are kept. */
const MAX_OUTPUT = 1024 * 1024;
/** Time after its end in which a command's last output is still read. */
const LAST_WORDS_MS = 300;
/** Variables of this run's own that no hook needs, the token of the peer's control API among them. */
const OWN_VARIABLES = /^OCM_INTEROP_/;

type HookOwner = Pick<Profile, 'id' | 'hooks' | 'file'>;

/** Whether a profile names a hook for an action. */
export function hasHook(profile: HookOwner, action: HookAction): boolean {
  return profile.hooks[action] !== undefined;
}

/**
 * Calls the hook that a profile names for an action: a URL (http or https) gets a POST, anything else is a command for the shell, run in the
 * profile's folder. The caller has made sure that the user allows hooks. Rejects with HookFailed.
 */
export async function callHook(profile: HookOwner, call: HookCall): Promise<HookAnswer> {
  const hook = profile.hooks[call.action];
  if (hook === undefined) throw new HookFailed(`${profile.id} has no hook "${call.action}" in its profile`);
  const failed = (words: string): HookFailed =>
    new HookFailed(`hook "${call.action}" of ${profile.id} (${hook}) ${words}`);
  const input = JSON.stringify(call);
  const said = /^https?:\/\//i.test(hook)
    ? await post(hook, input, call.deadlineMs, failed)
    : await run(hook, input, call.deadlineMs, profile.file, failed);
  return readAnswer(said, failed);
}

function readAnswer(said: string, failed: (words: string) => HookFailed): HookAnswer {
  let answer: { ok?: unknown; error?: unknown; id?: unknown; items?: unknown };
  try {
    answer = JSON.parse(said) as typeof answer;
  } catch {
    throw failed(`answered no JSON object { "ok": true } but ${said === '' ? 'nothing' : `"${oneLine(said)}"`}`);
  }
  if (answer?.ok !== true) throw failed(`said no: ${words(answer?.error) || 'without a reason in "error"'}`);
  return {
    ok: true,
    ...(typeof answer.id === 'string' ? { id: answer.id } : {}),
    ...(Array.isArray(answer.items) ? { items: answer.items } : {}),
  };
}

async function post(
  url: string,
  body: string,
  deadlineMs: number,
  failed: (words: string) => HookFailed,
): Promise<string> {
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const signal = AbortSignal.timeout(deadlineMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    const text = await response.text();
    if (!response.ok) throw failed(`answered with status ${response.status}: ${oneLine(text)}`);
    return text;
  } catch (error) {
    if (error instanceof HookFailed) throw error;
    if (error instanceof Error && error.name === 'TimeoutError') throw failed(late(deadlineMs));
    throw failed(`could not be asked: ${words((error as { cause?: unknown }).cause) || words(error)}`);
  }
}

async function run(
  command: string,
  input: string,
  deadlineMs: number,
  file: string | undefined,
  failed: (words: string) => HookFailed,
): Promise<string> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN_VARIABLES.test(name)));
  // A group of its own: a command that is late ends together with what it started.
  const child = spawn(command, {
    shell: true,
    detached: process.platform !== 'win32',
    stdio: ['pipe', 'pipe', 'pipe'],
    env,
    ...(file === undefined ? {} : { cwd: dirname(file) }),
  });
  let output = '';
  let complaints = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (output.length < MAX_OUTPUT) output += chunk.toString('utf8');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-2_000);
  });
  // A command that needs no input may end before it was written.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    endGroup(child.pid);
    // What it started in another group may hold the pipes open.
    child.stdout.destroy();
    child.stderr.destroy();
  }, deadlineMs);
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
      child.once('error', (error) => reject(failed(`could not be started: ${error.message}`)));
      child.once('close', (exit, by) => resolve([exit, by]));
      // A server that a hook starts may keep the output open: the command has answered when it has ended.
      child.once('exit', (exit, by) => setTimeout(() => resolve([exit, by]), LAST_WORDS_MS));
    });
    if (isLate) throw failed(late(deadlineMs));
    if (code !== 0)
      throw failed(`ended with ${code ?? signal}${complaints.trim() === '' ? '' : `: ${oneLine(complaints)}`}`);
    return output.trim();
  } finally {
    clearTimeout(timer);
    child.stdout.destroy();
    child.stderr.destroy();
  }
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

const late = (deadlineMs: number): string => `did not answer within ${deadlineMs / 1000} s`;

function words(value: unknown): string {
  if (value instanceof Error) return oneLine(value.message);
  return typeof value === 'string' ? oneLine(value) : '';
}

function oneLine(text: string): string {
  const line = text.trim().replaceAll(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
