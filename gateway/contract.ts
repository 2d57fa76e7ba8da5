import type { Exchange } from '../protocol/exchange.js';

/** Where a server really listens. */
export interface Upstream {
  protocol: 'https:' | 'http:';
  /** Name or address, IPv6 without brackets. */
  host: string;
  port: number;
}

/** One name that servers are reached by, and what stands behind it. */
export interface Route {
  /** Host[:port] as it stands in URLs and OCM addresses; no port means 443. */
  authority: string;
  /** Party whose server that is: target id, or the authority itself where there is no profile. */
  party: string;
  upstream: Upstream;
}

/** A party that may write a message: what it is recognised by. */
export interface Party {
  id: string;
  /** Host[:port] of its OCM addresses and URLs. */
  authorities: string[];
  /** Addresses from which only this party's server connects. */
  addresses: string[];
}

/** An exchange that passed through, with what tells who wrote its request. `from` is set only when that is certain. */
export interface GatewayExchange extends Exchange {
  /** Address that the connection came from. */
  address: string;
  /** Why `from` is who it is, or why it is nobody: what the witnesses say. */
  emitter: string;
  /** A person's session (cookie, or user and password): not a message between servers. */
  isPersonal?: boolean;
}

/** Something that was no exchange: a connection that never became a request. */
export interface GatewayNotice {
  at: string;
  address: string;
  notice: string;
}
