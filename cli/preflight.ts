import { canBeDriven, isDrivenByHooks } from '../targets/drivers.js';
import { placeOf } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { GENERIC } from '../targets/vendors.js';
import { EXIT, InteropError, type Via } from '../vocabulary.js';
import { loginProblem, openCloud } from './login.js';
import { findOcm } from './presence.js';

/** What is about to run, as far as preflight must know. */
export interface PreflightOptions {
  via: readonly Via[];
  needsBrowser: boolean;
  /** Journeys are wanted: every target then needs a driver and an account with password. */
  journeys?: boolean;
  /** Whether hooks of profiles may be called (`--allow-hooks`). */
  hooks?: boolean;
}

/**
 * Looks whether a run can begin at all, so that nothing of the environment turns into a red finding.
 * Rejects with exit 3 when there is no browser, else with exit 2 and one message per target that says what to change.
 * Once an OCM server is found, what it sends is no longer looked at here. Whether targets reach our peer is seen when there is one:
 * `requireCallback`.
 */
export async function preflight(profiles: readonly Profile[], options: PreflightOptions): Promise<void> {
  if (options.needsBrowser) {
    const { requireBrowser } = await import('../targets/find-browser.js');
    requireBrowser();
  }
  const found = await Promise.all(profiles.map((profile) => problemsOf(profile, options)));
  const problems = found.flat();
  const [first] = problems;
  if (!first) return;
  if (problems.length === 1) throw first;
  const lines = problems.map(
    ({ file, line, message }) => `${file ? `${file}${line ? `:${line}` : ''}: ` : ''}${message}`,
  );
  throw new InteropError(first.code, lines.join('\n'), {
    exit: EXIT.preflight,
    ...(first.file === undefined ? {} : { file: first.file }),
    ...(first.line === undefined ? {} : { line: first.line }),
  });
}

/** What stands in the way at one target; the first obstacle hides those behind it. */
async function problemsOf(profile: Profile, options: PreflightOptions): Promise<InteropError[]> {
  const missing = accountProblem(profile, options);
  if (missing) return [missing];
  const { absent } = await findOcm(profile);
  if (absent)
    return [
      new InteropError(absent.code, `${profile.id}: ${absent.found}: ${absent.fix}`, {
        exit: EXIT.preflight,
        ...placeOf(profile, profile.ocmHost === undefined ? 'url' : 'ocmHost'),
      }),
    ];
  return loginProblems(profile, options);
}

function accountProblem(
  profile: Profile,
  { journeys, via, hooks = false }: PreflightOptions,
): InteropError | undefined {
  const error = (message: string, field: string): InteropError =>
    new InteropError('no-account', `${profile.id}: ${message}`, { exit: EXIT.preflight, ...placeOf(profile, field) });
  const example = 'accounts: [{ user: alice, password: { env: ALICE_PASSWORD } }]';
  if (profile.vendor === GENERIC) {
    if (!journeys || via.some((way) => canBeDriven(profile, way, hooks))) return undefined;
    if (isDrivenByHooks(profile))
      return error(
        hooks
          ? 'its hooks act like an API, not in a browser: add --via api'
          : 'its profile names hooks, and journeys need them: allow them with --allow-hooks',
        'hooks',
      );
    const how =
      profile.file === undefined
        ? `make a profile first: ocm-interop init ${profile.url}`
        : 'name its product in `vendor`';
    return error(
      `journeys need a product with a driver, or hooks that act for its people (docs/hooks.md): ${how}, or judge this server with: ocm-interop check`,
      'vendor',
    );
  }
  if (profile.accounts.length === 0) return error(`no account is named: write ${example}`, 'vendor');
  if (!profile.accounts.some(({ password }) => password))
    return error(`no account has a password, and without one nobody can log in: write ${example}`, 'accounts');
  return undefined;
}

async function loginProblems(profile: Profile, { via, hooks = false }: PreflightOptions): Promise<InteropError[]> {
  // The API proves the same credentials sooner than a page does.
  const opened = await openCloud(profile, ['api', ...via], { hooks });
  if (!opened) return [];
  const problems: InteropError[] = [];
  try {
    for (const index of profile.accounts.keys()) {
      const problem = await loginProblem(profile, index, opened.cloud);
      if (!problem) continue;
      const { code, found, fix, ...place } = problem;
      problems.push(new InteropError(code, `${found}: ${fix}`, { exit: EXIT.preflight, ...place }));
      // A product may lock people out after a few wrong passwords.
      if (code === 'login-refused') break;
    }
  } finally {
    await opened.close();
  }
  return problems;
}
