import type { SignatureDialect } from '../protocol/signatures/index.js';
import type { Demand, HostOptions, PeerHostInfo, Speaks } from './contract.js';

/** What a version of OCM means for a host that speaks it. */
export interface Tongue {
  /** `apiVersion` of its discovery document. */
  apiVersion: string;
  /** How requests are signed, unless the host is told otherwise; undefined: not at all. */
  signs: SignatureDialect | undefined;
  /** How a secret is exchanged for a token; undefined: not at all. */
  tokens: TokenWay | undefined;
  /** Names of what a receiver can demand, by what is meant. */
  criteria: Record<Demand, string>;
  /** The word in `requirements` that makes a share one for exchange. */
  exchangeRequirement: string;
}

/** `code` is the way of 1.2: a code beside the secret, traded in with JSON. `exchange` came with 1.3: the secret is the code, the request a form. */
export type TokenWay = NonNullable<PeerHostInfo['tokens']>;

const NEW_NAMES = { signature: 'must-use-http-sig', token: 'must-exchange-token', invite: 'must-invite' };

/** What each version means. Signing and tokens of 1.2 are there for those who ask for them: few servers of that age had either. */
export const TONGUES: Record<Speaks, Tongue> = {
  '1.0': {
    apiVersion: '1.0-proposal1',
    signs: undefined,
    tokens: undefined,
    criteria: { signature: 'http-request-signatures', token: 'code', invite: 'invite' },
    exchangeRequirement: 'use-code',
  },
  '1.2': {
    apiVersion: '1.2.2',
    signs: undefined,
    tokens: undefined,
    criteria: { signature: 'http-request-signatures', token: 'code', invite: 'invite' },
    exchangeRequirement: 'use-code',
  },
  '1.3': {
    apiVersion: '1.3.0',
    signs: 'unmarked',
    tokens: 'exchange',
    criteria: { signature: 'http-request-signatures', token: 'token-exchange', invite: 'invite' },
    exchangeRequirement: 'must-exchange-token',
  },
  '1.4': {
    apiVersion: '1.4.0',
    signs: 'label',
    tokens: 'exchange',
    criteria: NEW_NAMES,
    exchangeRequirement: 'must-exchange-token',
  },
  '1.5': {
    apiVersion: '1.5.0',
    signs: 'jwk',
    tokens: 'exchange',
    criteria: NEW_NAMES,
    exchangeRequirement: 'must-exchange-token',
  },
};

/** Versions in order. */
const ORDER: readonly Speaks[] = ['1.0', '1.2', '1.3', '1.4', '1.5'];

export function speaksAtLeast(speaks: Speaks, from: Speaks): boolean {
  return ORDER.indexOf(speaks) >= ORDER.indexOf(from);
}

/** How a host signs, after what it was told. */
export function dialectOfHost({
  speaks,
  signs,
  dialect,
}: Pick<HostOptions, 'speaks' | 'signs' | 'dialect'>): SignatureDialect | undefined {
  if (dialect || signs === 'none') return undefined;
  return signs ?? TONGUES[speaks].signs;
}

/** How a host exchanges tokens, after what it was told. */
export function tokenWayOf({
  speaks,
  tokens,
  dialect,
}: Pick<HostOptions, 'speaks' | 'tokens' | 'dialect'>): TokenWay | undefined {
  if (dialect || tokens === false || speaks === '1.0') return undefined;
  return tokens === true && speaks === '1.2' ? 'code' : TONGUES[speaks].tokens;
}
