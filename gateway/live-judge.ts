import { weigh } from '../fixtures/verdict.js';
import { canonicalAuthority } from '../protocol/address.js';
import type { Exchange } from '../protocol/exchange.js';
import { documentsIn, type Emitter, judge, keysIn, type Violation } from '../protocol/judge/index.js';
import type { PublishedKey } from '../protocol/signatures/index.js';
import { detectSpec } from '../protocol/version-profile.js';
import type { Level, SpecVersion, Verdict } from '../vocabulary.js';
import type { GatewayExchange } from './contract.js';

/** One sentence of the text that a message did not keep, with who wrote the message. */
export interface LiveFinding extends Violation {
  at: string;
  /** Party that wrote the message; absent when that is not certain. */
  party?: string;
  verdict: Verdict;
  level: Level | null;
  spec: SpecVersion;
}

/** Judges exchanges as they pass. Each party is held to the version that its discovery document shows, as far as it was seen. */
export class LiveJudge {
  readonly #documents = new Map<string, unknown>();
  readonly #keys = new Map<string, readonly PublishedKey[]>();
  readonly #pinned: SpecVersion | undefined;
  /** Names of each party. */
  readonly #authorities = new Map<string, Set<string>>();

  constructor(parties: readonly { party: string; authority: string }[], pinned?: SpecVersion) {
    this.#pinned = pinned;
    for (const { party, authority } of parties) {
      const known = this.#authorities.get(party) ?? new Set();
      this.#authorities.set(party, known.add(canonicalAuthority(authority)));
    }
  }

  /** Findings of both messages of an exchange, the strongest clause of each first. */
  judge(exchange: GatewayExchange): LiveFinding[] {
    if (exchange.isPersonal === true) return [];
    this.#learn(exchange);
    const partyOf = (emitter: Emitter): string | undefined => (emitter === 'client' ? exchange.from : exchange.to);
    const specOf = (emitter: Emitter): SpecVersion => this.#specOf(partyOf(emitter));
    const [client] = this.#authorities.get(exchange.from ?? '') ?? [];
    const context = {
      specOf,
      documents: this.#documents,
      keys: this.#keys,
      ...(client === undefined ? {} : { client }),
    };
    return judge(exchange, context).map((violation) => {
      const party = partyOf(violation.emitter);
      const spec = specOf(violation.emitter);
      const { verdict, level, clauses } = weigh(violation.clauses, spec);
      return {
        ...violation,
        clauses,
        at: exchange.at,
        ...(party === undefined ? {} : { party }),
        verdict,
        level,
        spec,
      };
    });
  }

  #learn(exchange: Exchange): void {
    for (const [authority, document] of documentsIn([exchange]))
      this.#documents.set(canonicalAuthority(authority), document);
    for (const [authority, keys] of keysIn([exchange], this.#documents)) this.#keys.set(authority, keys);
  }

  #specOf(party: string | undefined): SpecVersion {
    if (this.#pinned) return this.#pinned;
    const authorities = this.#authorities.get(party ?? '') ?? [];
    for (const authority of authorities) {
      const document = this.#documents.get(authority);
      if (document !== undefined) return detectSpec(document).spec;
    }
    return detectSpec(undefined).spec;
  }
}
