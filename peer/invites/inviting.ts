import { randomUUID } from 'node:crypto';
import { type InviteParts, readInvite, writeInvite } from '../../protocol/invite-string.js';
import type { HostContext } from '../host/context.js';
import type { Account, Invite } from '../host/state.js';
import { ActionRefused, type UserContact, type UserInvite } from '../user-actions.js';
import { acceptInvite } from './accept.js';
import { addressOfContact } from './contacts.js';
import { hasInvites, inviteFormOf } from './form.js';

/** How long an invite can be taken, in ms, unless its maker says otherwise: a week. */
export const INVITE_LIFETIME = 7 * 24 * 3_600_000;
/** Page on which a visitor who follows an invite names the own server. */
export const WAYF_PATH = '/ui/wayf';

/** Makes an invite for an account. A token of one's own is for tests of those who read it. */
export function makeInvite(host: HostContext, user: string, wanted: { token?: string; ends?: Date } = {}): Invite {
  const { state, behaviour } = host;
  const token = wanted.token ?? behaviour.inviteToken?.(state.invites.size) ?? randomUUID();
  const ends = wanted.ends ?? new Date(Date.now() + INVITE_LIFETIME);
  const invite: Invite = { token, user, ends };
  state.invites.set(token, invite);
  return invite;
}

/** What its maker hands over: the invite string, and a link to the page for visitors. */
export function inviteText({ state, behaviour }: HostContext, { token }: Invite): string {
  const parts = { token, provider: state.info.authority };
  return behaviour.writesInvite?.(parts) ?? writeInvite(parts, inviteFormOf(state.info));
}

export const inviteLink = ({ state, behaviour }: HostContext, { token }: Invite): string =>
  `${state.info.url}${WAYF_PATH}?${behaviour.linkParameter}=${encodeURIComponent(token)}`;

/** What one person does with invites and the people met through them. */
export class Inviting {
  readonly #host: HostContext;
  readonly #account: Account;

  constructor(host: HostContext, account: Account) {
    this.#host = host;
    this.#account = account;
  }

  create(ends?: Date): UserInvite {
    this.#mustHave();
    return this.#view(makeInvite(this.#host, this.#account.user, ends ? { ends } : {}));
  }

  invites(): UserInvite[] {
    return [...this.#host.state.invites.values()]
      .filter(({ user }) => user === this.#account.user)
      .map((invite) => this.#view(invite));
  }

  /** Takes an invite: the string as it was handed over, or its parts as the dialog gets them. */
  async accept(invite: string | InviteParts): Promise<UserContact> {
    this.#mustHave();
    const { behaviour } = this.#host;
    const parts = typeof invite === 'string' ? (behaviour.readsInvite ?? readInvite)(invite) : invite;
    if (!parts) throw new ActionRefused(400, 'This is no invite');
    const { provider, token } = parts;
    if (!behaviour.guessesInviteEndPoint) await this.#mustBeKnown(provider);
    const { exchange, contact } = await acceptInvite(this.#host, { from: this.#account.user, provider, token });
    const status = exchange.response?.status;
    if (contact) return viewOf(contact);
    throw new ActionRefused(502, `${provider} did not take it: ${exchange.error?.message ?? `status ${status}`}`);
  }

  /** From 1.5 on invites are for servers that sign (OCM-INV-012); what this host cannot do itself it does not ask of others. */
  async #mustBeKnown(provider: string): Promise<void> {
    const { behaviour, state } = this.#host;
    const found = await this.#host.discover(provider, this.#account.user);
    if (!found.document) throw new ActionRefused(502, `${provider} is no server that could be found`);
    const isSigned = state.info.signs !== 'jwk' || found.capabilities.includes('http-sig');
    if (!isSigned && !behaviour.invitesUnsigned)
      throw new ActionRefused(403, `${provider} signs nothing: an invite of it proves nothing`);
  }

  contacts(): UserContact[] {
    return this.#host.state.contacts.filter(({ user }) => user === this.#account.user).map(viewOf);
  }

  removeContact(address: string): void {
    const { contacts } = this.#host.state;
    const place = contacts.findIndex((each) => each.user === this.#account.user && viewOf(each).address === address);
    if (place < 0) throw new ActionRefused(404, `${address} is none of your contacts`);
    contacts.splice(place, 1);
  }

  #view(invite: Invite): UserInvite {
    const { token, ends, acceptedBy } = invite;
    return {
      token,
      provider: this.#host.state.info.authority,
      text: inviteText(this.#host, invite),
      link: inviteLink(this.#host, invite),
      ends: ends.toISOString(),
      ...(acceptedBy === undefined ? {} : { acceptedBy }),
    };
  }

  #mustHave(): void {
    if (!hasInvites(this.#host.state.info)) throw new ActionRefused(404, 'This server has no invites');
  }
}

const viewOf = (contact: { userID: string; provider: string; name: string; email: string }): UserContact => ({
  address: addressOfContact(contact),
  name: contact.name,
  email: contact.email,
});
