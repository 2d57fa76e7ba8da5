import { parseAddress } from '../../protocol/address.js';
import { ActionRefused, type PeerAdministrator } from '../user-actions.js';
import type { HostContext } from './context.js';
import { takeBack } from './send.js';

/** The administrator of one host: makes and removes people. */
export class Administrator implements PeerAdministrator {
  readonly #host: HostContext;

  constructor(host: HostContext) {
    this.#host = host;
  }

  createUser(user: string, password: string): void {
    const { state } = this.#host;
    if (!parseAddress(state.addressOf(user)).ok || user.includes('/'))
      throw new ActionRefused(400, `"${user}" cannot stand in an address`);
    if (state.accounts.has(user)) throw new ActionRefused(409, `There is an account "${user}" already`);
    state.accounts.set(user, state.newAccount(user, password, user));
  }

  async removeUser(user: string): Promise<void> {
    const { state } = this.#host;
    for (const share of state.sent.values())
      if (share.owner === user && share.state !== 'ended') await takeBack(this.#host, share);
    for (const share of state.received.values()) if (share.user === user) state.received.delete(share.id);
    state.accounts.delete(user);
  }
}
