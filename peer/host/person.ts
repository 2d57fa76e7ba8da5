import { parseAddress, sameAuthority } from '../../protocol/address.js';
import type { Exchange } from '../../protocol/exchange.js';
import { LibraryAccess } from '../library/received.js';
import {
  ActionRefused,
  type PeerUser,
  type UserAttempt,
  type UserEntry,
  type UserPermission,
  type UserReceivedShare,
  type UserSentShare,
} from '../user-actions.js';
import type { HostContext } from './context.js';
import { DavAccess } from './dav-access.js';
import { isAtOrBelow, normalPath } from './file-tree.js';
import { isSuccess, type ReceivedAccess, refusalOf } from './received-access.js';
import { notify, sendShare, takeBack } from './send.js';
import { type Account, isExpired, type ReceivedShare, type SentShare } from './state.js';

/** Criteria of a receiver that this host cannot meet; sharing would only be refused there (OCM-DISC-055). */
const UNMET = ['invite', 'must-invite', 'code', 'token-exchange', 'must-exchange-token', 'http-request-signatures'];

/** One logged-in person on one host. */
export class Person implements PeerUser {
  readonly user: string;
  readonly displayName: string;
  readonly address: string;
  readonly #host: HostContext;
  readonly #account: Account;

  constructor(host: HostContext, account: Account) {
    this.#host = host;
    this.#account = account;
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

  get(path: string): Uint8Array | undefined {
    const node = this.#account.files.get(this.#path(path));
    return node?.kind === 'file' ? node.content : undefined;
  }

  put(path: string, content: Uint8Array): void {
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
    for (const share of this.#sent()) if (isAtOrBelow(share.path, target)) await this.unshare(share.providerId);
    this.#account.files.remove(target);
  }

  async share(path: string, address: string, permission: UserPermission): Promise<UserSentShare> {
    const target = this.#path(path);
    const parsed = parseAddress(address);
    if (!parsed.ok)
      throw new ActionRefused(400, `"${address}" is not an address of the form name@host: ${parsed.reason}`);
    const node = this.#account.files.get(target);
    if (!node) throw new ActionRefused(404, `There is nothing at ${path}`);
    if (this.#host.state.info.dialect && (node.kind !== 'folder' || target === '/'))
      throw new ActionRefused(400, 'Only a folder can be shared as a library');
    const { authority } = parsed.address;
    if (this.#sent().some((share) => share.path === target && isSameAddress(share.to, address)))
      throw new ActionRefused(409, `${path} is shared with ${address} already`);
    const { document } = await this.#host.discover(authority, this.user);
    const criteria = Array.isArray(document?.criteria) ? document.criteria : [];
    const unmet = UNMET.find((criterion) => criteria.includes(criterion));
    if (unmet)
      throw new ActionRefused(502, `${authority} takes shares only with "${unmet}", which is not offered here`);
    const { providerId, exchange } = await sendShare(this.#host, {
      from: this.user,
      to: address,
      path: target,
      permission,
    });
    const share = this.#host.state.sent.get(providerId);
    if (!share || !isSuccess(exchange)) {
      if (share) share.state = 'ended';
      throw new ActionRefused(502, `${authority} did not take the share: ${refusalOf(exchange)}`);
    }
    return view(share);
  }

  listSent(path?: string): UserSentShare[] {
    const wanted = path === undefined ? undefined : this.#path(path);
    return this.#sent()
      .filter((share) => wanted === undefined || share.path === wanted)
      .map(view);
  }

  setPermission(providerId: string, permission: UserPermission): void {
    this.#own(providerId).permission = permission;
  }

  async unshare(providerId: string): Promise<void> {
    await takeBack(this.#host, this.#own(providerId));
  }

  pending(): UserReceivedShare[] {
    return this.#received('pending');
  }

  async accept(id: string): Promise<void> {
    await this.acceptShare(id);
  }

  async decline(id: string): Promise<void> {
    await this.declineShare(id);
  }

  /** Gives the notification's exchange; undefined for a group share, of which the owner is not told per member. */
  async acceptShare(id: string): Promise<Exchange | undefined> {
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
    await this.#tell('SHARE_DECLINED', share);
  }

  async readReceived(id: string, inside?: string): Promise<Uint8Array | undefined> {
    return this.#open(id).read(inside);
  }

  async listInside(id: string, inside?: string): Promise<UserEntry[] | undefined> {
    return this.#open(id).list(inside);
  }

  async writeReceived(id: string, content: Uint8Array, inside?: string): Promise<UserAttempt> {
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

  #path(path: string): string {
    const normal = normalPath(path);
    if (normal === undefined) throw new ActionRefused(400, `"${path}" is not a path`);
    return normal;
  }

  #sent(): SentShare[] {
    return [...this.#host.state.sent.values()].filter((share) => share.owner === this.user && share.state !== 'ended');
  }

  #own(providerId: string): SentShare {
    const share = this.#host.state.sent.get(providerId);
    if (!share || share.owner !== this.user || share.state === 'ended')
      throw new ActionRefused(404, 'There is no such share');
    return share;
  }

  #received(state: ReceivedShare['state']): UserReceivedShare[] {
    return [...this.#host.state.received.values()]
      .filter((share) => share.user === this.user && share.state === state && !isExpired(share))
      .map(({ id, name, kind, from, permission }) => ({ id, name, kind, from, ...(permission ? { permission } : {}) }));
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
    return share.library ? new LibraryAccess(this.#host, share) : new DavAccess(this.#host, share);
  }
}

function isSameAddress(one: string, other: string): boolean {
  const [a, b] = [parseAddress(one), parseAddress(other)];
  if (!a.ok || !b.ok) return false;
  return a.address.identifier === b.address.identifier && sameAuthority(a.address.authority, b.address.authority);
}

function view(share: SentShare): UserSentShare {
  const { providerId, path, to, permission } = share;
  return { providerId, path, to, permission, state: share.state === 'accepted' ? 'accepted' : 'sent' };
}
