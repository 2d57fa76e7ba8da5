import { late, MAX_ANSWER, runHookCommand, tooMuch } from './hook-process.js';
import { hookVariables, knowSecretsOf, withoutSecrets } from './hook-surroundings.js';
import type { Profile } from './profile.js';

/**
 * What a hook may be asked to do to a whole server, which no product lets its people do:
 * - `stop`, `start`: ends the server and brings it back, with all that it holds. `start` answers when the server does.
 * - `advance`: lets the time `args.to` (ISO 8601, UTC) come for the server, by moving its clock or by letting end what ends until then.
 *   `args.what` names the shared item that the flow waits for.
 * - `restore`: takes the last `advance` back.
 * - `limit`: shares are taken in from the server `args.to` (an origin) only; without it from none. `unlimit`: from all, as it was before.
 */
export const SERVER_ACTIONS = ['stop', 'start', 'advance', 'restore', 'limit', 'unlimit'] as const;

/** What a hook may be asked to do as one of a server's people, in place of a driver. Their arguments: docs/hooks.md. */
export const PERSON_ACTIONS = [
  'put',
  'folder',
  'share',
  'permit',
  'unshare',
  'list',
  'accept',
  'decline',
  'leave',
  'read',
  'write',
  'rename',
  'remove',
  'open',
  'invite',
  'take',
  'contacts',
  'forget',
] as const;

export type PersonAction = (typeof PERSON_ACTIONS)[number];
export type HookAction = (typeof SERVER_ACTIONS)[number] | PersonAction;

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
  override readonly name: string = 'HookFailed';
}

/** The hook worked, and answered `{ "ok": false, "error" }`: the server's own no, in the hook's words. */
export class HookRefused extends HookFailed {
  override readonly name = 'HookRefused';
  readonly refusal: string;
  constructor(message: string, refusal: string) {
    super(message);
    this.refusal = refusal;
  }
}

/** The profile names no hook for what was to be done. */
export class HookLacking extends HookFailed {
  override readonly name = 'HookLacking';
}

type HookOwner = Pick<Profile, 'id' | 'hooks' | 'file'> & Partial<Pick<Profile, 'url' | 'tls' | 'accounts' | 'admin'>>;

/** Whether a profile names a hook for an action. */
export function hasHook(profile: Pick<Profile, 'hooks'>, action: HookAction): boolean {
  return profile.hooks[action] !== undefined;
}

/** Whether hooks of a profile act for people, so that it can be driven without a driver. */
export function hasPersonHooks(profile: Pick<Profile, 'hooks'>): boolean {
  return PERSON_ACTIONS.some((action) => hasHook(profile, action));
}

/** Says that there is no hook for an action, as a source. */
export const noHook = (id: string, action: HookAction): string => `no hook "${action}" in the profile of ${id}`;

/**
 * Calls the hook that a profile names for an action: a URL (http or https) gets a POST, anything else is a command for the shell, run in the
 * profile's folder. The caller has made sure that the user allows hooks. Rejects with HookFailed: what it quotes holds no known secret.
 */
export async function callHook(profile: HookOwner, call: HookCall): Promise<HookAnswer> {
  const hook = profile.hooks[call.action];
  if (hook === undefined) throw new HookLacking(`${profile.id} has no hook "${call.action}" in its profile`);
  knowSecretsOf(profile);
  // The hook itself is not quoted: a command or URL may hold what nobody else should read.
  const told = (words: string): string => `hook "${call.action}" of ${profile.id} ${oneLine(words)}`;
  const input = JSON.stringify(call);
  const { deadlineMs } = call;
  const said = /^https?:\/\//i.test(hook)
    ? await post(hook, input, deadlineMs)
    : await runHookCommand({
        command: hook,
        input,
        env: hookVariables(profile, call),
        beside: profile.file,
        deadlineMs,
      });
  if ('failed' in said) throw new HookFailed(told(said.failed));
  return readAnswer(said.output, told);
}

function readAnswer(said: string, told: (words: string) => string): HookAnswer {
  const answer = objectIn(said);
  if (!answer || typeof answer.ok !== 'boolean')
    throw new HookFailed(
      told(`answered no JSON object { "ok": true } but ${said === '' ? 'nothing' : `"${oneLine(said)}"`}`),
    );
  const { ok, id, items, error } = answer;
  if (!ok) {
    const why = typeof error === 'string' && error.trim() !== '' ? oneLine(error) : 'without a reason in "error"';
    throw new HookRefused(told(`said no: ${why}`), why);
  }
  return {
    ok: true,
    ...(typeof id === 'string' || typeof id === 'number' ? { id: String(id) } : {}),
    ...(Array.isArray(items) ? { items } : {}),
  };
}

function objectIn(text: string): { ok?: unknown; id?: unknown; items?: unknown; error?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

async function post(url: string, body: string, deadlineMs: number): Promise<{ output: string } | { failed: string }> {
  try {
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const signal = AbortSignal.timeout(deadlineMs);
    const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'error' });
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body ?? []) {
      size += chunk.length;
      // Leaving the loop ends the connection.
      if (size > MAX_ANSWER) return { failed: tooMuch() };
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString('utf8').trim();
    return response.ok ? { output: text } : { failed: `answered with status ${response.status}: ${text}` };
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') return { failed: late(deadlineMs) };
    const cause = (error as { cause?: unknown }).cause ?? error;
    return { failed: `could not be asked: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}

function oneLine(text: string): string {
  const line = withoutSecrets(text).trim().replaceAll(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}
