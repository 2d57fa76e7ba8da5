import { canonicalAuthority, parseAddress } from '../../protocol/address.js';
import { publicKeyFrom } from '../../protocol/jws.js';
import { ActionRefused, type PeerAdministrator } from '../user-actions.js';
import type { HostContext } from './context.js';
import { endShare } from './send-on.js';

/** The administrator of one host: people, groups, trusted servers, and whether there is sharing with other servers at all. */
export class Administrator implements PeerAdministrator {
  readonly #host: HostContext;

  constructor(host: HostContext) {
    this.#host = host;
  }

  createUser(user: string, password: string, displayName = user): void {
    const { state } = this.#host;
    if (!parseAddress(state.addressOf(user)).ok || user.includes('/'))
      throw new ActionRefused(400, `"${user}" cannot stand in an address`);
    if (state.accounts.has(user)) throw new ActionRefused(409, `There is an account "${user}" already`);
    state.accounts.set(user, state.newAccount(user, password, displayName));
  }

  async removeUser(user: string): Promise<void> {
    const { state } = this.#host;
    for (const share of state.sent.values())
      if (share.owner === user && share.state !== 'ended') await endShare(this.#host, share);
    for (const share of state.received.values()) if (share.user === user) state.received.delete(share.id);
    for (const link of state.publicLinks.values()) if (link.owner === user) state.publicLinks.delete(link.token);
    for (const passedOn of state.passedOn.values()) if (passedOn.user === user) state.passedOn.delete(passedOn.id);
    for (const members of state.groups.values()) if (members.includes(user)) members.splice(members.indexOf(user), 1);
    state.accounts.delete(user);
  }

  people(): string[] {
    return [...this.#host.state.accounts.keys()];
  }

  groups(): { name: string; members: string[] }[] {
    return [...this.#host.state.groups].map(([name, members]) => ({ name, members: [...members] }));
  }

  createGroup(name: string, members: readonly string[]): void {
    const { state } = this.#host;
    if (!parseAddress(state.addressOf(name)).ok || name.includes('/'))
      throw new ActionRefused(400, `"${name}" cannot stand in an address`);
    if (state.groups.has(name)) throw new ActionRefused(409, `There is a group "${name}" already`);
    const stranger = members.find((member) => !state.accounts.has(member));
    if (stranger !== undefined) throw new ActionRefused(400, `There is no account "${stranger}"`);
    state.groups.set(name, [...members]);
  }

  removeGroup(name: string): void {
    const { state } = this.#host;
    for (const share of state.received.values()) if (share.group === name) state.received.delete(share.id);
    state.groups.delete(name);
  }

  leaveGroup(name: string, member: string): void {
    const { state } = this.#host;
    const members = state.groups.get(name);
    if (!members?.includes(member)) throw new ActionRefused(404, `"${member}" is in no group "${name}"`);
    members.splice(members.indexOf(member), 1);
    for (const share of state.received.values())
      if (share.group === name && share.user === member) state.received.delete(share.id);
  }

  trusted(): string[] {
    return [...this.#host.state.trusted];
  }

  trust(origin: string): void {
    this.#host.state.trusted.add(hostOf(origin));
  }

  distrust(origin: string): void {
    this.#host.state.trusted.delete(hostOf(origin));
  }

  directories(): string[] {
    return [...this.#host.state.directories.keys()];
  }

  useDirectory(url: string, key: string): void {
    if (!URL.canParse(url)) throw new ActionRefused(400, `"${url}" is no URL`);
    if (!publicKeyFrom(key)) throw new ActionRefused(400, 'This is no public key, neither in PEM nor as JWK');
    this.#host.state.directories.set(url, key);
  }

  dropDirectory(url: string): void {
    this.#host.state.directories.delete(url);
  }

  switches(): { incoming: boolean; outgoing: boolean } {
    const { takesShares, givesShares } = this.#host.state;
    return { incoming: takesShares, outgoing: givesShares };
  }

  turn(which: 'incoming' | 'outgoing', on: boolean): void {
    if (which === 'incoming') this.#host.state.takesShares = on;
    else this.#host.state.givesShares = on;
  }
}

/** Host[:port] of an origin, as it stands in addresses. */
function hostOf(origin: string): string {
  const url = /^https?:\/\//i.test(origin) ? origin : `https://${origin}`;
  if (!URL.canParse(url) || origin.trim() === '') throw new ActionRefused(400, `"${origin}" is no server`);
  return canonicalAuthority(new URL(url).host);
}
