import { randomBytes } from 'node:crypto';
import type { HostOptions, PeerControl } from '../peer/contract.js';
import { bareProfile, DEFAULT_BUDGETS, type Profile } from '../targets/profile.js';

/** An embedded peer that takes part as a target: one way to speak OCM, with named deviations. */
export type Persona = Pick<
  HostOptions,
  'id' | 'speaks' | 'signs' | 'keyIds' | 'tokens' | 'tokenLifetime' | 'demands' | 'dialect' | 'resources'
> & { label: string; deviations: string[] };

/** People on every embedded peer: two for each worker. */
const PEOPLE = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];

/** Makes throw-away people and groups. */
const ADMIN = 'root';

/** The same on all of them, and another one in each run. */
const PASSWORD = randomBytes(12).toString('base64url');

/** Variable that holds the embedded accounts' password for the workers of one run. */
const PASSWORD_ENV = 'OCM_INTEROP_PERSONA_PASSWORD';

/** Opens one host per persona and gives profiles for them, as for any other product. */
export async function openPersonas(
  peer: PeerControl,
  personas: Persona[],
): Promise<{ profiles: Profile[]; env: Record<string, string> }> {
  const profiles: Profile[] = [];
  for (const persona of personas) {
    const { label: _label, ...opened } = persona;
    const host = await peer.openHost(opened);
    for (const user of PEOPLE) await peer.addAccount(host.id, { user, password: PASSWORD });
    await peer.addAccount(host.id, { user: ADMIN, password: PASSWORD, admin: true });
    profiles.push(
      bareProfile({
        id: persona.id,
        label: persona.label,
        vendor: 'reference',
        url: host.url,
        ...(persona.resources ? { resources: persona.resources } : {}),
        ocmHost: host.authority,
        hosts: [host.authority],
        accounts: PEOPLE.map((user) => ({ user, password: { env: PASSWORD_ENV } })),
        admin: { user: ADMIN, password: { env: PASSWORD_ENV } },
        budgets: { ...DEFAULT_BUDGETS, parallel: PEOPLE.length / 2, requestsPerMinute: Number.MAX_SAFE_INTEGER },
      }),
    );
  }
  process.env[PASSWORD_ENV] = PASSWORD;
  return { profiles, env: { [PASSWORD_ENV]: PASSWORD } };
}
