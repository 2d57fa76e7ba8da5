import type { FileBody, Unverified } from '../protocol/http-client.js';
import type { InviteParts } from '../protocol/invite-string.js';
import type { Examination, SignatureProblem } from '../protocol/signatures/index.js';
import type { AppTarget, SignatureEdit } from './contract.js';
import type { IncomingShare, ShareProblem } from './host/share-problems.js';
import type { PeerReply, PeerRequest } from './http/router.js';

/** Answers that a host gives, by what they answer. */
export type AnswerKind =
  | 'discovery-answer'
  | 'share-answer'
  | 'notification-answer'
  | 'dav-answer'
  | 'library-answer'
  | 'jwks-answer'
  | 'token-answer'
  | 'invite-answer'
  | 'directory-answer'
  | 'webapp-answer'
  | 'unknown-path-answer';
/** Requests that a host makes. */
export type RequestKind =
  | 'discovery-request'
  | 'share-creation'
  | 'notification'
  | 'dav-request'
  | 'library-request'
  | 'jwks-request'
  | 'token-request'
  | 'invite-acceptance'
  | 'directory-request'
  | 'icon-request';

/** A request before it goes out. */
export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | FileBody;
  /** Takes a large answer piece by piece. */
  sink?: (chunk: Uint8Array) => void;
  /** Budget in ms, where it is not that of every request. */
  timeoutMs?: number;
  /** Changes to the signature that it gets. */
  signature?: SignatureEdit;
}

/** A signature that was found right, and the request it stands on. */
export interface SeenSignature {
  signature: NonNullable<Examination['signature']>;
  headers: Readonly<Record<string, string>>;
}

/** Picks problems of an incoming share, by what is wrong and by the share that it is wrong with. */
export type ShareMatch = (problem: ShareProblem, share: IncomingShare) => boolean;

/**
 * How one host behaves: everything a deviation may change, with conformant values from `conformant()`.
 * Handlers ask this object and know no deviation by name.
 */
export interface Behaviour {
  /** Changes to an answer before it goes out. */
  answers: { on: AnswerKind; change: (reply: PeerReply, request: PeerRequest) => PeerReply }[];
  /** Changes to a request before it goes out. */
  requests: { on: RequestKind; change: (request: OutgoingRequest) => OutgoingRequest }[];
  /** Requests that are taken for done and never made. */
  withholdsRequests: Set<RequestKind>;
  /** Requests made besides, before one of that kind. */
  extraRequests: { before: RequestKind; make: (request: OutgoingRequest) => OutgoingRequest }[];

  /** Problems of an incoming share that are overlooked. */
  overlooks: ShareMatch[];
  /** Problems of an incoming share that make the server fail with 500. */
  failsOn: ShareMatch[];
  /** Legal shares that are refused, with the status. */
  refuses: { status: number; when: (share: IncomingShare) => boolean }[];
  /** A refused share is nevertheless put before the recipient. */
  storesRefused: boolean;
  /** A share that was answered 201 is lost. */
  losesAccepted: boolean;
  /** The same share sent twice is shown twice, another share under its providerId as well. */
  storesTwice: boolean;
  /** Whether the sender's host is looked up before a share is taken in. */
  discoversSender: boolean;
  /** The host after the @ of shareWith may be any. */
  ignoresRecipientHost: boolean;
  /** How the identifier in shareWith is compared with accounts. */
  readsIdentifier: 'as-is' | 'without-case' | 'to-first-at';
  /** Field whose host is taken for the sender's server. */
  looksAt: 'sender' | 'owner';

  /** Notification problems that are overlooked: answered 201. */
  overlooksNotification: ((problem: NotificationProblem) => boolean)[];
  /** Notification problems that make the server fail with 500. */
  failsOnNotification: ((problem: NotificationProblem) => boolean)[];
  /** Legal notifications that are refused, with the status. */
  refusesNotification: { status: number; when: (body: Record<string, unknown>) => boolean }[];
  /** Types that are answered as taken in but have no effect. */
  ignoresNotification: Set<string>;
  /** A notification takes effect without proof that it is from the other end of the share. */
  trustsStrangers: boolean;
  /** A refused notification takes effect all the same. */
  obeysRefused: boolean;

  /** What is wrong with the acceptance of an invite and is overlooked, or makes the server fail. */
  overlooksInvite: ((problem: InviteProblem) => boolean)[];
  failsOnInvite: ((problem: InviteProblem) => boolean)[];
  /** Legal acceptances that are refused, with the status. */
  refusesInvite: { status: number; when: (body: Record<string, unknown>) => boolean }[];
  /** Shares of people whom nobody met are taken, although an invite is demanded. */
  takesStrangers: boolean;
  /** What is granted to a third party goes to the one who asked for it. */
  grantsToAsker: boolean;
  /** Who was refused becomes a contact all the same. */
  keepsRefusedContact: boolean;
  /** A refused acceptance uses the invite up. */
  spendsRefused: boolean;
  /** Shares of contacts are refused. */
  refusesContacts: boolean;
  /** An acceptance is sent to the usual path of the other host without looking it up. */
  guessesInviteEndPoint: boolean;
  /** The answer names the first account, whoever made the invite. */
  forgetsInviter: boolean;
  /** The token of the so manieth invite; undefined: a random one. */
  inviteToken: ((count: number) => string) | undefined;
  /** The text that is handed over with an invite; undefined: as the version spells it. */
  writesInvite: ((parts: InviteParts) => string) | undefined;
  /** How a pasted invite is read; undefined: in every spelling. */
  readsInvite: ((text: string) => InviteParts | undefined) | undefined;
  /** Parameter with the token in the link of an invite. */
  linkParameter: string;
  /** Parameters of the other server's dialog for invites, by what they should be called; empty: left out. */
  dialogParameters: Record<string, string>;
  /** The page for visitors sends everybody to the own server. */
  leadsNowhere: boolean;
  /** Changes to what is signed in a directory of one's own. */
  directoryPayload: ((payload: unknown) => unknown)[];
  /** A directory of one's own is signed with a key that nobody was told. */
  signsDirectoryAsNobody: boolean;
  /** Directories of others are used whoever signed them. */
  trustsAnyDirectory: boolean;
  /** Invites of servers that sign nothing are taken, whatever the version says. */
  invitesUnsigned: boolean;

  /** Types that are never sent. */
  withholdsNotification: Set<string>;
  /** Messages are sent to this path of the other host without looking it up. */
  guessesEndPoint: string | undefined;
  /** Paths tried to discover another host; undefined: those of the version. */
  discoveryPaths: readonly string[] | undefined;
  /** Form of sent shares whatever the receiver can take. */
  sendsForm: 'legacy' | 'named' | 'multi' | undefined;
  /** The same providerId for every share. */
  repeatsProviderId: boolean;
  /** The same secret for every share. */
  repeatsSecret: boolean;
  /** The secret is also the last segment of the share's URL. */
  showsSecretInUri: boolean;
  /** `uri` of sent multi forms. */
  sendsUri: 'absolute' | 'relative' | undefined;

  /** Sender's WebDAV: writes on read-only shares are taken. */
  allowsWriteOnReadOnly: boolean;
  /** Sender's WebDAV: all writes are forbidden. */
  forbidsWrites: boolean;
  /** Sender's WebDAV: opens without credentials, or with any. */
  davIgnoresSecret: 'none' | 'absent' | 'any';
  /** Sender's WebDAV: still opens after the end of the share. */
  keepsEnded: 'none' | 'unshared' | 'expired';
  /** Sender's WebDAV: credentials that are refused. */
  davRefusesScheme: 'basic' | 'bearer' | undefined;
  /** Sender's WebDAV: does not serve paths below a folder share. */
  davRefusesInside: boolean;
  /** Sender's WebDAV: write methods answer success and do nothing. */
  davIgnoresWrites: boolean;

  /** Kinds of requests that are not signed, although others are. */
  leavesUnsigned: Set<RequestKind>;
  /** Changes to every signature of its own. */
  signature: SignatureEdit[];
  /** What is wrong with a signature and is overlooked. */
  overlooksSignature: ((problem: SignatureProblem) => boolean)[];
  /** Signed requests that are right, and refused. */
  mindsSignature: ((seen: SeenSignature) => boolean)[];
  /** Unsigned requests are taken whatever the criteria say. */
  admitsUnsigned: boolean;
  /** Unsigned requests are refused although nothing demands signatures. */
  refusesUnsigned: boolean;
  /** Whose keys are taken: those of the server that the message says it is from, or of the one that `keyid` names. */
  keysFrom: 'sender' | 'keyid';
  /** What a message says may be about people of other servers than the one that signed it. */
  ignoresSigner: boolean;

  /** Token endpoint: what is not looked at. */
  tokenIgnores: Set<'signature' | 'client' | 'grant' | 'code' | 'end'>;
  /** Where below the API tokens are asked for. */
  tokenPath: string;
  /** What a token looks like, made from random text. */
  writesToken: (random: string) => string;
  /** Receiver: tokens that are taken for such. */
  readsToken: (token: string) => boolean;
  /** Sender's WebDAV: what opens one share opens whichever the path names. */
  davOpensByPath: 'secret' | 'token' | undefined;
  /** Sender's WebDAV: the secret alone says which share is meant, whichever the path names. */
  davIgnoresPath: boolean;
  /** Sender's WebDAV: a token opens its share also after that was taken back. */
  davTokensOutlive: boolean;
  /** Token endpoint: parameters of the grant that OCM does not use make a request invalid. */
  tokenMindsExtras: boolean;
  /** Token endpoint: a secret is exchanged once. */
  tokenOnlyOnce: boolean;
  /** Sender's WebDAV: tokens open nothing. */
  davRefusesTokens: boolean;
  /** Sender's WebDAV: tokens open things after their time. */
  davKeepsTokens: boolean;
  /** Sender's WebDAV: the secret opens what is to be exchanged for a token first. */
  davTakesRawSecret: boolean;
  /** Shares are made although the receiver demands what this host cannot do. */
  ignoresCriteria: boolean;
  /** Shares to a receiver that demands tokens are made without saying so. */
  omitsRequirement: boolean;
  /** Every share demands the exchange, whatever the receiver can do. */
  alwaysRequires: boolean;
  /** Receiver: the secret is used as it is, whatever the share demands. */
  skipsExchange: boolean;
  /** Receiver: when a token that was not demanded cannot be had, that is the end. */
  needsExchange: boolean;
  /** Receiver: a token is used as long as the share lives. */
  keepsToken: boolean;
  /** Receiver: asks for tokens at this path of the endPoint, whatever the sender announces. */
  guessesTokenPath: string | undefined;

  /** Receiver: what a person's browser is made to do to open a web app. */
  opensApp: ((form: AppForm, share: { secret: string }) => AppForm)[];
  /** Receiver: web apps are opened with their secret, which is not exchanged. */
  appSkipsExchange: boolean;
  /** Receiver: web apps are shown wherever their sender wants, and wherever one likes. */
  appIgnoresTargets: boolean;
  /** Receiver: the hint at an icon is taken for its address. */
  fetchesIconHint: boolean;
  /** Receiver: that everything was transferred is told to nobody. */
  hidesTransfer: boolean;
  /** Servers whose document names resource types that are unknown here are taken for none. */
  mindsForeignTypes: boolean;
  /** Sender's web app: shows the shared item only, and nothing inside it. */
  appRefusesInside: boolean;
  /** Sender's web app: opens with whatever is posted. */
  appOpensForAll: boolean;

  /** Receiver's WebDAV client: credentials whatever the message says. */
  davCredentials: 'secret-twice' | 'none' | undefined;
  /** Receiver's WebDAV client: where it looks for a share whatever the message says. */
  davTarget: 'root' | 'no-prefix' | 'name-again' | undefined;
  /** Receiver: the server of a received share is never looked up, its paths are guessed. */
  guessesSender: boolean;
  /** Receiver's WebDAV client: reads without a PROPFIND first. */
  davSkipsPropfind: boolean;

  /** As client: what of certificates is not looked at. */
  leavesUnverified: Unverified | undefined;
  /** As client: goes where a discovery answer sends it on to, whoever may be contacted. */
  followsRedirects: boolean;
  /** As client: whoever may be contacted is told by the spelling of an address only. */
  guardsBySpelling: boolean;
  /** As client: only those whose discovery document is asked for are looked at, not who is named in it. */
  guardsDiscoveryOnly: boolean;
  /** One share at a time: the next one waits until the server of the last one has been looked up. */
  takesSharesInTurn: boolean;
  /** A share of a server whose document is too large makes the server fail. */
  failsAtLargeDocuments: boolean;
  /** What demands a second factor is shown to everybody. */
  forgoesSecondFactor: boolean;
  /** The name of a share is the path at which it appears, in whosever files that is. */
  namesArePaths: boolean;
  /** The receiver of a share may say what may be done with it. */
  receiverSetsPermission: boolean;
  /** Shares are passed on for whoever asks for that. */
  grantsToStrangers: boolean;
  /** Who is refused for a wrong secret of a share is told the right one. */
  tellsSecrets: boolean;
  /** Who wishes to be shared with is told so, and somebody who has the share already is given it again. */
  grantsWishToHolder: boolean;
  /** Type of the notification that tells the refusal of such a wish. */
  declinesWishAs: string;
}

/** What leads a browser from the page of the receiver to the web app of the sender. */
export interface AppForm {
  method: 'GET' | 'POST';
  url: string;
  /** Where it is shown, in the words of the text. */
  target: AppTarget;
  /** The same for a browser. */
  window: '_blank' | '_top' | '_self';
  /** Name of the app, for people. */
  name: string;
  fields: Record<string, string>;
}

/** One reason why a notification is not taken in. */
export interface NotificationProblem {
  field: string;
  kind:
    | 'missing'
    | 'type'
    | 'empty'
    | 'unknown'
    | 'malformed'
    | 'too-deep'
    | 'too-large'
    | 'unsupported'
    | 'forbidden'
    | 'unreachable'
    | 'signature';
  status: number;
  message: string;
}

/** One reason why the acceptance of an invite is not taken in. */
export interface InviteProblem {
  /** Field of the body, or `body`, `content-type`, `signature`. */
  field: string;
  kind:
    | 'missing'
    | 'type'
    | 'empty'
    | 'malformed'
    | 'grammar'
    | 'too-large'
    | 'unknown'
    | 'expired'
    | 'used'
    | 'untrusted'
    | 'signature'
    | 'unsigned';
  status: number;
  message: string;
}
