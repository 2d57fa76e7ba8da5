import { allowedHosts, viewTarget } from '../fixtures/target-view.js';
import { createHttpClient } from '../protocol/http-client.js';
import type { LibraryDialect } from '../protocol/library-dialect.js';
import type { Profile } from '../targets/profile.js';
import { REFERENCE_PEER } from '../vocabulary.js';
import type { Persona } from './personas.js';

/** Host of the reference peer that targets of another language see in its row and column. */
export const LIBRARY_PEER = `${REFERENCE_PEER}-libraries`;

/** Targets, by id, that speak a dialect in place of OCM, with its words. One look at each discovery document. */
export async function dialectsOf(profiles: readonly Profile[], ca: string[]): Promise<Map<string, LibraryDialect>> {
  const spoken = new Map<string, LibraryDialect>();
  for (const profile of profiles) {
    const allowed = new Set(allowedHosts(profile));
    const http = createHttpClient({
      from: 'runner',
      ca,
      timeoutMs: profile.budgets.step,
      allow: (authority) => allowed.has(authority),
    });
    const { dialect } = await viewTarget(profile, http);
    await http.close();
    if (dialect?.words) spoken.set(profile.id, dialect.words);
  }
  return spoken;
}

/** The reference peer once more, in the language of those targets; undefined where all speak OCM. */
export function secondPeer(spoken: ReadonlyMap<string, LibraryDialect>): Persona | undefined {
  const [dialect] = spoken.values();
  return dialect && { id: LIBRARY_PEER, label: 'Reference peer', speaks: '1.0', deviations: [], dialect };
}
