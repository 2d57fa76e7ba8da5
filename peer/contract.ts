import type { Exchange } from '../protocol/exchange.js';
import type { InviteForm } from '../protocol/invite-string.js';
import type { LibraryDialect } from '../protocol/library-dialect.js';
import type { SignatureDialect } from '../protocol/signatures/index.js';
import type { CustomResource } from './custom-resource.js';

/**
 * The peer as everyone outside `peer/` sees it: our own complete OCM server, scriptable.
 * `startPeer()` (in-process) and `connectPeer(url, token)` (over its control API) both give a `PeerControl`.
 *
 * One peer process holds many hosts: a host is one OCM server with its own origin, discovery document, accounts and files,
 * that never changes while it lives, because receivers cache discovery per host. It is conformant unless `deviations` says otherwise.
 */
export interface PeerControl {
  openHost(options: HostOptions): Promise<PeerHostInfo>;
  closeHost(host: string): Promise<void>;
  /** Takes a host off the network, as if its server were switched off; it keeps all that it holds. Nothing when it is off already. */
  suspendHost(host: string): Promise<void>;
  /** Brings it back under the same address. */
  resumeHost(host: string): Promise<void>;
  /** Has a host take shares in only from servers of these authorities (host[:port]); undefined: from all again. */
  limitHost(host: string, authorities: readonly string[] | undefined): Promise<void>;
  hosts(): Promise<PeerHostInfo[]>;

  /** Adds an account. Parallel checks use an account (and share) of their own and never see each other's traffic. */
  addAccount(
    host: string,
    account: { user: string; password?: string; displayName?: string; admin?: boolean },
  ): Promise<PeerAccount>;
  addGroup(host: string, group: { name: string; members: string[] }): Promise<void>;

  /** As sender: puts a file (content) or folder (no content) into an account. */
  put(host: string, user: string, path: string, content?: string | Uint8Array): Promise<void>;
  /**
   * As sender: creates a share of ours and posts the Share Creation Notification. A conformant message unless `edit` changes it.
   * Resolves whatever the receiver answers: the exchange tells.
   */
  sendShare(host: string, share: OutgoingShare): Promise<SentShareRecord>;
  /** As either: posts a notification to the server that `about` came from or went to. */
  sendNotification(host: string, notification: OutgoingNotification): Promise<Exchange>;
  /** Any request from this host's client: for probes that no well-meant method would send. */
  send(host: string, request: RawRequest): Promise<Exchange>;
  /** As sender: takes a share back; `notify` sends SHARE_UNSHARED. */
  unshare(host: string, providerId: string, notify: boolean): Promise<void>;

  /** As invite sender: an invite of an account of ours. */
  createInvite(host: string, invite: NewInvite): Promise<InviteRecord>;
  /**
   * As invite receiver: an account of ours takes an invite of another server. A conformant message unless `edit` changes it; resolves
   * whatever the other server answers.
   */
  acceptInvite(host: string, acceptance: OutgoingAcceptance): Promise<Exchange>;
  /** People whom an account of ours met through invites, from either side. */
  contacts(host: string, user: string): Promise<ContactRecord[]>;

  /** As receiver: shares that were sent to this account. */
  received(host: string, user: string): Promise<ReceivedShareRecord[]>;
  accept(host: string, user: string, shareId: string): Promise<Exchange | undefined>;
  decline(host: string, user: string, shareId: string): Promise<Exchange | undefined>;
  /** As receiver: one WebDAV request on a received share, credentials as the share demands. */
  dav(host: string, user: string, shareId: string, request: DavRequest): Promise<Exchange>;

  /** What begins from now on, for `since` in a filter. */
  mark(): Promise<Mark>;
  /** Every exchange that this host answered (`in`) or sent (`out`), oldest first. */
  exchanges(filter: ExchangeFilter): Promise<PeerExchange[]>;
  /** The first exchange that matches, waiting up to `budgetMs`; undefined when none came. */
  awaitExchange(filter: ExchangeFilter, budgetMs: number): Promise<PeerExchange | undefined>;
  /** Resolves when no request is in flight in either direction. */
  idle(host?: string): Promise<void>;
  close(): Promise<void>;
}

/** What a host may ask of others before it takes their shares: signed requests, the exchange of secrets, an invite first. */
export type Demand = 'signature' | 'token' | 'invite';

/** What a host can offer, and take, besides files over WebDAV; each in the words of its version, and nothing where that has no words for it. */
export type Offer = 'webapp' | 'ssh' | 'datatx';

/** Where a web app may be shown: a window of its own, or a frame in the receiver's page. */
export type AppTarget = 'blank' | 'iframe';

/** Versions of OCM that a host can speak. */
export type Speaks = '1.0' | '1.2' | '1.3' | '1.4' | '1.5';

export interface HostOptions {
  /** Name for people and reports; also the party id in recorded exchanges. */
  id: string;
  /**
   * Which OCM this server speaks. `1.0`: /ocm-provider only, legacy share form, Basic. `1.2`: both discovery paths, multi form, Bearer.
   * From `1.3` on it signs what it sends, verifies what it gets, and exchanges tokens.
   */
  speaks: Speaks;
  /** How it signs, when not as its version has it; `none`: not at all. */
  signs?: SignatureDialect | 'none';
  /** How it names its key: `host#key1`, as the examples of the text do, or as a URL, as some servers must have it. The text leaves it free. Default `host`. */
  keyIds?: 'host' | 'url';
  /** Whether it exchanges secrets for tokens. Default: from 1.3 on; with `true` a host of 1.2 does it with the code of that version. */
  tokens?: boolean;
  /** Seconds that a token opens something. Default 300. */
  tokenLifetime?: number;
  /** What it demands of others, as `criteria` say: signed requests, shares whose secret is exchanged for a token, people who were met through an invite. */
  demands?: Demand[];
  /** Speaks this dialect in place of OCM, and nothing besides: shares are of libraries (folders), live at once, and not over WebDAV. */
  dialect?: LibraryDialect;
  /** What it offers and takes besides files over WebDAV. Default: nothing. Web apps need tokens from 1.4 on. */
  offers?: Offer[];
  /** Where it shows the web apps of others. Default: both. */
  appTargets?: AppTarget[];
  /** What it sends and takes that no text describes. Default: nothing. */
  resources?: CustomResource[];
  /** Serves a list of the servers of a federation, at `/directory`. */
  directory?: DirectoryOptions;
  /** Prefix under which everything but /.well-known/ocm lives, e.g. `/cloud`. Default none. */
  basePath?: string;
  /** Fixed port; default 0 = any free one. */
  port?: number;
  /** Address to listen on, default 127.0.0.1. */
  bind?: string;
  /** Host name (and port) in OCM addresses and URLs when it is not `bind:port`, e.g. behind a name in DNS. Without `port` the free one is added. */
  name?: string;
  /** Host[:port] that this host's client may contact, besides hosts of the same peer; absent: any. */
  allow?: string[];
  /** Plain HTTP instead of TLS; only for tests of plain HTTP itself. */
  insecure?: boolean;
  /** Plain HTTP on the same port besides TLS, so that whoever may choose can be seen to choose. */
  alsoPlain?: boolean;
  /** Names from the catalogue in `peer/deviations/`. Empty or absent: conformant. */
  deviations?: string[];
  /** Shows a certificate that nobody may take, in place of a good one. */
  certificate?: BadCertificate;
  /** Other hosts of this peer do not take it for one of theirs: who is held to `allow` does not contact it. */
  apart?: boolean;
  /** How its discovery document is set against those who ask for it. */
  trap?: Trap;
  /** Announces that it asks for a second factor where a share demands one, and does: no account here has one. */
  enforcesMfa?: boolean;
}

/** For another name, past its end, or vouched for by nobody. */
export type BadCertificate = 'other-name' | 'expired' | 'self-signed';

/** What meets those who ask for the discovery document of a host that means them no good. */
export interface Trap {
  /** Origin that they are sent on to. */
  redirectsTo?: string;
  /** Members in place of the true ones. */
  says?: Record<string, unknown>;
  /** Time, in ms, that they are kept waiting; no longer than the host lives. */
  waits?: number;
  /** Bytes that the document is blown up by. */
  pads?: number;
}

/** A directory service: who belongs to a federation. */
export interface DirectoryOptions {
  federation: string;
  servers: { url: string; displayName: string }[];
}

export interface PeerHostInfo {
  id: string;
  speaks: Speaks;
  dialect?: LibraryDialect;
  /** How it signs; absent: not at all. */
  signs?: SignatureDialect;
  keyIds?: 'host' | 'url';
  demands?: Demand[];
  /** How it exchanges secrets for tokens: with the code of 1.2, or as from 1.3 on; absent: not at all. */
  tokens?: 'code' | 'exchange';
  tokenLifetime?: number;
  offers?: Offer[];
  appTargets?: AppTarget[];
  resources?: CustomResource[];
  /** e.g. `https://127.0.0.1:41234`, plus the base path when there is one: where the web UI lives. */
  url: string;
  /** Host[:port] as it stands in OCM addresses. */
  authority: string;
  /** Absolute URL of the OCM API, without trailing slash. */
  endPoint: string;
  /** Where its directory is, and the key to verify it with, in PEM. */
  directory?: { url: string; key: string };
  deviations: string[];
  trap?: Trap;
  enforcesMfa?: true;
  /** Its name was that of another host before, which others may still know. */
  nameWasAnothers?: true;
}

export interface PeerAccount {
  user: string;
  password: string;
  address: string;
}

export type ShareForm = 'legacy' | 'named' | 'multi';

export interface OutgoingShare {
  /** Account of ours that shares. */
  from: string;
  /** OCM address of the recipient. */
  to: string;
  path: string;
  permission: 'read' | 'edit';
  /** Default: what the receiver can take (`multi` when it says it can, else `legacy`). */
  form?: ShareForm;
  /** `uri` of the newer forms. Default: relative when the receiver says that it can resolve it. */
  uri?: 'absolute' | 'relative';
  shareType?: 'user' | 'group';
  /** A thing of this declared type in place of what is at `path`, which then only gives it its name. */
  resource?: string;
  /** What the resource is encrypted with; the keys travel by other ways. Told from 1.5 on only. */
  encryption?: { scheme: string; details: Record<string, unknown> };
  /** Changes to the JSON body before it is sent. */
  edit?: BodyEdit[];
  /** Sent instead of the JSON body. */
  rawBody?: string;
  /** Extra or replaced request headers. */
  headers?: Record<string, string>;
  /** Changes to the signature. */
  signature?: SignatureEdit;
}

/**
 * How the signature of one request departs from what this host would make. What is signed can differ from what is sent, so that each
 * covered part can be changed "on the way".
 */
export interface SignatureEdit {
  /** No signature at all. */
  none?: true;
  label?: string;
  /** Components that are not covered, and such that are covered besides. */
  omits?: string[];
  adds?: string[];
  /** Parameters set, or with null left out. */
  parameters?: Record<string, string | number | null>;
  /** Seconds that the signature is older than it should be; negative: it is from the future. */
  age?: number;
  /**
   * Whose key signs: `unpublished` is a new key under the id of the real one, `unknown` one under an id that nobody publishes,
   * `mac` the public key taken as the secret of a MAC, `elsewhere` the own key under the name of another server; or that of another host of
   * the peer, by its id.
   */
  key?: 'unpublished' | 'unknown' | 'mac' | 'elsewhere' | { host: string };
  /** Parameters that the header of the old form lacks. */
  drops?: string[];
  /** What is signed in place of what is sent: method, URL, headers. */
  signs?: { method?: string; url?: string; headers?: Record<string, string> };
  /** Algorithms of the digest, default sha-256; and such whose digest is that of another body. */
  digests?: string[];
  wrongDigests?: string[];
  /**
   * What is sent in place of what was signed: headers (null: left out), and a body with one text for another; `digest`: with the digest of
   * that; `created`: an old signature says that it was made now.
   */
  sends?: {
    headers?: Record<string, string | null>;
    body?: { replace: string; with: string };
    digest?: true;
    created?: 'now';
  };
  /** Another signature on the same message: of nobody's, of no sense, or a second one marked as that of OCM. */
  beside?: 'proxy' | 'garbage' | 'second';
}

/** One change to a JSON body, by JSON pointer. `set` creates or replaces; `remove` deletes. */
export type BodyEdit = { set: string; value: unknown } | { remove: string };

export interface SentShareRecord {
  /** In a dialect whose messages carry no id of the share, a handle of ours. */
  providerId: string;
  sharedSecret: string;
  name: string;
  exchange: Exchange;
}

export interface OutgoingNotification {
  type: string;
  /** providerId of a share we sent, or id of a share we received. */
  about: { sent: string } | { received: string };
  edit?: BodyEdit[];
  rawBody?: string;
  headers?: Record<string, string>;
  signature?: SignatureEdit;
}

export interface NewInvite {
  /** Account of ours that invites. */
  from: string;
  /** Default: a random one. */
  token?: string;
  /** How it is spelled for a person. Default: as the version of the host has it. */
  form?: InviteForm;
}

export interface InviteRecord {
  token: string;
  /** Host[:port] that gave it. */
  provider: string;
  /** The invite string. */
  text: string;
  link: string;
}

export interface OutgoingAcceptance {
  /** Account of ours that takes the invite. */
  from: string;
  /** Host[:port] that gave it. */
  provider: string;
  token: string;
  edit?: BodyEdit[];
  rawBody?: string;
  headers?: Record<string, string>;
  signature?: SignatureEdit;
}

export interface ContactRecord {
  /** OCM address. */
  address: string;
  name: string;
  email: string;
}

export interface RawRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Signs it as this host signs its messages, but for these changes. Absent: it goes as it is. */
  signature?: SignatureEdit;
}

export interface DavRequest {
  method: string;
  /** Relative path inside a folder share. */
  inside?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

export interface ReceivedShareRecord {
  id: string;
  /** The Share Creation Notification's JSON body, as it came. */
  body: Record<string, unknown>;
  name: string;
  state: 'pending' | 'accepted' | 'declined' | 'unshared';
  /** Host of the sender, from field `sender` (else `owner`). */
  senderHost: string;
  exchange: string;
}

/** An exchange with the direction in which a host of ours saw it. */
export interface PeerExchange extends Exchange {
  host: string;
  direction: 'in' | 'out';
  /** Account of ours that it concerns, where that can be told. */
  account?: string;
}

/** A place in the order in which exchanges begin. Moments are too coarse for it: two exchanges may begin within one millisecond. */
export type Mark = number;

export interface ExchangeFilter {
  host?: string;
  direction?: 'in' | 'out';
  account?: string;
  method?: string;
  /** Path ends with this, ignoring the query (`/shares`). */
  pathEnds?: string;
  /** Only exchanges that began after this mark. */
  since?: Mark;
  /** Only exchanges that began at or after this moment (ISO 8601): for those who have no mark of this peer. */
  notBefore?: string;
  /** Only what was recorded after this place in the record. A record that was begun anew has all of it. */
  after?: number;
  /** Request line or body contains this text. */
  contains?: string;
}
