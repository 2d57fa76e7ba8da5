import { type Counterpart, counterpartOf, demandsMore } from '../fixtures/counterpart.js';
import { allowedHosts, viewTarget } from '../fixtures/target-view.js';
import { createHttpClient } from '../protocol/http-client.js';
import type { Profile } from '../targets/profile.js';
import { REFERENCE_PEER } from '../vocabulary.js';
import type { Persona } from './personas.js';

/** A further host of the reference peer, and the targets, by id, that see it in the peer's row and column. */
export interface OwnHost {
  persona: Persona;
  of: string[];
}

/**
 * Hosts that the reference peer needs beside its usual one, so that it can talk to everybody: in another language than OCM, or signing and
 * exchanging tokens for those who take nothing else. One look at each discovery document.
 */
export async function furtherHosts(profiles: readonly Profile[], ca: string[]): Promise<OwnHost[]> {
  const hosts = new Map<string, OwnHost>();
  for (const profile of profiles) {
    const counterpart = await wantedBy(profile, ca);
    if (!counterpart) continue;
    const key = JSON.stringify(counterpart);
    const known = hosts.get(key);
    if (known) known.of.push(profile.id);
    else
      hosts.set(key, {
        persona: {
          id: `${REFERENCE_PEER}-${hosts.size + 2}`,
          label: 'Reference peer',
          deviations: [],
          ...counterpart,
        },
        of: [profile.id],
      });
  }
  return [...hosts.values()];
}

/** What the peer must speak toward a target; undefined where its usual host will do. */
async function wantedBy(profile: Profile, ca: string[]): Promise<Counterpart | undefined> {
  const allowed = new Set(allowedHosts(profile));
  const http = createHttpClient({
    from: 'runner',
    ca,
    timeoutMs: profile.budgets.step,
    allow: (authority) => allowed.has(authority),
  });
  try {
    const view = await viewTarget(profile, http);
    return view.dialect?.words || demandsMore(view.document) ? await counterpartOf(view, http) : undefined;
  } finally {
    await http.close();
  }
}
