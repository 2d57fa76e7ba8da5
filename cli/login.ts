import { allowedHosts } from '../fixtures/target-view.js';
import { createHttpClient } from '../protocol/http-client.js';
import type { BrowserOptions } from '../targets/browser.js';
import type { Cloud } from '../targets/cloud.js';
import { canBeDriven, createCloud } from '../targets/drivers.js';
import { placeOf, trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { resolveSecret } from '../targets/secrets.js';
import { InteropError, type Via } from '../vocabulary.js';
import type { Advice } from './advice.js';

/** The driver of one target, closed together with what they opened. */
export interface OpenedCloud {
  cloud: Cloud;
  close(): Promise<void>;
}

/**
 * The target's driver by the first of these ways that it has one for; undefined when it has none.
 * @param browser a caller that closes everything itself when a signal comes keeps the browser until then; `hooks`: the user allows those
 *   that a profile names, which drive a target without driver
 */
export async function openCloud(
  profile: Profile,
  vias: readonly Via[],
  { hooks = false, ...browser }: Pick<BrowserOptions, 'keptOnSignal'> & { hooks?: boolean } = {},
): Promise<OpenedCloud | undefined> {
  if (!vias.some((via) => canBeDriven(profile, via, hooks))) return undefined;
  const allowed = new Set(allowedHosts(profile));
  const http = createHttpClient({
    from: 'runner',
    ca: trustedCas([profile]),
    timeoutMs: profile.budgets.step,
    allow: (authority) => allowed.has(authority),
  });
  const browsers: { close(): Promise<void> }[] = [];
  for (const via of vias) {
    const cloud = await createCloud(profile.vendor, via, {
      profile,
      budgets: profile.budgets,
      http,
      ...(hooks ? { hooks: { runId: `p${Date.now().toString(36).slice(-5)}` } } : {}),
      browser: async () => {
        const { launchBrowser } = await import('../targets/browser.js');
        const { trustedKeys } = await import('../targets/trusted-keys.js');
        const spki = await trustedKeys(allowedHosts(profile), trustedCas([profile]));
        const shared = await launchBrowser({ spki, ...browser });
        browsers.push(shared);
        return shared.browser;
      },
    });
    if (cloud) {
      const close = async (): Promise<void> => {
        await cloud.close();
        for (const browser of browsers) await browser.close();
      };
      return { cloud, close };
    }
  }
  await http.close();
  return undefined;
}

/** Why an account could not log in, and what to change. */
export interface LoginProblem extends Advice {
  code: 'secret-missing' | 'login-refused' | 'login-failed';
  /** Where the profile says it. */
  file?: string;
  line?: number;
}

/** Logs one account of a profile in. Resolves to undefined when that worked; never rejects. */
export async function loginProblem(profile: Profile, index: number, cloud: Cloud): Promise<LoginProblem | undefined> {
  const account = profile.accounts[index];
  if (!account?.password) return undefined;
  const field = `accounts[${index}].password`;
  const place = placeOf(profile, field);
  const source = 'env' in account.password ? `variable ${account.password.env}` : `file ${account.password.file}`;
  let password: string;
  try {
    password = resolveSecret(account.password, field, place);
  } catch {
    const fix = 'env' in account.password ? `set it: export ${account.password.env}=...` : 'write the password into it';
    return {
      code: 'secret-missing',
      found: `the password of ${account.user} is not there: ${source} is empty or missing`,
      fix,
      ...place,
    };
  }
  try {
    await cloud.open({ user: account.user, password });
    return undefined;
  } catch (error) {
    if (error instanceof InteropError && error.code === 'login-refused')
      return {
        code: 'login-refused',
        found: `${profile.id} refuses the login of ${account.user}`,
        fix: `correct the user name, or the password in ${source}`,
        ...place,
      };
    return {
      code: 'login-failed',
      found: `the login of ${account.user} at ${profile.id} could not be done (${error instanceof Error ? error.message : String(error)})`,
      fix: `log in by hand at ${profile.url} to see what stands in the way`,
      ...place,
    };
  }
}
