import type { Told } from '../protocol/exchange.js';
import type { Via } from '../vocabulary.js';
import type { Abilities, AdministratorAbilities, ServerAbilities } from './abilities.js';

/**
 * What a driver can do with one product: the same interface for its web UI (`ui.ts`) and its API (`api.ts`).
 * A driver holds locators and steps; it asserts nothing about OCM and knows no protocol.
 * Whatever differs between products is a trait that the driver declares, never a special case in a flow.
 */
export interface Cloud extends Partial<ServerAbilities> {
  readonly via: Via;
  readonly traits: CloudTraits;
  /** Logs one account in. Rejects with InteropError code `login-refused` when the product refuses the credentials. */
  open(account: Account): Promise<CloudSession>;
  /** Ends every session and browser context of this driver. */
  close(): Promise<void>;
  /**
   * Server-to-server messages this product saw since a moment (ISO 8601), when it records them (our peer does); absent otherwise.
   * `after`, the `next` of an earlier answer, leaves out what that one told.
   */
  exchangesSince?(at: string, after?: number): Promise<Told>;
  /** What the product's pages said through `alert` so far, oldest first; absent where no pages are driven. */
  alerts?(): string[];
}

/** A declared "no": what is lacking, and where that is known from. */
export interface Lacks {
  source: string;
}

export interface CloudTraits {
  /** What its people can share across servers. */
  shares: ('file' | 'folder' | 'library')[];
  /** True where nothing can be shared but for reading. */
  sharesToRead?: boolean;
  /** True where people share only with whom they have met through an invite. */
  sharesWithMet?: boolean;
  /** Where a file cannot be shared by itself: what stands for it here, in words that a cell shows. A driver does so behind its paths. */
  fileIs?: string;
  /** Where names that begin with a dot are not shown to people unless they change a setting. */
  hidesDotNames?: Lacks;
  /** False when a received share is usable at once, without a gesture. */
  acceptStep: boolean;
  /** Abilities this product (or this driver) does not have, each with its source; flows that need them are `n/a`. */
  lacks: Partial<Record<Ability, Lacks>>;
  /** True where nobody logs in, because hooks act for people: an account then needs no password. */
  needsNoPassword?: boolean;
  /** True where the owner's product removes a declined share from its list of shares; others keep showing it. */
  dropsDeclined: boolean;
  /** Ways in which a person can accept a share here, by name, the usual one first: `accept` takes that one, `acceptBy` the others. */
  doors: readonly string[];
  /** Longest time, in ms, until a change made on the other side is expected to be visible here. */
  changeVisibleWithin: number;
}

/** Names for what a flow may need beyond the core. */
export type Ability =
  | keyof Abilities
  | keyof ServerAbilities
  | keyof AdministratorAbilities
  | 'share'
  /** Taking in a share that waits for a gesture. */
  | 'accept'
  /** Showing the shares that somebody received; whatever a flow is about, it looks there. */
  | 'listShares'
  /** Reading what was received. */
  | 'read'
  | 'decline'
  | 'leave'
  | 'unshare'
  | 'setPermission'
  | 'write'
  | 'createInFolder'
  | 'rename'
  | 'remove'
  /** Sharing across servers with somebody of one's own; flows of a server with itself need it. */
  | 'shareWithOwnServer'
  /** Taking in what is shared with a group of its people; a flow that sends such a share needs it. */
  | 'receiveForGroup';

export interface Account {
  user: string;
  password: string;
  /** Told only where somebody is made; otherwise the product's business. */
  displayName?: string;
}

/** Rights that a flow asks for. `read` is read only; `edit` allows change, and in folders create, rename and delete. */
export type Permission = 'read' | 'edit';

/** A share as its sender sees it. */
export interface SentShare {
  /** The product's own handle. */
  id: string;
  path: string;
  to: string;
  /** When the product says that it ends, where it says so. */
  expires?: Date;
}

/** A share as its receiver sees it. */
export interface ReceivedShare {
  id: string;
  /** Name shown to the person. */
  name: string;
  /** Path of the mounted item, once accepted, where the product has one. */
  path?: string;
  /** OCM address or whatever the product shows as origin. */
  from?: string;
}

/** Refusals by the product that a flow expects ("write on a read-only share") are values, not exceptions. */
export type Attempt =
  | { done: true }
  | {
      done: false;
      refusal: string;
      /** Status with which the server refused; absent where its page did not offer the act. */
      status?: number;
    };

/**
 * The product itself said no to something it should do: a finding, not a fault of the driver.
 * Anything else that a driver throws means that a step could not be done (a locator drifted, nothing appeared in time).
 */
export class ProductRefused extends Error {
  override readonly name: string = 'ProductRefused';
  /** Status with which the server refused; absent where its page did not offer the act. */
  readonly status: number | undefined;
  constructor(message: string, status?: number) {
    super(message);
    this.status = status;
  }
}

/** The product asked for a pause (status 429): no judgement of it, what needed the step is `throttled`. */
export class ProductThrottled extends ProductRefused {
  override readonly name = 'ProductThrottled';
}

/** What a browser shows at the moment a flow goes red. */
export interface Snapshot {
  screenshot?: Uint8Array;
  /** ARIA snapshot of the page, password fields masked. */
  aria?: string;
}

/**
 * One person, logged in to one product.
 * Paths are absolute within the account, `/name` or `/folder/name`. Names come from the flow and are unique per run.
 * Methods reject with ProductRefused when the product says no to what it should be able to do, with any other error when the step
 * could not be done; the message says which step and what was seen.
 */
export interface CloudSession extends Partial<Abilities> {
  readonly user: string;
  /** The OCM address that others use to share with this person. */
  address(): Promise<string>;

  putFile(path: string, content: Uint8Array): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Undefined when there is no such file. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  /** Names directly below a folder; undefined when there is no such folder. */
  list(path: string): Promise<string[] | undefined>;
  /** Removes an own file or folder; no error when it is already gone. */
  remove(path: string): Promise<void>;

  share(path: string, address: string, permission: Permission): Promise<SentShare>;
  /** Shares of this path that the product shows to its owner. */
  listSent(path: string): Promise<SentShare[]>;
  setPermission(share: SentShare, permission: Permission): Promise<void>;
  unshare(share: SentShare): Promise<void>;

  /** Shares that wait for a gesture. Empty for a product without accept step. */
  listPending(): Promise<ReceivedShare[]>;
  accept(share: ReceivedShare): Promise<void>;
  decline(share: ReceivedShare): Promise<void>;
  /** Accepted shares. */
  listReceived(): Promise<ReceivedShare[]>;
  leave(share: ReceivedShare): Promise<void>;

  /** Bytes of a received file, or of a file below a received folder (`inside` is a relative path); undefined when it is not there or refused. */
  readReceived(share: ReceivedShare, inside?: string): Promise<Uint8Array | undefined>;
  /** Names below a received folder; undefined when it is not there or refused. */
  listInside(share: ReceivedShare): Promise<string[] | undefined>;
  /** Overwrites the received file, or creates or overwrites a file below a received folder. */
  writeReceived(share: ReceivedShare, content: Uint8Array, inside?: string): Promise<Attempt>;
  renameInside(share: ReceivedShare, from: string, to: string): Promise<Attempt>;
  removeInside(share: ReceivedShare, name: string): Promise<Attempt>;

  /** What the person sees right now; absent for drivers without a browser. */
  snapshot?(): Promise<Snapshot>;
}
