import type { Account, Attempt, Permission, ReceivedShare, SentShare } from './cloud.js';
import type { Digest } from './digest.js';

/**
 * What a person can do in some products and not in others. A session has the method, or its driver declares the ability of the same
 * name as lacking, with the source: the driver contract holds every driver to exactly one of the two.
 */
export interface Abilities {
  /** Moves or renames an own file or folder; both paths are absolute. */
  moveOwn(from: string, to: string): Promise<void>;
  /** Creates a folder below a received folder; `inside` is a relative path. */
  makeFolderInside(share: ReceivedShare, inside: string): Promise<Attempt>;
  /** Moves a file within a received folder; both are relative paths, in different folders. */
  moveInside(share: ReceivedShare, from: string, to: string): Promise<Attempt>;
  /** Uploads a large file of this machine as an own file of the same name, without holding it in memory. */
  putLarge(path: string, file: LocalFile): Promise<void>;
  /**
   * Reads a received file (one inside a received folder with `inside`) as it comes and keeps only what tells whether it is right;
   * undefined when it is not there or refused.
   */
  digestReceived(share: ReceivedShare, inside?: string): Promise<Digest | undefined>;
  /** Shares with a group of another server; the address is `group@host`. */
  shareWithGroup(path: string, groupAddress: string, permission: Permission): Promise<SentShare>;
  /** Shares an own item with another person of the same server, who has it at once. */
  shareLocally(path: string, user: string, permission: Permission): Promise<SentShare>;
  /**
   * Shares something of a resource type that the profile declares with a person of another server; the product makes it, or has it. What is given
   * back is taken back with `unshare`.
   */
  shareResource(type: string, address: string): Promise<SentShare>;
  /** What people of the same server share with this person. */
  listLocal(): Promise<ReceivedShare[]>;
  /** Passes a received share, local or not, on to a person of another server. */
  reshare(share: ReceivedShare, address: string, permission: Permission): Promise<SentShare>;
  /** Lets a share end at a moment, or as soon after it as the product can say: one that takes whole days gives back the end of that day. */
  setExpiry(share: SentShare, at: Date): Promise<Date>;
  /** Makes a public link to an own item. */
  makeLink(path: string, permission: Permission): Promise<PublicLink>;
  removeLink(link: PublicLink): Promise<void>;
  /** Accepts a pending share by one of the doors in `traits.doors` other than the first, which is `accept`. */
  acceptBy(door: string, share: ReceivedShare): Promise<void>;
  /** Makes an invite for somebody of another server; with a wish for its end, which the product need not grant. */
  createInvite(ends?: Date): Promise<Invite>;
  /** Takes an invite of another server: the text as it was handed over. Rejects with ProductRefused when that does not work. */
  acceptInvite(text: string): Promise<void>;
  /** People of other servers whom this person met through invites. */
  listContacts(): Promise<Contact[]>;
  removeContact(contact: Contact): Promise<void>;
  /** Opens a received share in its web app, up to the request with which the browser leaves the product. Rejects with ProductRefused when it is not opened. */
  openApp(share: ReceivedShare): Promise<AppOpening>;
  /**
   * Has the product's desktop client keep an empty folder of this machine in step with an own folder. Rejects with an error other than
   * ProductRefused where this machine has no such client, in words that say what to install.
   */
  syncOwn(path: string, folder: string): Promise<SyncClient>;
  /** The same with a received folder. */
  syncReceived(share: ReceivedShare, folder: string): Promise<SyncClient>;
}

/** What a product has the browser do to open the web app of a received share. */
export interface AppOpening {
  /** The request to the app: an address, or a form with these fields. */
  method: string;
  url: string;
  fields: Record<string, string>;
  /** Where the app is shown, in the words of OCM: `blank` or `iframe`. */
  target: string;
  /** The same in the words of the page, as far as it says: `_blank`, `_top`. */
  window?: string;
  /** All that the browser was given on the way, as text: what must not hold the secret. */
  seen: string;
}

/** A desktop client at work. */
export interface SyncClient {
  /** Longest time, in ms, until it is expected to have taken a change in either direction. */
  readonly within: number;
  /** What it says of itself at the moment, for words about what has not come. */
  says(): Promise<string>;
  /** Ends its processes, and removes what it keeps on this machine and at the server apart from the files. No error when done twice. */
  end(): Promise<void>;
}

/** An invite as its maker gets it. */
export interface Invite {
  /** What is handed over: the invite string, or whatever the product gives in its place. */
  text: string;
  /** Page on which a visitor names the own server, where the product has one. */
  link?: string;
  /** When it ends, where the product says so. */
  ends?: Date;
}

/** Somebody of another server in an address book. */
export interface Contact {
  /** OCM address, or what the product shows in its place. */
  address: string;
  name: string;
}

/** What a product as a whole can do for a visitor without account; the same rule: present, or declared as lacking. */
export interface ServerAbilities {
  /** A visitor of a public link gives an OCM address: "add to your cloud". The share then waits at that address's server. */
  saveLink(link: PublicLink, address: string): Promise<void>;
  /** A visitor follows the link of an invite: which servers are offered, and where they are sent on when they name theirs. */
  followInvite(link: string, server?: string): Promise<{ offered: string[]; sentTo?: string }>;
  /** Logs an administrator in. */
  administer(account: Account): Promise<Administration>;
}

/** Acts of an administrator that flows need. What one product's driver lacks stands in `traits.lacks` under `administer` or the act's name. */
export interface AdministratorAbilities {
  /** Makes a throw-away person with a login name. */
  createUser(account: Account): Promise<void>;
  removeUser(user: string): Promise<void>;
  /** Makes a throw-away group. */
  createGroup(name: string, members: readonly string[]): Promise<void>;
  removeGroup(name: string): Promise<void>;
  leaveGroup(name: string, member: string): Promise<void>;
  /** Names a server (its origin) as trusted, so that its shares are accepted without a gesture; `distrust` takes it back. */
  trust(origin: string): Promise<void>;
  distrust(origin: string): Promise<void>;
  /** Offers the servers of a directory service to visitors with an invite; `key` in PEM. `dropDirectory` takes it back. */
  useDirectory(url: string, key: string): Promise<void>;
  dropDirectory(url: string): Promise<void>;
  /** Whether people here may receive shares from other servers. */
  switchIncoming(on: boolean): Promise<void>;
  /** Whether people here may share with other servers. */
  switchOutgoing(on: boolean): Promise<void>;
}

export type Administration = Partial<AdministratorAbilities>;

/** A file of the machine that the drivers run on. */
export interface LocalFile {
  path: string;
  bytes: number;
}

/** A public link as its maker gets it. */
export interface PublicLink {
  id: string;
  path: string;
  url: string;
}

/** Abilities of a person's session, by name, as those below of a server and its administrator: the types see to it that none is left out. */
export const OF_PERSON: Record<keyof Abilities, true> = {
  moveOwn: true,
  makeFolderInside: true,
  moveInside: true,
  shareWithGroup: true,
  shareLocally: true,
  shareResource: true,
  listLocal: true,
  reshare: true,
  setExpiry: true,
  makeLink: true,
  removeLink: true,
  acceptBy: true,
  putLarge: true,
  digestReceived: true,
  createInvite: true,
  acceptInvite: true,
  listContacts: true,
  removeContact: true,
  openApp: true,
  syncOwn: true,
  syncReceived: true,
};
export const OF_SERVER: Record<keyof ServerAbilities, true> = { saveLink: true, followInvite: true, administer: true };
export const OF_ADMINISTRATOR: Record<keyof AdministratorAbilities, true> = {
  createUser: true,
  removeUser: true,
  createGroup: true,
  removeGroup: true,
  leaveGroup: true,
  trust: true,
  distrust: true,
  useDirectory: true,
  dropDirectory: true,
  switchIncoming: true,
  switchOutgoing: true,
};
