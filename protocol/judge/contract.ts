import type { ClauseId, Impact, Role, SpecVersion } from '../../vocabulary.js';
import type { Exchange } from '../exchange.js';
import type { PublishedKey } from '../signatures/keys.js';

/**
 * What a message is in OCM terms. One exchange carries up to two messages: the request and the answer. The signature of a request,
 * or its absence, is judged like a message of its own.
 */
export type MessageKind =
  | 'discovery-answer'
  | 'share-creation'
  | 'share-answer'
  | 'notification'
  | 'notification-answer'
  | 'token-request'
  | 'token-answer'
  | 'invite-accepted'
  | 'invite-answer'
  | 'jwks-answer'
  | 'signature'
  | 'dav-request'
  | 'dav-answer'
  | 'foreign-dialect'
  | 'other';

/** Side of the exchange that wrote the message: the one who is at fault when it is wrong. */
export type Emitter = 'client' | 'server';

/** What the judge is told besides the exchange. */
export interface JudgeContext {
  /** Version of the text to hold the emitter to. */
  specOf(emitter: Emitter): SpecVersion;
  /** Discovery documents known so far, by authority (host[:port]). */
  documents?: ReadonlyMap<string, unknown>;
  /** Keys that servers published, by authority; those in discovery documents need not be told again. */
  keys?: ReadonlyMap<string, readonly PublishedKey[]>;
  /** Authority of who sent the request, for messages that do not name it. */
  client?: string;
}

/** One sentence of the text that one message does not keep. */
export interface Violation {
  /** Slug of the rule, equal to the id of the check that applies it: `sent/share-with-is-address`. */
  rule: string;
  clauses: ClauseId[];
  kind: MessageKind;
  emitter: Emitter;
  role: Role;
  impact: Impact;
  /** Where: a JSON pointer into the body (`/shareWith`), `header:content-type`, `status`, `path` or `body`. */
  where: string;
  expected: string;
  received: string;
  reason: string;
  exchange: string;
}

/**
 * A rule of the judge: pure, exchange in, violations out.
 * The clause's strength at the applied version is looked up in the ledger, not written here;
 * a rule whose clauses are not in force at that version is not applied.
 */
export interface Rule {
  id: string;
  kind: MessageKind;
  clauses: ClauseId[];
  role: Role;
  impact: Impact;
  /** What it demands, in our words: shown as `expected`. */
  title: string;
  test(message: Message): RuleHit[];
}

export interface RuleHit {
  where: string;
  received: string;
  reason: string;
  /** Defaults to the rule's title. */
  expected?: string;
  /** Defaults to the rule's clauses. */
  clauses?: ClauseId[];
  /** Defaults to the rule's role: for rules of messages that either side may write. */
  role?: Role;
}

/** A message as rules see it: parsed once. */
export interface Message {
  kind: MessageKind;
  exchange: Exchange;
  /** Parsed JSON body of the message; undefined when it is not JSON. */
  json: unknown;
  /** The JSON body of the request that an answer belongs to. */
  requestJson?: unknown;
  /** Discovery document of the emitter and of the other side, where known. */
  own?: unknown;
  other?: unknown;
  spec: SpecVersion;
  /** Of the signature of a request: what the request is, who it says it comes from, and that server's keys where known. */
  signed?: { kind: MessageKind; by: string | undefined; keys: readonly PublishedKey[] | undefined };
}
