import { randomUUID } from 'node:crypto';
import type { SentShare } from '../host/state.js';

/** Tokens that were given for shares, each good for a while. */
export class TokenDesk {
  readonly #issued = new Map<string, { share: SentShare; until: number }>();
  readonly #spent = new Set<SentShare>();

  /** A new token for a share; the secret can be exchanged again at any time (OCM-TOKEN-013). */
  issue(share: SentShare, seconds: number, write: (random: string) => string): string {
    const token = write(randomUUID());
    this.#issued.set(token, { share, until: Date.now() + seconds * 1000 });
    this.#spent.add(share);
    return token;
  }

  /** The share that a token opens; undefined when there is none, or its time is over. */
  shareOf(token: string, options: { evenExpired: boolean }): SentShare | undefined {
    const issued = this.#issued.get(token);
    if (!issued) return undefined;
    return options.evenExpired || Date.now() < issued.until ? issued.share : undefined;
  }

  /** Whether a token was given for a share before. */
  wasIssuedFor(share: SentShare): boolean {
    return this.#spent.has(share);
  }
}
