import type { PeerHostInfo } from '../contract.js';
import { jsonReply, type PeerReply } from '../http/router.js';

/** People that are kept waiting, until their time is over or all are let go. */
export class Waiting {
  readonly #releases = new Set<() => void>();

  /** `ms`: longest time. */
  hold(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const release = (): void => {
        clearTimeout(timer);
        this.#releases.delete(release);
        resolve();
      };
      const timer = setTimeout(release, ms);
      this.#releases.add(release);
    });
  }

  end(): void {
    for (const release of this.#releases) release();
  }
}

/** What a host answers to those who ask for its discovery document: that, or what it does with those who ask. */
export async function discoveryAnswer(
  { trap = {} }: PeerHostInfo,
  target: string,
  document: () => Promise<Record<string, unknown>>,
  waiting: Waiting,
): Promise<PeerReply> {
  const { redirectsTo, says, waits, pads } = trap;
  if (waits !== undefined) await waiting.hold(waits);
  if (redirectsTo !== undefined) return { status: 302, headers: { location: redirectsTo + target } };
  const told = { ...(await document()), ...says };
  return jsonReply(200, pads === undefined ? told : { ...told, padding: ' '.repeat(pads) });
}

/** Whether the host in a URL is written as it is read. */
export const isSpelledPlainly = (url: string): boolean => !URL.canParse(url) || url.includes(new URL(url).host);
