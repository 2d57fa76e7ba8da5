import { parseAddress, sameAuthority } from '../../protocol/address.js';
import type { Exchange } from '../../protocol/exchange.js';
import { customOf } from '../beyond/discovery.js';
import { isContact } from '../invites/contacts.js';
import { ActionRefused, type UserLink, type UserPermission, type UserSentShare } from '../user-actions.js';
import type { HostContext } from './context.js';
import { demandsInvite, unmetCriterion } from './criteria.js';
import { isAtOrBelow } from './file-tree.js';
import { isSuccess, noDocument, refusalOf } from './received-access.js';
import { sendShare } from './send.js';
import { endShare, grantReshare, requestReshare, undoReshare } from './send-on.js';
import {
  type Account,
  isExpired,
  newId,
  newSecret,
  type PassedOn,
  type PublicLink,
  type ReceivedShare,
  type SentShare,
} from './state.js';

/** Where a person finds what others share, as it stands in front of the name of what was passed on. */
const SHARED_WITH_ME = 'Shared with me';

export type RecipientKind = 'user' | 'group';

/** What one person gives to others: shares, what is passed on, links. Paths are absolute and normal. */
export class Giving {
  readonly #host: HostContext;
  readonly #account: Account;
  readonly #address: string;

  constructor(host: HostContext, account: Account) {
    this.#host = host;
    this.#account = account;
    this.#address = host.state.addressOf(account.user);
  }

  /** Shares with a person or group of another server. */
  async share(path: string, to: string, permission: UserPermission, kind: RecipientKind): Promise<UserSentShare> {
    const { state } = this.#host;
    const node = this.#account.files.get(path);
    if (!node) throw new ActionRefused(404, `There is nothing at ${path}`);
    if (state.info.dialect && path === '/') throw new ActionRefused(400, 'Not everything can be one library');
    if (state.info.dialect && kind === 'group') throw new ActionRefused(400, 'A library is shared with people only');
    if (this.#shares().some((share) => share.path === path && isSameAddress(share.to, to)))
      throw new ActionRefused(409, `${path} is shared with ${to} already`);
    const authority = await this.#reachable(to);
    const from = this.#account.user;
    const { providerId, exchange } = await sendShare(this.#host, { from, to, path, permission, shareType: kind });
    return sentView(this.#taken(authority, providerId, exchange));
  }

  /** Shares a thing of a declared type with a person of another server: what two servers agreed on, so that there is no file behind it. */
  async shareThing(resource: string, to: string): Promise<UserSentShare> {
    if (!customOf(this.#host.state.info, resource))
      throw new ActionRefused(400, `There are no things of type ${resource} here`);
    const authority = await this.#reachable(to);
    const from = this.#account.user;
    const thing = { from, to, path: `/${resource}`, permission: 'read' as const, resource };
    const { providerId, exchange } = await sendShare(this.#host, thing);
    return sentView(this.#taken(authority, providerId, exchange));
  }

  /** Shares with a person of this server, who has it at once. */
  shareHere(path: string, user: string, permission: UserPermission): UserSentShare {
    const { state } = this.#host;
    if (state.info.dialect) throw new ActionRefused(400, 'Libraries are shared with other servers only');
    const node = this.#account.files.get(path);
    if (!node) throw new ActionRefused(404, `There is nothing at ${path}`);
    if (!state.accounts.has(user) || user === this.#account.user)
      throw new ActionRefused(400, `There is no other person "${user}" here`);
    const sent: SentShare = {
      providerId: state.newProviderId(),
      owner: this.#account.user,
      path,
      to: state.addressOf(user),
      shareType: 'user',
      resourceType: node.kind,
      permission,
      secret: newSecret(),
      uri: newId(),
      state: 'accepted',
      isLocal: true,
    };
    state.addSent(sent);
    const id = newId();
    state.received.set(id, {
      id,
      user,
      body: {},
      name: path.split('/').at(-1) ?? '',
      kind: node.kind,
      providerId: sent.providerId,
      resourceType: sent.resourceType,
      from: this.#address,
      senderHost: state.info.authority,
      form: 'multi',
      secret: sent.secret,
      uri: sent.uri,
      state: 'accepted',
      permission,
      isLocal: true,
      exchange: '',
    });
    return sentView(sent);
  }

  /** Has a received share passed on: by its owner's server, or here when the owner is a person of this server. */
  async passOn(share: ReceivedShare, to: string, permission: UserPermission): Promise<UserSentShare> {
    const { state } = this.#host;
    if (share.library) throw new ActionRefused(400, 'A received library cannot be passed on');
    const authority = await this.#reachable(to);
    if (!share.isLocal) {
      const { exchange, passedOn } = await requestReshare(this.#host, share, { to, permission });
      if (!passedOn) throw new ActionRefused(502, `${share.senderHost} did not pass it on: ${refusalOf(exchange)}`);
      return passedView(passedOn);
    }
    const parent = state.sent.get(share.providerId);
    if (!parent || parent.permission === 'read') throw new ActionRefused(403, 'Its owner does not let you pass it on');
    const id = state.newProviderId();
    const { sent, exchange, token } = await grantReshare(this.#host, parent, { to, permission, id });
    if (!sent) throw new ActionRefused(502, `${authority} did not take the share: ${refusalOf(exchange)}`);
    const handle = { id: sent.providerId, token };
    const passedOn: PassedOn = {
      id,
      user: this.#account.user,
      received: share.id,
      name: share.name,
      to,
      permission,
      handle,
    };
    state.passedOn.set(id, passedOn);
    return passedView(passedOn);
  }

  /** Shares that live, newest last, and what was passed on. */
  list(path?: string): UserSentShare[] {
    const own = this.#shares().filter((share) => path === undefined || share.path === path);
    const passed = [...this.#host.state.passedOn.values()].filter(({ user }) => user === this.#account.user);
    return [...own.map(sentView), ...(path === undefined ? passed.map(passedView) : [])];
  }

  setPermission(id: string, permission: UserPermission): void {
    this.#own(id).permission = permission;
  }

  /** Lets a share end at a moment, in whole seconds; undefined: never. */
  setEnd(id: string, at: Date | undefined): UserSentShare {
    const share = this.#own(id);
    delete share.expiration;
    if (at !== undefined) {
      const seconds = Math.floor(at.getTime() / 1000);
      share.expiration = seconds;
      // Whoever was not told the date with the share is told when it has come.
      this.#host.schedule(at.getTime() - Date.now(), async () => {
        const isOver = share.expiration === seconds && share.state !== 'ended';
        if (isOver && this.#host.behaviour.keepsEnded !== 'expired') await endShare(this.#host, share);
      });
    }
    return sentView(share);
  }

  async unshare(id: string): Promise<void> {
    const { state } = this.#host;
    const passedOn = state.passedOn.get(id);
    if (!passedOn || passedOn.user !== this.#account.user) return endShare(this.#host, this.#own(id));
    const local = passedOn.handle && state.sent.get(passedOn.handle.id);
    const isOurs = local?.onBehalf?.handle.token === passedOn.handle?.token;
    if (local && isOurs) {
      state.passedOn.delete(id);
      return endShare(this.#host, local);
    }
    await undoReshare(this.#host, passedOn);
  }

  /** Takes back everything that was given of a path and all below it. */
  async takeBackBelow(path: string): Promise<void> {
    for (const share of this.#shares()) if (isAtOrBelow(share.path, path)) await endShare(this.#host, share);
    for (const link of this.#links()) if (isAtOrBelow(link.path, path)) this.removeLink(link.token);
  }

  links(path?: string): UserLink[] {
    return this.#links()
      .filter((link) => path === undefined || link.path === path)
      .map((link) => this.#linkView(link));
  }

  makeLink(path: string, permission: UserPermission): UserLink {
    if (!this.#account.files.get(path)) throw new ActionRefused(404, `There is nothing at ${path}`);
    const link: PublicLink = { token: newSecret(), owner: this.#account.user, path, permission };
    this.#host.state.publicLinks.set(link.token, link);
    return this.#linkView(link);
  }

  removeLink(token: string): void {
    const { publicLinks } = this.#host.state;
    if (publicLinks.get(token)?.owner !== this.#account.user) throw new ActionRefused(404, 'There is no such link');
    publicLinks.delete(token);
  }

  /** The other server's host, once it is known to be one that can be shared with. */
  async #reachable(to: string): Promise<string> {
    if (!this.#host.state.givesShares) throw new ActionRefused(403, 'Sharing with other servers is switched off here');
    const parsed = parseAddress(to);
    if (!parsed.ok) throw new ActionRefused(400, `"${to}" is not an address of the form name@host: ${parsed.reason}`);
    const { authority } = parsed.address;
    if (this.#host.behaviour.guessesEndPoint !== undefined) return authority;
    const found = await this.#host.discover(authority, this.#account.user);
    const { document } = found;
    if (!document) throw new ActionRefused(502, `${authority} cannot be shared with: ${noDocument(found)}`);
    const unmet = unmetCriterion(this.#host.state.info, document);
    if (unmet && !this.#host.behaviour.ignoresCriteria)
      throw new ActionRefused(502, `${authority} takes shares only with "${unmet}", which is not offered here`);
    const isMet = isContact(this.#host.state, this.#account.user, to);
    if (demandsInvite(document) && !isMet && !this.#host.behaviour.ignoresCriteria)
      throw new ActionRefused(
        403,
        `${authority} takes shares only after an invite, and ${to} is none of your contacts`,
      );
    return authority;
  }

  #taken(authority: string, providerId: string, exchange: Exchange): SentShare {
    const share = this.#host.state.sent.get(providerId);
    if (share && isSuccess(exchange)) return share;
    if (share) share.state = 'ended';
    throw new ActionRefused(502, `${authority} did not take the share: ${refusalOf(exchange)}`);
  }

  #shares(): SentShare[] {
    return [...this.#host.state.sent.values()].filter((share) => this.#isOwn(share));
  }

  #own(id: string): SentShare {
    const share = this.#host.state.sent.get(id);
    if (!share || !this.#isOwn(share)) throw new ActionRefused(404, 'There is no such share');
    return share;
  }

  #isOwn(share: SentShare): boolean {
    return share.owner === this.#account.user && share.state !== 'ended' && !isExpired(share);
  }

  #links(): PublicLink[] {
    return [...this.#host.state.publicLinks.values()].filter(({ owner }) => owner === this.#account.user);
  }

  #linkView({ token, path, permission }: PublicLink): UserLink {
    return { id: token, path, permission, url: `${this.#host.state.info.url}/ui/link/${token}` };
  }
}

export function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [parseAddress(one), parseAddress(other)];
  if (!a.ok || !b.ok) return false;
  return a.address.identifier === b.address.identifier && sameAuthority(a.address.authority, b.address.authority);
}

function sentView(share: SentShare): UserSentShare {
  const { providerId, path, to, permission, expiration, onBehalf, shareType } = share;
  return {
    providerId,
    path,
    to,
    permission,
    state: share.state === 'accepted' ? 'accepted' : 'sent',
    ...(shareType === 'group' ? { isGroup: true } : {}),
    ...(expiration === undefined ? {} : { ends: new Date(expiration * 1000).toISOString() }),
    ...(onBehalf ? { onBehalf: onBehalf.address } : {}),
  };
}

function passedView({ id, name, to, permission }: PassedOn): UserSentShare {
  return { providerId: id, path: `${SHARED_WITH_ME}/${name}`, to, permission, state: 'sent', isPassedOn: true };
}
