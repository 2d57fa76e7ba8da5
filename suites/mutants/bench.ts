import { randomBytes } from 'node:crypto';
import type { Check } from '../../fixtures/check.js';
import { runChecks } from '../../fixtures/run-checks.js';
import { openTarget, type TargetRuntime } from '../../fixtures/target-runtime.js';
import { allowedHosts } from '../../fixtures/target-view.js';
import type { HostOptions, PeerHostInfo } from '../../peer/contract.js';
import type { CustomResource } from '../../peer/custom-resource.js';
import { type LocalPeer, startPeer } from '../../peer/peer.js';
import { createHttpClient } from '../../protocol/http-client.js';
import type { LibraryDialect } from '../../protocol/library-dialect.js';
import type { Cloud } from '../../targets/cloud.js';
import { createCloud } from '../../targets/drivers.js';
import { bareProfile, DEFAULT_BUDGETS, type Profile } from '../../targets/profile.js';
import { knownDialects } from '../../targets/vendors.js';
import type { Finding, Result, SpecVersion } from '../../vocabulary.js';
import type { Tongue } from './kill-list.js';

/** Variable that holds the password of the accounts on mutated hosts. */
const PASSWORD_ENV = 'OCM_INTEROP_MUTANT_PASSWORD';
const PEOPLE = ['alice', 'bob'];
const ADMIN = 'root';
/** What a mutated host lists as directory service of its federation. */
const DIRECTORY = {
  federation: 'The federation of the mutants',
  servers: [
    { url: 'https://one.example.org', displayName: 'One' },
    { url: 'https://two.example.org', displayName: 'Two' },
  ],
};
/** Budget of a request, in ms: generous, as other processes may want the processor too. */
const STEP_BUDGET = 30_000;
/** A message that a mutant does not send is waited for no longer than this: in one process it would be there already. */
const MESSAGE_BUDGET = 200;
const SETTLE = 50;
/** Seconds that a token lives: its end is waited for. */
const TOKEN_LIFETIME = 2;
/** Texts that nothing in a discovery document tells from the ones around them. */
const PINNED: Partial<Record<Tongue, SpecVersion>> = {
  'draft-06': 'draft-06',
  '1.2 apps': '1.2.0',
  '1.0.0': '1.0.0',
};
/** What no text describes, as two servers may agree on it. */
const MAPS: CustomResource = {
  type: 'feature-collection',
  protocols: { ogcapi: { sends: '/ogc/', share: { collection: 'roads', conformsTo: ['core', 'geojson'] } } },
};
/** Where some mutants say that they are. Nobody listens; it may be contacted, so that what is said can be found wrong. */
const DEAD = '127.0.0.1:1';

/** One process with a peer: hosts that misbehave as told, and the clean counterparts that judge them. */
export interface Bench {
  /** Runs checks against a fresh host. `spec` pins the applied version, so that a broken document does not change it. */
  run(
    host: { deviations: string[]; speaks: Tongue; spec?: SpecVersion },
    checks: readonly Check[],
  ): Promise<{ results: Result[]; findings: Finding[]; spec: SpecVersion }>;
  close(): Promise<void>;
}

export async function openBench(): Promise<Bench> {
  const peer = await startPeer();
  const password = randomBytes(12).toString('base64url');
  process.env[PASSWORD_ENV] = password;
  let count = 0;
  return {
    async run({ deviations, speaks, spec }, checks) {
      count += 1;
      const id = `mutant-${count}`;
      const tongue = await hostFor(speaks);
      const host = await peer.openHost({
        id,
        tokenLifetime: TOKEN_LIFETIME,
        ...tongue,
        directory: DIRECTORY,
        deviations,
      });
      for (const user of PEOPLE) await peer.addAccount(id, { user, password });
      await peer.addAccount(id, { user: ADMIN, password, admin: true });
      const pinned = spec ?? PINNED[speaks];
      const runtime = await openRuntime(
        peer,
        { ...profileOf(id, host), ...(host.resources ? { resources: host.resources } : {}) },
        pinned,
      );
      try {
        const { results, findings } = await runChecks(checks, { runtime, runId: `m${count.toString(36)}` });
        return { results, findings, spec: runtime.view.spec };
      } finally {
        await runtime.close();
        await peer.closeHost(id);
      }
    },
    close: () => peer.close(),
  };
}

async function hostFor(
  speaks: Tongue,
): Promise<
  Pick<
    HostOptions,
    'speaks' | 'signs' | 'demands' | 'tokens' | 'dialect' | 'offers' | 'resources' | 'allow' | 'enforcesMfa'
  >
> {
  switch (speaks) {
    case 'libraries':
      return { speaks: '1.0', dialect: await dialect() };
    case '1.2 signed':
      return { speaks: '1.2', signs: 'cavage' };
    case 'draft-06':
      return { speaks: '1.4', signs: 'tag' };
    case '1.5 strict':
      return { speaks: '1.5', demands: ['signature'], allow: [], enforcesMfa: true };
    case '1.5 closed':
      return { speaks: '1.5', demands: ['signature', 'token', 'invite'] };
    case '1.5 plain':
      return { speaks: '1.5', tokens: false };
    case '1.4 apps':
      return { speaks: '1.4', offers: ['webapp', 'ssh', 'datatx'], resources: [MAPS] };
    case '1.2 apps':
      return { speaks: '1.2', offers: ['webapp', 'datatx'] };
    case '1.0.0':
      return { speaks: '1.0' };
    case '1.5 tokens':
      return { speaks: '1.5', demands: ['token'] };
    case '1.5 invites':
      return { speaks: '1.5', demands: ['invite'] };
    case '1.2 code':
      return { speaks: '1.2', tokens: true };
    default:
      return { speaks };
  }
}

/** The dialect of libraries, in the words of whichever product has some. */
async function dialect(): Promise<LibraryDialect> {
  const [first] = await knownDialects();
  if (!first) throw new Error('no vendor names the words of a dialect');
  return first;
}

function profileOf(id: string, { url, authority, directory }: PeerHostInfo): Profile {
  return bareProfile({
    id,
    vendor: 'reference',
    url,
    ocmHost: authority,
    hosts: [authority, DEAD],
    ...(directory ? { directory } : {}),
    admin: { user: ADMIN, password: { env: PASSWORD_ENV } },
    accounts: PEOPLE.map((user) => ({ user, password: { env: PASSWORD_ENV } })),
    budgets: { ...DEFAULT_BUDGETS, step: STEP_BUDGET, settle: SETTLE, requestsPerMinute: Number.MAX_SAFE_INTEGER },
  });
}

/** The same peer, when nothing is on its way from another machine. */
function impatient(peer: LocalPeer): LocalPeer {
  return { ...peer, awaitExchange: (filter, budget) => peer.awaitExchange(filter, Math.min(budget, MESSAGE_BUDGET)) };
}

/** The same driver for a product next door: what does not show at once never will. */
function hasty(cloud: Cloud): Cloud {
  return {
    via: cloud.via,
    get traits() {
      return { ...cloud.traits, changeVisibleWithin: SETTLE };
    },
    open: (account) => cloud.open(account),
    ...(cloud.administer ? { administer: cloud.administer } : {}),
    ...(cloud.followInvite ? { followInvite: cloud.followInvite } : {}),
    close: () => cloud.close(),
  };
}

async function openRuntime(peer: LocalPeer, profile: Profile, spec: SpecVersion | undefined): Promise<TargetRuntime> {
  const ca = peer.caPem === undefined ? [] : [peer.caPem];
  const allowed = new Set(allowedHosts(profile));
  const http = createHttpClient({ from: 'runner', ca, timeoutMs: STEP_BUDGET, allow: (host) => allowed.has(host) });
  const cloud = await createCloud(profile.vendor, 'api', { profile, http, budgets: profile.budgets });
  if (!cloud) throw new Error('the driver of the reference peer is missing: targets/reference/api');
  const deadline = Date.now() + profile.budgets.total;
  return openTarget({
    profile,
    peer: impatient(peer),
    cloud: hasty(cloud),
    spec,
    ca,
    worker: 0,
    label: profile.id,
    deadline,
  });
}
