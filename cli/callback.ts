import { type Counterpart, counterpartOf } from '../fixtures/counterpart.js';
import { meetToShare } from '../fixtures/met.js';
import { allowedHosts, authorityOf, viewTarget } from '../fixtures/target-view.js';
import type { PeerControl } from '../peer/contract.js';
import { createHttpClient } from '../protocol/http-client.js';
import type { Cloud } from '../targets/cloud.js';
import { HookFailed } from '../targets/hooks.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { resolveSecret } from '../targets/secrets.js';
import { EXIT, InteropError } from '../vocabulary.js';
import type { Advice } from './advice.js';
import { openCloud } from './login.js';
import { addressesOf, isLoopback } from './network.js';

/**
 * Whether the names of our peer can mean anything to a target, without asking it: an address of this machine alone is no use to
 * a server elsewhere. Undefined when nothing speaks against it.
 */
export async function peerUrlProblem(profile: Profile, peerUrls: readonly string[]): Promise<Advice | undefined> {
  const target = new URL(`https://${authorityOf(profile)}`).hostname;
  const [targetAddresses, ...peers] = await Promise.all(
    [target, ...peerUrls.map((url) => new URL(url).hostname)].map(addressesOf),
  );
  const isElsewhere = (targetAddresses ?? []).some((address) => !isLoopback(address));
  if (!isElsewhere) return undefined;
  const how =
    'give a name or address of this machine that the target reaches, with a certificate that it trusts: --peer-url https://peer.example.org:8443';
  if (peerUrls.length === 0)
    return { found: `the peer would listen on 127.0.0.1, which ${target} cannot reach`, fix: how };
  const useless = peerUrls.find((_, index) => peers[index]?.length && peers[index].every(isLoopback));
  return useless === undefined
    ? undefined
    : { found: `--peer-url ${useless} means this machine only, and ${target} is another one`, fix: how };
}

/** What became of an attempt to make a target call our peer. */
export interface CallbackProbe {
  /** Something of the target reached the peer, whatever it was. */
  reached: boolean;
  /** What arrived, or what the product said. */
  saw: string;
}

/**
 * Makes the target share something small with an account of ours, and looks whether anything of it arrives: to send a share, a server
 * must first look at ours. Takes back what it made. Undefined for a product whose people share nothing with other servers.
 * Rejects when the target could not be made to share for reasons of its own account.
 */
export async function probeCallback(
  profile: Profile,
  cloud: Cloud,
  peer: PeerControl,
): Promise<CallbackProbe | undefined> {
  const account = profile.accounts.find(({ password }) => password) ?? profile.accounts[0];
  if (!account?.password && !cloud.traits.needsNoPassword)
    throw new Error(`${profile.id} has no account with a password`);
  if (!account) throw new Error(`${profile.id} has no account`);
  const host = await peer.openHost({
    id: `doctor-${profile.id}`,
    ...(await speaksTo(profile)),
    allow: allowedHosts(profile),
  });
  try {
    const receiver = await peer.addAccount(host.id, { user: 'doctor' });
    const password = account.password ? resolveSecret(account.password, 'accounts') : '';
    const session = await cloud.open({ user: account.user, password });
    // What is shared is known of some products only once somebody has logged in.
    const { shares } = cloud.traits;
    if (shares.length === 0) return undefined;
    const stem = `/ocm-interop-doctor-${Date.now().toString(36)}`;
    const path = shares.includes('file') ? `${stem}.txt` : stem;
    if (path === stem) await session.makeFolder(stem);
    else await session.putFile(path, Buffer.from('Made by ocm-interop doctor; may be removed.\n'));
    let said = 'the product reported success';
    let part = async (): Promise<void> => undefined;
    try {
      part = await meetToShare(cloud, session, { peer, host, user: receiver.user }, authorityOf(profile));
      const share = await session.share(path, receiver.address, 'read');
      await session.unshare(share).catch(() => undefined);
    } catch (error) {
      if (error instanceof HookFailed) throw error;
      said = `the product said: ${error instanceof Error ? error.message : String(error)}`;
    } finally {
      await part().catch(() => undefined);
      await session.remove(path).catch(() => undefined);
    }
    const arrived = await peer.awaitExchange({ host: host.id, direction: 'in' }, 2_000);
    return arrived
      ? {
          reached: true,
          saw: `${arrived.request.method} ${new URL(arrived.request.url).pathname} came from the target`,
        }
      : { reached: false, saw: `nothing came to ${host.authority}; ${said}` };
  } finally {
    await peer.closeHost(host.id);
  }
}

/**
 * What checks speak toward the target, too: one that demands signatures or tokens shares with nobody who lacks them, and one that still
 * knows our name from an earlier run does not even look.
 */
async function speaksTo(profile: Profile): Promise<Counterpart> {
  const allowed = new Set(allowedHosts(profile));
  const http = createHttpClient({
    from: 'runner',
    ca: trustedCas([profile]),
    timeoutMs: profile.budgets.step,
    allow: (authority) => allowed.has(authority),
  });
  try {
    return await counterpartOf(await viewTarget(profile, http), http);
  } finally {
    await http.close();
  }
}

/**
 * Makes every target that can be driven call the peer, before anything is judged. Rejects with `peer-unreachable` (exit 2) and one
 * message per target when nothing of one arrives: a target that cannot look at the sender would refuse everything we send, and all
 * of that would look like its fault.
 */
export async function requireCallback(
  profiles: readonly Profile[],
  peer: PeerControl,
  peerUrls: readonly string[],
  hooks = false,
): Promise<void> {
  const problems: string[] = [];
  for (const profile of profiles) {
    const useless = await peerUrlProblem(profile, peerUrls);
    const advice = useless ?? (await callbackProblem(profile, peer, hooks));
    if (advice) problems.push(`${profile.id}: ${advice.found}: ${advice.fix}`);
  }
  if (problems.length > 0) throw new InteropError('peer-unreachable', problems.join('\n'), { exit: EXIT.preflight });
}

/** Undefined when the target reaches the peer, or cannot be driven to try. */
async function callbackProblem(profile: Profile, peer: PeerControl, hooks: boolean): Promise<Advice | undefined> {
  const opened = await openCloud(profile, ['api'], { hooks });
  if (!opened) return undefined;
  try {
    if (!opened.cloud.traits.needsNoPassword && !profile.accounts.some(({ password }) => password)) return undefined;
    // Nobody can make it send: what it receives shows whether it reaches us.
    if (opened.cloud.traits.needsNoPassword && opened.cloud.traits.lacks.share) return undefined;
    const probe = await probeCallback(profile, opened.cloud, peer);
    return !probe || probe.reached ? undefined : unreachedAdvice(probe.saw);
  } catch (error) {
    // What a hook does wrong is told by each check that needs it, and stands in the way of no other.
    if (error instanceof HookFailed) return undefined;
    throw error;
  } finally {
    await opened.close();
  }
}

/** What to look at when nothing of a target arrived. */
export function unreachedAdvice(saw: string): Advice {
  return {
    found: `the target was told to share with our peer, but ${saw}`,
    fix: 'see that the server may contact that address (firewall, its own rules about local addresses; another one: --peer-url), and that it trusts our certificate (`ocm-interop ca <folder>` writes ca.pem for it, or use --peer-cert)',
  };
}
