import type { HookCall } from './hooks.js';
import type { Profile, ProfileAccount, SecretRef } from './profile.js';
import { MASK, resolveSecret, scrub } from './secrets.js';

type Owner = Partial<Pick<Profile, 'url' | 'tls' | 'accounts' | 'admin'>>;

/** Longest text that is given as a variable: systems limit them, and standard input holds everything. */
const LONGEST = 16 * 1024;
/** Names of variables that hold what nobody should read. */
const TELLING = /PASS|SECRET|TOKEN|CREDENTIAL|API_?KEY|PRIVATE/i;
/** Shorter values of such variables are no secrets but settings. */
const SHORTEST = 8;

/**
 * What a command finds in its environment, so that a hook can be a few lines of shell: `OCM_HOOK_ACTION`, `OCM_HOOK_ACTOR`, `OCM_HOOK_RUN`,
 * each text among the arguments (`OCM_HOOK_PATH`, `OCM_HOOK_SHARE_ID`), the profile's `OCM_HOOK_URL` and `OCM_HOOK_CA`, and the actor's
 * `OCM_HOOK_PASSWORD` where the profile names one. All that is not a secret stands on standard input as well.
 */
export function hookVariables({ url, tls, accounts = [] }: Owner, call: HookCall): Record<string, string> {
  const password = accounts.find(({ user }) => user === call.actor)?.password;
  return {
    OCM_HOOK_ACTION: call.action,
    OCM_HOOK_ACTOR: call.actor,
    OCM_HOOK_RUN: call.runId,
    ...textsOf(call.args, 'OCM_HOOK_'),
    ...(url === undefined ? {} : { OCM_HOOK_URL: url }),
    ...(tls?.ca === undefined ? {} : { OCM_HOOK_CA: tls.ca }),
    ...(password === undefined ? {} : { OCM_HOOK_PASSWORD: secretOf(password) ?? '' }),
  };
}

/** Texts by the name of their argument; an argument of a share is `SHARE_<name>`. */
function textsOf(args: object, prefix: string): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(args) as [string, unknown][]) {
    const variable = `${prefix}${name.toUpperCase()}`;
    if (typeof value === 'string' && value.length <= LONGEST && !value.includes('\0')) texts[variable] = value;
    else if (name === 'share' && typeof value === 'object' && value !== null)
      Object.assign(texts, textsOf(value, `${variable}_`));
  }
  return texts;
}

const looked = new WeakSet<Owner>();

/** Remembers the secrets that the profile names, so that no word of a hook shows one. */
export function knowSecretsOf(profile: Owner): void {
  if (looked.has(profile)) return;
  looked.add(profile);
  const people: ProfileAccount[] = [...(profile.accounts ?? []), ...(profile.admin ? [profile.admin] : [])];
  for (const { password } of people) if (password) secretOf(password);
}

/** Undefined where it is not there: whoever needs it says so. */
function secretOf(ref: SecretRef): string | undefined {
  try {
    return resolveSecret(ref, 'accounts');
  } catch {
    return undefined;
  }
}

/** Words of a hook without secrets that are known, those it may have from its environment, and what is written like one. */
export function withoutSecrets(text: string): string {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && value.length >= SHORTEST && TELLING.test(name) ? [value] : [],
  );
  return inherited
    .reduce((words, value) => words.replaceAll(value, MASK), scrub(text))
    .replaceAll(/\b(bearer|basic)\s+[\w+/=.~-]{6,}/gi, `$1 ${MASK}`)
    .replaceAll(/:\/\/[^/@\s]+@/g, `://${MASK}@`)
    .replaceAll(/\b(pass(?:word|wd)?|secret|token|api[_-]?key)(["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi, `$1$2${MASK}`);
}
