import type { Check } from '../fixtures/check.js';
import { FLOWS } from '../suites/flows/index.js';
import { CHECKS } from '../suites/registry.js';
import { isDrivenByHooks } from '../targets/drivers.js';
import { hasPersonHooks, noHook } from '../targets/hooks.js';
import type { Profile } from '../targets/profile.js';
import { GENERIC } from '../targets/vendors.js';
import { REFERENCE_PEER } from '../vocabulary.js';
import { offersOf, type Scope } from './plan-run.js';
import { select, supported } from './select.js';

/** Of what was chosen, the checks that are not tried, target by target. */
export function notTried({ options, profiles, unreached }: Scope): { check: string; target: string; reason: string }[] {
  const { checks } = select(options.only, CHECKS, FLOWS);
  const scope = { unreached, hooks: options.hooks ?? false };
  return profiles
    .filter(({ id }) => id !== REFERENCE_PEER)
    .flatMap((profile) =>
      untried(checks, profile, scope).map(({ check, reason }) => ({ check: check.id, target: profile.id, reason })),
    );
}

/** Checks that are not tried on a target, each with what would have to be there. */
function untried(
  checks: readonly Check[],
  profile: Profile,
  scope: { unreached: ReadonlySet<string>; hooks: boolean },
): { check: Check; reason: string }[] {
  const { not } = supported(checks, offersOf(profile, scope));
  if (profile.vendor !== GENERIC) return not;
  const why = withoutPeople(profile, scope.hooks);
  return not.map(({ check, reason }) => {
    const needsPeople = check.needs.includes('session') || check.needs.includes('send');
    const needsMore = check.needs.includes('callback') && scope.unreached.has(profile.id);
    return { check, reason: needsPeople && !needsMore ? why : reason };
  });
}

/** Why nobody acts at a target without driver, or cannot make it send. */
function withoutPeople(profile: Profile, hooks: boolean): string {
  if (profile.accounts.length === 0)
    return 'needs the name of an account (accounts: in the profile), and hooks that act for it';
  if (!hasPersonHooks(profile))
    return `cannot make the target send or look into an account: ${noHook(profile.id, 'share')}, nor any other that acts for people (docs/hooks.md), and no driver (vendor:)`;
  if (!hooks && isDrivenByHooks(profile))
    return 'cannot make the target act: its profile names hooks, allow them with --allow-hooks';
  return `cannot make the target send: ${noHook(profile.id, 'share')}`;
}
