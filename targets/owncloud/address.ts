import type { Profile } from '../profile.js';

/** The OCM address of an account. */
export function addressOf(uid: string, profile: Profile): string {
  return `${uid}@${profile.ocmHost ?? new URL(profile.url).host}`;
}
