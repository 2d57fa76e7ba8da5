import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import type { PeerHostInfo, ShareForm } from '../contract.js';
import { TokenDesk } from '../tokens/desk.js';
import type { UserPermission } from '../user-actions.js';
import { FileTree, isAtOrBelow } from './file-tree.js';

/** An account of one host. */
export interface Account {
  user: string;
  password: string;
  displayName: string;
  files: FileTree;
  isAdmin: boolean;
}

/** A share that an account of ours gave. */
export interface SentShare {
  providerId: string;
  owner: string;
  path: string;
  to: string;
  shareType: 'user' | 'group';
  resourceType: string;
  permission: UserPermission;
  secret: string;
  /** First path segment under the WebDAV path; tells nothing about the secret (OCM-SHARE-040). */
  uri: string;
  /** Opens only with a token, for which the secret (in 1.2 the code) is exchanged. */
  mustExchange?: boolean;
  /** In 1.2: what is exchanged for a token. */
  code?: string;
  /** In the library dialect: what the folder is called as a library. */
  repoId?: string;
  state: 'sent' | 'accepted' | 'ended';
  /** Epoch seconds. */
  expiration?: number;
  /** With a person of this same host: no message was sent, and it is accepted from the start. */
  isLocal?: boolean;
  /** A recipient of the share with providerId `of` asked for this one. */
  onBehalf?: { of: string; address: string; handle: Handle };
}

/** How two servers speak of a share that one gave because the other asked for it: the asking side's own id, and what proves a word about it. */
export interface Handle {
  id: string;
  token: string;
}

/** What an account of ours passed on: its owner's server gave that share. */
export interface PassedOn {
  /** Our own id of it, which the owner's server was told. */
  id: string;
  user: string;
  /** Id of the received share. */
  received: string;
  name: string;
  to: string;
  permission: UserPermission;
  /** What the owner's server calls it; absent when it did not say, as no text tells it to. */
  handle?: Handle;
}

/** Whoever has the token may read what the link is to. */
export interface PublicLink {
  token: string;
  owner: string;
  path: string;
  permission: UserPermission;
}

/** In the library dialect: a link through which one file comes, or files go. Whoever has it needs no secret. */
export interface FileLink {
  share: SentShare;
  /** Path in the owner's files: of the file, or of the folder that is uploaded into. */
  target: string;
  use: 'download' | 'upload';
  /** Whether who uploads may ask to overwrite an existing file; else the new one gets another name. */
  mayReplace: boolean;
}

/** A share that an account of ours was given. */
export interface ReceivedShare {
  id: string;
  user: string;
  group?: string;
  body: Record<string, unknown>;
  name: string;
  kind: 'file' | 'folder';
  providerId: string;
  resourceType: string;
  from: string;
  senderHost: string;
  form: ShareForm;
  secret: string;
  uri?: string;
  /** The share demands that a token is used. */
  mustExchange?: boolean;
  /** The share demands that whoever looks at it has shown a second factor. */
  mustUseMfa?: boolean;
  /** In 1.2: what is exchanged for a token. */
  code?: string;
  /** A token for it, good until `until` (ms since the epoch). */
  token?: { value: string; until: number };
  /** It is got at in another way than WebDAV. */
  isNoFile?: boolean;
  /** It is there to be transferred. */
  toTransfer?: boolean;
  /** Its sender was told that everything was transferred. */
  isTransferred?: boolean;
  /** In the library dialect: where it is. */
  library?: { serviceUrl: string; repoId: string };
  state: 'pending' | 'accepted' | 'declined' | 'unshared';
  permission?: UserPermission;
  /** Epoch seconds. */
  expiration?: number;
  /** From a person of this same host. */
  isLocal?: boolean;
  exchange: string;
}

/** An invite that a person here made. */
export interface Invite {
  token: string;
  user: string;
  ends: Date;
  /** OCM address of whoever took it: it can be taken once. */
  acceptedBy?: string;
}

/** Somebody of another server in a person's address book. */
export interface Contact {
  /** Whose address book. */
  user: string;
  userID: string;
  provider: string;
  name: string;
  email: string;
}

/** Everything that one host knows, in memory. */
export class HostState {
  readonly info: PeerHostInfo;
  readonly accounts = new Map<string, Account>();
  readonly groups = new Map<string, string[]>();
  readonly sent = new Map<string, SentShare>();
  readonly received = new Map<string, ReceivedShare>();
  /** Received shares that were passed on, by our own id. */
  readonly passedOn = new Map<string, PassedOn>();
  /** Links that need no account, by token. */
  readonly publicLinks = new Map<string, PublicLink>();
  /** Invites that were made here, by token. */
  readonly invites = new Map<string, Invite>();
  readonly contacts: Contact[] = [];
  /** Directories whose servers are offered to visitors: URL, and the public key that was handed over. */
  readonly directories = new Map<string, string>();
  /** Host[:port] of servers whose shares are accepted without a gesture. */
  readonly trusted = new Set<string>();
  /** Host[:port] of the only servers whose shares are taken in; undefined when there is no such list. */
  listed: ReadonlySet<string> | undefined;
  /** Whether people here may be given shares by other servers, and may share with them. */
  takesShares = true;
  givesShares = true;
  /** What the library dialect calls this server: 36 characters, or others cannot open what it shares. */
  readonly serverId = randomUUID();
  /** In the library dialect: links for files, by token. */
  readonly links = new Map<string, FileLink>();
  /** Tokens that were given for what was shared. */
  readonly tokens = new TokenDesk();
  readonly #sentBySecret = new Map<string, SentShare>();

  constructor(info: PeerHostInfo) {
    this.info = info;
  }

  newAccount(user: string, password: string, displayName: string): Account {
    return { user, password, displayName, files: new FileTree(), isAdmin: false };
  }

  /** Moves something of an account, and the paths of its shares with it; false when it cannot be. */
  move({ user, files }: Account, from: string, to: string): boolean {
    if (!files.move(from, to)) return false;
    for (const share of this.sent.values())
      if (share.owner === user && isAtOrBelow(share.path, from)) share.path = to + share.path.slice(from.length);
    for (const link of this.publicLinks.values())
      if (link.owner === user && isAtOrBelow(link.path, from)) link.path = to + link.path.slice(from.length);
    return true;
  }

  addressOf(identifier: string): string {
    return `${identifier}@${this.info.authority}`;
  }

  addSent(share: SentShare): void {
    this.sent.set(share.providerId, share);
    this.#sentBySecret.set(share.secret, share);
  }

  sentBySecret(secret: string): SentShare | undefined {
    return this.#sentBySecret.get(secret);
  }

  receivedFrom(senderHost: string, providerId: string): ReceivedShare[] {
    return [...this.received.values()].filter((s) => s.senderHost === senderHost && s.providerId === providerId);
  }

  receivedByProviderId(providerId: string): ReceivedShare[] {
    return [...this.received.values()].filter((share) => share.providerId === providerId);
  }

  /** Digits only, first one not zero, short enough to survive a detour through a number. */
  newProviderId(): string {
    for (;;) {
      const id = String(randomInt(100_000_000, 999_999_999));
      if (!this.sent.has(id) && !this.passedOn.has(id)) return id;
    }
  }
}

/** A credential: 192 random bits, safe in URLs and as a Basic user name. */
export const newSecret = (): string => randomBytes(24).toString('base64url');

/** An id that is no credential. */
export const newId = (): string => randomBytes(9).toString('hex');

export function isExpired(share: { expiration?: number }): boolean {
  return share.expiration !== undefined && share.expiration > 0 && share.expiration * 1000 <= Date.now();
}
