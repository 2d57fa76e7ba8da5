import type { Profile } from '../profile.js';

/**
 * The OCM address of a person. Seafile itself writes the two halves apart, a server and the id of a person, which is an e-mail address
 * with any host in it: the last `@` is the one between them.
 */
export function addressOf(id: string, profile: Profile): string {
  return `${id}@${profile.ocmHost ?? new URL(profile.url).host}`;
}

/** Halves of an address, as Seafile asks for them: the id, and the base URL with a slash at its end. */
export function halvesOf(address: string): { user: string; server: string } {
  const at = address.lastIndexOf('@');
  return { user: address.slice(0, at), server: `https://${address.slice(at + 1).toLowerCase()}/` };
}

/** The address of somebody of whom the id and the server's base URL are told. */
export function joinAddress(user: string, server: string): string {
  return `${user}@${server.replace(/^[a-z]+:\/\//i, '').replace(/\/+$/, '')}`;
}
