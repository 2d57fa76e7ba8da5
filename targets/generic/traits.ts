import { OF_ADMINISTRATOR, OF_PERSON, OF_SERVER } from '../abilities.js';
import type { Ability, CloudTraits, Lacks } from '../cloud.js';
import { type HookAction, hasHook, noHook, type PersonAction } from '../hooks.js';
import type { Profile } from '../profile.js';

/** Claim of a profile whose people have a share at once, without a gesture: there is nothing for a hook `accept` to do. */
export const NO_GESTURE = 'shares-need-no-gesture';

/** Claims of a profile whose people share nothing but files, for reading only, and only with whom they have met through an invite. */
export const FILES_ONLY = 'shares-files-only';
export const READ_ONLY = 'shares-read-only';
export const WITH_MET = 'shares-with-people-met';

/** The hook behind each ability. */
const BY_HOOK: Partial<Record<Ability, PersonAction>> = {
  share: 'share',
  shareResource: 'share',
  accept: 'accept',
  listShares: 'list',
  read: 'read',
  decline: 'decline',
  leave: 'leave',
  unshare: 'unshare',
  setPermission: 'permit',
  write: 'write',
  createInFolder: 'write',
  rename: 'rename',
  remove: 'remove',
  openApp: 'open',
  createInvite: 'invite',
  acceptInvite: 'take',
  listContacts: 'contacts',
  removeContact: 'forget',
};

/** Abilities that no hook gives: all those that no driver needs to have, and that no hook is named for. */
const NEVER = (Object.keys({ ...OF_PERSON, ...OF_SERVER, ...OF_ADMINISTRATOR }) as Ability[]).filter(
  (ability) => BY_HOOK[ability] === undefined,
);

/** Whether its people share things of declared types: `share` is then called with the type. */
export const sharesResources = (profile: Profile): boolean =>
  hasHook(profile, 'share') && (profile.resources ?? []).length > 0;

/** What a target can do that is driven by hooks: exactly what its profile names one for. */
export function traitsOf(profile: Profile): CloudTraits {
  const has = (action: HookAction): boolean => hasHook(profile, action);
  const atOnce = profile.claims.includes(NO_GESTURE);
  const lacks: Partial<Record<Ability, Lacks>> = {};
  for (const [ability, action] of Object.entries(BY_HOOK) as [Ability, PersonAction][])
    if (!has(action)) lacks[ability] = { source: noHook(profile.id, action) };
  if (!lacks.shareResource && !sharesResources(profile))
    lacks.shareResource = { source: `the profile of ${profile.id} declares no \`resources\`` };
  for (const ability of NEVER)
    lacks[ability] = { source: 'a target without driver is driven by hooks, and none of them does this' };
  if (atOnce) {
    delete lacks.accept;
    lacks.decline = { source: `the profile of ${profile.id} claims ${NO_GESTURE}` };
  }
  const acceptStep = has('accept') && !atOnce;
  return {
    shares: profile.claims.includes(FILES_ONLY) ? ['file'] : ['file', 'folder'],
    ...(profile.claims.includes(READ_ONLY) ? { sharesToRead: true } : {}),
    ...(profile.claims.includes(WITH_MET) ? { sharesWithMet: true } : {}),
    acceptStep,
    dropsDeclined: false,
    doors: acceptStep ? ['list'] : [],
    lacks,
    needsNoPassword: true,
    changeVisibleWithin: Math.max(profile.budgets.settle, 2_000),
  };
}
