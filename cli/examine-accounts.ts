import { canBeDriven, isDrivenByHooks } from '../targets/drivers.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { GENERIC } from '../targets/vendors.js';
import { peerUrlProblem, probeCallback, unreachedAdvice } from './callback.js';
import { loginProblem, type OpenedCloud, openCloud } from './login.js';
import { namedHosts } from './named-hosts.js';
import type { StepLog } from './steps.js';

/** How our peer can be reached, for the step that needs it. */
export interface ExaminePeer {
  urls: string[];
  tls?: { certPem: string; keyPem: string };
}

/** Logs every account in, and sees whether a share from the target reaches our peer. False when people cannot log in. */
export async function examineAccounts(
  profile: Profile,
  peer: ExaminePeer,
  hooks: boolean,
  log: StepLog,
): Promise<boolean> {
  if (profile.vendor === GENERIC && !canBeDriven(profile, 'api', hooks)) {
    log.good('login', 'not tried: a generic target has no driver');
    log.good('peer', 'not tried: nobody can make this target share', withoutDriver(profile));
    return false;
  }
  if (profile.accounts.length === 0) {
    log.bad(
      'login',
      'the profile names no account',
      'write accounts: [{ user: alice, password: { env: ALICE_PASSWORD } }]',
    );
    return false;
  }
  const opened = await openCloud(profile, ['api', 'ui'], { hooks });
  if (!opened) {
    log.bad('login', `there is no driver for ${profile.vendor} yet`, 'write vendor: generic to probe its API only');
    return false;
  }
  try {
    if (!(await examineLogins(profile, opened, log))) return false;
    await examineCallback(profile, opened, peer, log);
    return true;
  } finally {
    await opened.close();
  }
}

/** How a target without driver can be made to act. */
function withoutDriver(profile: Profile): string {
  return isDrivenByHooks(profile)
    ? 'allow the hooks of its profile with --allow-hooks, or checks of the sender role are left out'
    : 'checks of the sender role are left out: name hooks in the profile (docs/hooks.md)';
}

async function examineLogins(profile: Profile, opened: OpenedCloud, log: StepLog): Promise<boolean> {
  let isFine = true;
  for (const [index, { user, password }] of profile.accounts.entries()) {
    if (!password) {
      const why = opened.cloud.traits.needsNoPassword
        ? 'hooks act for this account'
        : 'no password, so this account only receives';
      log.good(`login ${user}`, `not tried: ${why}`);
      continue;
    }
    const problem = await loginProblem(profile, index, opened.cloud);
    if (!problem) {
      log.good(`login ${user}`, 'works');
      continue;
    }
    isFine = false;
    const where = problem.file === undefined ? '' : ` (${problem.file}:${problem.line ?? 1})`;
    log.bad(`login ${user}`, problem.found, `${problem.fix}${where}`);
    // A product may lock people out after a few wrong passwords.
    if (problem.code === 'login-refused') break;
  }
  return isFine;
}

async function examineCallback(
  profile: Profile,
  { cloud }: OpenedCloud,
  options: ExaminePeer,
  log: StepLog,
): Promise<void> {
  const useless = await peerUrlProblem(profile, options.urls);
  if (useless) {
    log.bad('peer', useless.found, useless.fix);
    return;
  }
  const { startPeer } = await import('../peer/peer.js');
  const { localCa } = await import('./local-ca.js');
  const ca = options.tls ? undefined : await localCa();
  const peer = await startPeer({
    ...(options.tls ? { tls: options.tls } : {}),
    ...(ca ? { ca } : {}),
    trust: trustedCas([profile]),
  });
  try {
    const lack = cloud.traits.needsNoPassword && cloud.traits.lacks.share;
    if (lack) {
      log.good('peer', `not tried: ${lack.source}`, 'checks of the sender role are left out');
      return;
    }
    const probe = await probeCallback(profile, cloud, await namedHosts(peer, options.urls));
    if (!probe) {
      log.good('peer', 'not tried: the people of this product share nothing with other servers');
      return;
    }
    if (probe.reached) {
      log.good('peer', `the target reaches it: ${probe.saw}`);
      return;
    }
    const { found, fix } = unreachedAdvice(probe.saw);
    log.bad('peer', found, fix);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    log.bad(
      'peer',
      `the target could not be made to share: ${said}`,
      `share a file by hand at ${profile.url} to see what stands in the way`,
    );
  } finally {
    await peer.close();
  }
}
