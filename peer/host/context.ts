import type { Discovered } from '../../protocol/discovery.js';
import type { HttpReply } from '../../protocol/http-client.js';
import type { Behaviour, OutgoingRequest, RequestKind } from '../behaviour.js';
import type { PeerReply } from '../http/router.js';
import type { Signing } from '../signing/signing.js';
import type { HostState } from './state.js';

/** Budget for one request to another host, in ms. */
export const CALL_BUDGET = 10_000;

/** What the parts of one host share. */
export interface HostContext {
  readonly state: HostState;
  readonly behaviour: Behaviour;
  readonly signing: Signing;
  /** Sends one request of a kind, changed as the behaviour says, and records it for an account. Never rejects. */
  call(kind: RequestKind, request: OutgoingRequest, account?: string): Promise<HttpReply>;
  /** The other host's discovery, remembered for a short while. Never rejects. */
  discover(authority: string, account?: string): Promise<Discovered>;
  /** Does something after a time (ms), unless the host is closed before; 0 is as soon as what is at hand has been answered. */
  schedule(ms: number, work: () => Promise<unknown>): void;
}

/** An answer, and the account that the exchange concerns where that can be told. */
export interface Handled {
  reply: PeerReply;
  account?: string;
}
