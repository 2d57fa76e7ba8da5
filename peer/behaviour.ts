import type { IncomingShare, ShareProblem } from './host/share-problems.js';
import type { PeerReply, PeerRequest } from './http/router.js';

/** Answers that a host gives, by what they answer. */
export type AnswerKind =
  | 'discovery-answer'
  | 'share-answer'
  | 'notification-answer'
  | 'dav-answer'
  | 'unknown-path-answer';
/** Requests that a host makes. */
export type RequestKind = 'discovery-request' | 'share-creation' | 'notification' | 'dav-request';

/** A request before it goes out. */
export interface OutgoingRequest {
  method: string;
  url: string;
  headers: Record<string, string>;
  body?: string | Uint8Array;
}

/**
 * How one host behaves: everything a deviation may change, with conformant values from `conformant()`.
 * Handlers ask this object and know no deviation by name.
 */
export interface Behaviour {
  /** Changes to an answer before it goes out. */
  answers: { on: AnswerKind; change: (reply: PeerReply, request: PeerRequest) => PeerReply }[];
  /** Changes to a request before it goes out. */
  requests: { on: RequestKind; change: (request: OutgoingRequest) => OutgoingRequest }[];
  /** Requests made besides, before one of that kind. */
  extraRequests: { before: RequestKind; make: (request: OutgoingRequest) => OutgoingRequest }[];

  /** Problems of an incoming share that are overlooked. */
  overlooks: ((problem: ShareProblem) => boolean)[];
  /** Problems of an incoming share that make the server fail with 500. */
  failsOn: ((problem: ShareProblem) => boolean)[];
  /** Legal shares that are refused, with the status. */
  refuses: { status: number; when: (share: IncomingShare) => boolean }[];
  /** A refused share is nevertheless put before the recipient. */
  storesRefused: boolean;
  /** A share that was answered 201 is lost. */
  losesAccepted: boolean;
  /** The same share sent twice is shown twice. */
  storesTwice: boolean;
  /** Whether the sender's host is looked up before a share is taken in. */
  discoversSender: boolean;
  /** The host after the @ of shareWith may be any. */
  ignoresRecipientHost: boolean;

  /** Status for notifications of a type; undefined: as the text says. */
  notificationStatus: Partial<Record<string, number>>;
  /** Notification problems that are overlooked: answered 201. */
  overlooksNotification: ((problem: NotificationProblem) => boolean)[];
  /** Notification problems that make the server fail with 500. */
  failsOnNotification: ((problem: NotificationProblem) => boolean)[];
  /** Legal notifications that are refused, with the status. */
  refusesNotification: {
    status: number;
    when: (body: Record<string, unknown>, headers: Record<string, string>) => boolean;
  }[];
  /** Types that are answered as taken in but have no effect. */
  ignoresNotification: Set<string>;
  /** The secret in a notification is not compared. */
  ignoresNotificationSecret: boolean;

  /** Types that are never sent. */
  withholdsNotification: Set<string>;
  /** Shares are sent without looking the receiver up: to this path of its host. */
  guessesEndPoint: string | undefined;
  /** Paths tried to discover another host; undefined: those of the version. */
  discoveryPaths: readonly string[] | undefined;
  /** Form of sent shares whatever the receiver can take. */
  sendsForm: 'legacy' | 'named' | 'multi' | undefined;
  /** The same providerId for every share. */
  repeatsProviderId: boolean;
  /** `uri` of sent multi forms. */
  sendsUri: 'absolute' | 'relative' | undefined;

  /** Sender's WebDAV: writes on read-only shares are taken. */
  allowsWriteOnReadOnly: boolean;
  /** Sender's WebDAV: opens without credentials, or with any. */
  davIgnoresSecret: 'none' | 'absent' | 'any';
  /** Sender's WebDAV: still opens after unshare. */
  keepsUnshared: boolean;
  /** Sender's WebDAV: credentials that are refused. */
  davRefusesScheme: 'basic' | 'bearer' | undefined;
  /** Sender's WebDAV: does not serve paths below a folder share. */
  davRefusesInside: boolean;
  /** Sender's WebDAV: write methods answer success and do nothing. */
  davIgnoresWrites: boolean;

  /** Receiver's WebDAV client: credentials whatever the message says. */
  davCredentials: 'basic' | 'bearer' | 'secret-twice' | 'none' | undefined;
  /** Receiver's WebDAV client: where it looks for a share whatever the message says. */
  davTarget: 'root' | 'no-prefix' | undefined;
  /** Receiver's WebDAV client: reads without a PROPFIND first. */
  davSkipsPropfind: boolean;
}

/** One reason why a notification is not taken in. */
export interface NotificationProblem {
  field: string;
  kind: 'missing' | 'type' | 'empty' | 'unknown' | 'malformed' | 'too-large' | 'unsupported' | 'forbidden';
  status: number;
  message: string;
}

/** A fresh behaviour that keeps to the text. */
export function conformant(): Behaviour {
  return {
    answers: [],
    requests: [],
    extraRequests: [],
    overlooks: [],
    failsOn: [],
    refuses: [],
    storesRefused: false,
    losesAccepted: false,
    storesTwice: false,
    discoversSender: true,
    ignoresRecipientHost: false,
    notificationStatus: {},
    overlooksNotification: [],
    failsOnNotification: [],
    refusesNotification: [],
    ignoresNotification: new Set(),
    ignoresNotificationSecret: false,
    withholdsNotification: new Set(),
    guessesEndPoint: undefined,
    discoveryPaths: undefined,
    sendsForm: undefined,
    repeatsProviderId: false,
    sendsUri: undefined,
    allowsWriteOnReadOnly: false,
    davIgnoresSecret: 'none',
    keepsUnshared: false,
    davRefusesScheme: undefined,
    davRefusesInside: false,
    davIgnoresWrites: false,
    davCredentials: undefined,
    davTarget: undefined,
    davSkipsPropfind: false,
  };
}
