import type { Told } from '../protocol/exchange.js';
import type { InviteParts } from '../protocol/invite-string.js';
import type { AppForm } from './behaviour.js';
import type { PeerExchange, PeerHostInfo } from './contract.js';
import type { Content } from './http/content.js';

/**
 * What a person can do on one host of the peer, the same behind its web UI and its user API.
 * Paths are absolute within the account, `/name` or `/folder/name`.
 * Methods reject with `ActionRefused` when the host says no, with a sentence that can be shown to the person.
 */
export interface PeerUser {
  readonly user: string;
  readonly displayName: string;
  /** OCM address of this account. */
  readonly address: string;

  /** Entries directly below a folder, by name; undefined when there is no such folder. */
  list(path: string): UserEntry[] | undefined;
  /** Bytes of an own file; undefined when there is no such file. */
  get(path: string): Content | undefined;
  /** Creates or overwrites a file; the folder above must exist. */
  put(path: string, content: Content): void;
  mkdir(path: string): void;
  /** Moves or renames a file or folder; its shares go with it. Nothing is overwritten. */
  move(from: string, to: string): void;
  /** Removes a file or a folder with all in it, and takes back its shares; no error when it is already gone. */
  delete(path: string): Promise<void>;

  /** Shares a file or folder with an OCM address, a person's unless told. Rejects when the other server refuses or cannot be reached. */
  share(path: string, address: string, permission: UserPermission, kind?: 'user' | 'group'): Promise<UserSentShare>;
  /** Shares a thing of a resource type that this host declares, with nothing behind it. Rejects as `share`. */
  shareThing(resource: string, address: string): Promise<UserSentShare>;
  /** Shares with a person of this same host, who has it at once. */
  shareHere(path: string, user: string, permission: UserPermission): UserSentShare;
  /** Passes a received share on to an OCM address. Rejects when its owner's server does not let that happen. */
  passOn(id: string, address: string, permission: UserPermission): Promise<UserSentShare>;
  /** Shares of this account that live, newest last, and what it passed on; those that the recipient declined are gone. */
  listSent(path?: string): UserSentShare[];
  setPermission(providerId: string, permission: UserPermission): void;
  /** Lets a share end at a moment, in whole seconds; undefined: it does not end by itself. */
  setEnd(providerId: string, at: Date | undefined): UserSentShare;
  /** Takes a share back and tells the other server. */
  unshare(providerId: string): Promise<void>;

  /** Links of this account that need no account. */
  links(path?: string): UserLink[];
  makeLink(path: string, permission: UserPermission): UserLink;
  removeLink(id: string): void;

  /** Received shares that wait for a gesture, oldest first. */
  pending(): UserReceivedShare[];
  accept(id: string): Promise<void>;
  decline(id: string): Promise<void>;
  /** Accepted shares, oldest first. */
  received(): UserReceivedShare[];
  /** Removes an accepted share from this account and tells the owner's server. */
  leave(id: string): Promise<void>;

  /** Makes an invite for somebody of another server; it can be taken once, until it ends. */
  createInvite(ends?: Date): UserInvite;
  /** Invites of this account, oldest first. */
  invites(): UserInvite[];
  /** Takes an invite of another server: the string as it was handed over, or its parts. Rejects when that server does not have it so. */
  acceptInvite(invite: string | InviteParts): Promise<UserContact>;
  /** People met through invites. */
  contacts(): UserContact[];
  removeContact(address: string): void;

  /** Bytes of a received file, or of a file below a received folder; undefined when the other server does not give it. */
  readReceived(id: string, inside?: string): Promise<Content | undefined>;
  /** Entries below a received folder (`inside`: a relative folder path); undefined when the other server does not give them. */
  listInside(id: string, inside?: string): Promise<UserEntry[] | undefined>;
  /** Overwrites a received file, or creates or overwrites a file below a received folder. */
  writeReceived(id: string, content: Content, inside?: string): Promise<UserAttempt>;
  makeFolderInside(id: string, inside: string): Promise<UserAttempt>;
  /** Renames, or moves to another folder of the same share. */
  renameInside(id: string, from: string, to: string): Promise<UserAttempt>;
  removeInside(id: string, name: string): Promise<UserAttempt>;
  /** What the browser has to do to open a received share in its web app. Rejects when it opens in none, or cannot be opened. */
  openApp(id: string): Promise<AppForm>;
}

/** The people of one host, as its HTTP handlers see them. */
export interface PeerPeople {
  readonly info: PeerHostInfo;
  /** Undefined when there is no such account or the password is another one. */
  authenticate(user: string, password: string): PeerUser | undefined;
  /** What an account may do as administrator; undefined when it is none. */
  administrator(user: string): PeerAdministrator | undefined;
  /** What a public link is to; undefined when there is no such link (any more). */
  linked(token: string): LinkedItem | undefined;
  /** Servers that a visitor with an invite can choose from, from the directories in use. */
  offeredServers(): Promise<{ url: string; displayName: string }[]>;
  /** Where a visitor of that server goes on with an invite. Rejects when that server does not say. */
  dialogOf(server: string, token: string): Promise<string>;
  /**
   * Server-to-server messages of this host that began at or after a moment (ISO 8601) and were recorded after a place in the record,
   * as recorded: with secrets.
   */
  exchanges(since: string, after: number): Told<PeerExchange>;
}

/** What somebody without account sees of a public link, and can do with it. */
export interface LinkedItem {
  name: string;
  kind: 'file' | 'folder';
  /** Name of the person who made the link. */
  owner: string;
  /** Bytes of a file; undefined for a folder. */
  content: Content | undefined;
  /** Shares it with an OCM address: "add to your cloud". Rejects when the host or the other server says no. */
  save(address: string): Promise<void>;
}

/** What an administrator of one host can do. Methods reject with `ActionRefused` when the host says no. */
export interface PeerAdministrator {
  people(): string[];
  groups(): { name: string; members: string[] }[];
  createGroup(name: string, members: readonly string[]): void;
  /** What was shared with the group is gone for its members; no error when there is none. */
  removeGroup(name: string): void;
  leaveGroup(name: string, member: string): void;
  /** Origins (or hosts) of servers whose shares are accepted without a gesture. */
  trusted(): string[];
  trust(origin: string): void;
  distrust(origin: string): void;
  /** Directories whose servers are offered to visitors with an invite: URL and public key, in PEM or as JWK. */
  directories(): string[];
  useDirectory(url: string, key: string): void;
  dropDirectory(url: string): void;
  /** Whether people here may be given shares by other servers, and may share with them. */
  switches(): { incoming: boolean; outgoing: boolean };
  turn(which: 'incoming' | 'outgoing', on: boolean): void;
  /** Makes an account; any name that can stand in an OCM address. */
  createUser(user: string, password: string, displayName?: string): void;
  /** Removes an account and its files, and takes back what it shared; no error when there is none. */
  removeUser(user: string): Promise<void>;
}

/** `read` is read only; `edit` allows change, and in folders create, rename and delete. */
export type UserPermission = 'read' | 'edit';

export interface UserEntry {
  name: string;
  kind: 'file' | 'folder';
  /** Bytes; 0 for a folder. */
  size: number;
  /** ISO 8601, UTC. */
  modified: string;
}

export interface UserSentShare {
  providerId: string;
  path: string;
  /** OCM address of the recipient. */
  to: string;
  permission: UserPermission;
  /** `accepted` once the other server said so; many never do. */
  state: 'sent' | 'accepted';
  isGroup?: boolean;
  /** ISO 8601, UTC; absent: it does not end by itself. */
  ends?: string;
  /** It is another's item, passed on: only its end is for this account to decide. */
  isPassedOn?: boolean;
  /** OCM address of the recipient of another share of the same item who asked for this one. */
  onBehalf?: string;
}

export interface UserLink {
  id: string;
  path: string;
  permission: UserPermission;
  url: string;
}

export interface UserInvite {
  token: string;
  /** Host[:port] of this server. */
  provider: string;
  /** The invite string, to be handed over. */
  text: string;
  /** Page on which whoever is invited names the own server. */
  link: string;
  /** ISO 8601, UTC. */
  ends: string;
  /** OCM address of whoever took it. */
  acceptedBy?: string;
}

export interface UserContact {
  /** OCM address. */
  address: string;
  name: string;
  email: string;
}

export interface UserReceivedShare {
  id: string;
  /** Name of the shared item, as the sender gave it. */
  name: string;
  kind: 'file' | 'folder';
  /** OCM address of the person who shared. */
  from: string;
  /** What the sender's server grants; undefined until it has been asked (a legacy share does not say). */
  permission?: UserPermission;
  /** Shared by a person of this same host. */
  isLocal?: boolean;
  /** Name of the web app that it opens in. */
  app?: string;
}

/** A refusal by the other server is a value: a person sees it, a flow expects it. */
export type UserAttempt = { done: true } | { done: false; refusal: string };

/** The host says no to a person. `status` is what an HTTP handler may answer. */
export class ActionRefused extends Error {
  override readonly name = 'ActionRefused';
  readonly status: 400 | 403 | 404 | 409 | 502;
  constructor(status: 400 | 403 | 404 | 409 | 502, message: string) {
    super(message);
    this.status = status;
  }
}
