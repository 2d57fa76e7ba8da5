import type { Exchange } from '../../protocol/exchange.js';
import type { InviteParts } from '../../protocol/invite-string.js';
import type { AppForm } from '../behaviour.js';
import { noFiles, noSecondFactor } from '../beyond/no-files.js';
import { appNameOf, openApp } from '../beyond/open.js';
import type { Content } from '../http/content.js';
import { Inviting } from '../invites/inviting.js';
import { LibraryAccess } from '../library/received.js';
import {
  ActionRefused,
  type PeerUser,
  type UserAttempt,
  type UserContact,
  type UserEntry,
  type UserInvite,
  type UserLink,
  type UserPermission,
  type UserReceivedShare,
  type UserSentShare,
} from '../user-actions.js';
import type { HostContext } from './context.js';
import { DavAccess } from './dav-access.js';
import { normalPath } from './file-tree.js';
import { Giving, type RecipientKind } from './giving.js';
import type { ReceivedAccess } from './received-access.js';
import { notify } from './send.js';
import { type Account, isExpired, type ReceivedShare } from './state.js';

/** One logged-in person on one host. */
export class Person implements PeerUser {
  readonly user: string;
  readonly displayName: string;
  readonly address: string;
  readonly #host: HostContext;
  readonly #account: Account;
  readonly #giving: Giving;
  readonly #inviting: Inviting;

  constructor(host: HostContext, account: Account) {
    this.#host = host;
    this.#account = account;
    this.#giving = new Giving(host, account);
    this.#inviting = new Inviting(host, account);
    this.user = account.user;
    this.displayName = account.displayName;
    this.address = host.state.addressOf(account.user);
  }

  list(path: string): UserEntry[] | undefined {
    const folder = this.#path(path);
    const { files } = this.#account;
    if (files.get(folder)?.kind !== 'folder') return undefined;
    return files.names(folder).flatMap((name) => {
      const node = files.get(folder === '/' ? `/${name}` : `${folder}/${name}`);
      if (!node) return [];
      return [{ name, kind: node.kind, size: node.content.length, modified: node.modified.toISOString() }];
    });
  }

  get(path: string): Content | undefined {
    const node = this.#account.files.get(this.#path(path));
    return node?.kind === 'file' ? node.content : undefined;
  }

  put(path: string, content: Content): void {
    if (!this.#account.files.put(this.#path(path), content))
      throw new ActionRefused(409, `${path} cannot be written: a folder is missing above it, or it is one itself`);
  }

  mkdir(path: string): void {
    if (!this.#account.files.mkdir(this.#path(path)))
      throw new ActionRefused(409, `${path} cannot be made: it exists, or a folder is missing above it`);
  }

  move(from: string, to: string): void {
    const target = this.#path(to);
    if (this.#account.files.get(target)) throw new ActionRefused(409, `There is something at ${to} already`);
    if (!this.#host.state.move(this.#account, this.#path(from), target))
      throw new ActionRefused(409, `${from} cannot be moved to ${to}: one of their folders is missing`);
  }

  async delete(path: string): Promise<void> {
    const target = this.#path(path);
    await this.#giving.takeBackBelow(target);
    this.#account.files.remove(target);
  }

  share(
    path: string,
    address: string,
    permission: UserPermission,
    kind: RecipientKind = 'user',
  ): Promise<UserSentShare> {
    return this.#giving.share(this.#path(path), address, permission, kind);
  }

  shareThing(resource: string, address: string): Promise<UserSentShare> {
    return this.#giving.shareThing(resource, address);
  }

  shareHere(path: string, user: string, permission: UserPermission): UserSentShare {
    return this.#giving.shareHere(this.#path(path), user, permission);
  }

  passOn(id: string, address: string, permission: UserPermission): Promise<UserSentShare> {
    return this.#giving.passOn(this.#given(id, ['accepted']), address, permission);
  }

  listSent(path?: string): UserSentShare[] {
    return this.#giving.list(path === undefined ? undefined : this.#path(path));
  }

  setPermission(providerId: string, permission: UserPermission): void {
    this.#giving.setPermission(providerId, permission);
  }

  setEnd(providerId: string, at: Date | undefined): UserSentShare {
    return this.#giving.setEnd(providerId, at);
  }

  unshare(providerId: string): Promise<void> {
    return this.#giving.unshare(providerId);
  }

  links(path?: string): UserLink[] {
    return this.#giving.links(path === undefined ? undefined : this.#path(path));
  }

  makeLink(path: string, permission: UserPermission): UserLink {
    return this.#giving.makeLink(this.#path(path), permission);
  }

  removeLink(id: string): void {
    this.#giving.removeLink(id);
  }

  createInvite(ends?: Date): UserInvite {
    return this.#inviting.create(ends);
  }

  invites(): UserInvite[] {
    return this.#inviting.invites();
  }

  acceptInvite(invite: string | InviteParts): Promise<UserContact> {
    return this.#inviting.accept(invite);
  }

  contacts(): UserContact[] {
    return this.#inviting.contacts();
  }

  removeContact(address: string): void {
    this.#inviting.removeContact(address);
  }

  pending(): UserReceivedShare[] {
    return this.#received('pending');
  }

  async accept(id: string): Promise<void> {
    await this.acceptShare(id);
  }

  async decline(id: string): Promise<void> {
    if (this.#host.state.received.get(id)?.library)
      throw new ActionRefused(404, 'A library is there at once: it can only be left');
    await this.declineShare(id);
  }

  /** Gives the notification's exchange; undefined for a group share, of which the owner is not told per member, and for a library. */
  async acceptShare(id: string): Promise<Exchange | undefined> {
    // A library is there at once: to take it up is to look at it.
    if (this.#host.state.received.get(id)?.library) {
      await this.#open(id).describe();
      return undefined;
    }
    const share = this.#given(id, ['pending']);
    share.state = 'accepted';
    const exchange = await this.#tell('SHARE_ACCEPTED', share);
    await this.#access(share).describe();
    return exchange;
  }

  async declineShare(id: string): Promise<Exchange | undefined> {
    const share = this.#given(id, ['pending', 'accepted']);
    share.state = 'declined';
    return this.#tell('SHARE_DECLINED', share);
  }

  received(): UserReceivedShare[] {
    return this.#received('accepted');
  }

  async leave(id: string): Promise<void> {
    const share = this.#given(id, ['accepted']);
    share.state = 'declined';
    const local = share.isLocal && this.#host.state.sent.get(share.providerId);
    if (local) local.state = 'ended';
    else await this.#tell('SHARE_DECLINED', share);
  }

  async readReceived(id: string, inside?: string): Promise<Content | undefined> {
    return this.#open(id).read(inside);
  }

  async listInside(id: string, inside?: string): Promise<UserEntry[] | undefined> {
    return this.#open(id).list(inside);
  }

  async writeReceived(id: string, content: Content, inside?: string): Promise<UserAttempt> {
    return this.#open(id).write(content, inside);
  }

  async makeFolderInside(id: string, inside: string): Promise<UserAttempt> {
    return this.#open(id).makeFolder(inside);
  }

  async renameInside(id: string, from: string, to: string): Promise<UserAttempt> {
    return this.#open(id).rename(from, to);
  }

  async removeInside(id: string, name: string): Promise<UserAttempt> {
    return this.#open(id).remove(name);
  }

  openApp(id: string): Promise<AppForm> {
    return openApp(this.#host, this.#given(id, ['accepted']));
  }

  #path(path: string): string {
    const normal = normalPath(path);
    if (normal === undefined) throw new ActionRefused(400, `"${path}" is not a path`);
    return normal;
  }

  #received(state: ReceivedShare['state']): UserReceivedShare[] {
    return [...this.#host.state.received.values()]
      .filter((share) => share.user === this.user && share.state === state && !isExpired(share))
      .map((share) => {
        const { id, name, kind, from, permission, isLocal } = share;
        const app = appNameOf(this.#host, share);
        return {
          id,
          name,
          kind,
          from,
          ...(permission ? { permission } : {}),
          ...(isLocal ? { isLocal } : {}),
          ...(app === undefined ? {} : { app }),
        };
      });
  }

  #given(id: string, states: ReceivedShare['state'][]): ReceivedShare {
    const share = this.#host.state.received.get(id);
    if (!share || share.user !== this.user || !states.includes(share.state) || isExpired(share))
      throw new ActionRefused(404, 'There is no such share');
    return share;
  }

  async #tell(type: string, share: ReceivedShare): Promise<Exchange | undefined> {
    if (share.group !== undefined || this.#host.behaviour.withholdsNotification.has(type)) return undefined;
    return notify(this.#host, type, share);
  }

  #open(id: string): ReceivedAccess {
    return this.#access(this.#given(id, ['accepted']));
  }

  #access(share: ReceivedShare): ReceivedAccess {
    if (share.library) return new LibraryAccess(this.#host, share);
    // Nobody here has a second factor to show (OCM-SEC-003).
    const { info } = this.#host.state;
    if (share.mustUseMfa && info.enforcesMfa && !this.#host.behaviour.forgoesSecondFactor) return noSecondFactor;
    return share.isNoFile ? noFiles : new DavAccess(this.#host, share);
  }
}
