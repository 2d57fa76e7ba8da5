import { allowedHosts, authorityOf } from '../fixtures/target-view.js';
import { DISCOVERY_PATHS, type Discovered, discover, documentOf } from '../protocol/discovery.js';
import { createHttpClient, type HttpClient } from '../protocol/http-client.js';
import { detectSpec } from '../protocol/version-profile.js';
import { hasDriver } from '../targets/drivers.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { GENERIC, knownVendor, recogniseVendor } from '../targets/vendors.js';
import type { Via } from '../vocabulary.js';
import { type ExaminePeer, examineAccounts } from './examine-accounts.js';
import { examineDriver } from './examine-driver.js';
import { examineClock, examineNetwork } from './examine-network.js';
import { answerOf, findOcm, showsOcm } from './presence.js';
import { askPages } from './recognise.js';
import type { StepLog } from './steps.js';

/**
 * Looks at one target from the network up to a share that reaches our peer, and logs each step with what to change.
 * With `drivers`, those are held to their contract, too; `others` are the other targets that were named.
 */
export async function examine(
  profile: Profile,
  peer: ExaminePeer,
  drivers: { vias: readonly Via[]; others: readonly Profile[]; hooks: boolean },
  log: StepLog,
): Promise<void> {
  const ca = trustedCas([profile]);
  const authority = authorityOf(profile);
  if (!(await examineNetwork(profile, authority, ca, log))) return;
  const allowed = new Set(allowedHosts(profile));
  const http = createHttpClient({
    from: 'runner',
    ca,
    timeoutMs: Math.min(profile.budgets.step, 10_000),
    allow: (host) => allowed.has(host),
  });
  try {
    const discovered = await examineDiscovery(profile, authority, http, log);
    if (!discovered) return;
    await examineEndPoint(discovered, http, log);
    await examineProduct(profile, discovered, http, log);
  } finally {
    await http.close();
  }
  await examineThrottling(profile, log);
  const peopleComeIn = await examineAccounts(profile, peer, drivers.hooks, log);
  if (peopleComeIn)
    for (const via of drivers.vias) await examineDriver({ profile, via, log, hooks: drivers.hooks }, drivers.others);
}

async function examineDiscovery(
  profile: Profile,
  authority: string,
  http: HttpClient,
  log: StepLog,
): Promise<Discovered | undefined> {
  const presence = await findOcm(profile);
  const first = presence.discovered.exchanges.find(({ response }) => response);
  if (first) examineClock(first, log);
  if (presence.absent) {
    log.bad('discovery', presence.absent.found, presence.absent.fix);
    return undefined;
  }
  const [wellKnown, plain, slash] = await Promise.all(
    DISCOVERY_PATHS.map((path) => discover(http, authority, { paths: [path] })),
  );
  showPath(DISCOVERY_PATHS[0], [wellKnown], log, 'clients since OCM 1.1 look here first');
  showPath(DISCOVERY_PATHS[1], [plain, slash], log, 'clients of OCM 1.0 look only here');
  const document = presence.discovered.document;
  if (document) {
    const { spec, reason } = detectSpec(document);
    log.good(
      'version',
      `${typeof document.provider === 'string' ? `${document.provider}, ` : ''}judged by the text of ${spec}: ${reason}`,
    );
  }
  return presence.discovered;
}

/** A path that is not served is a matter for checks, not for doctor: it is told, with who misses it. */
function showPath(path: string, seen: (Discovered | undefined)[], log: StepLog, use: string): void {
  const exchanges = seen.flatMap((each) => (each ? [each.exchange] : []));
  const good = exchanges.find((exchange) => documentOf(exchange));
  if (good) log.good(`discovery ${path}`, `a document, ${answerOf(good)}`);
  else if (exchanges.some(showsOcm))
    log.good(`discovery ${path}`, 'a document that is not as it should be', 'ocm-interop check will say what is wrong');
  else
    log.good(`discovery ${path}`, `no document: ${exchanges.map(answerOf).join(', ')}`, `${use}: check will judge it`);
}

async function examineEndPoint(discovered: Discovered, http: HttpClient, log: StepLog): Promise<void> {
  const { endPoint } = discovered;
  if (endPoint === undefined) {
    log.good('endpoint', 'the document names no usable endPoint', 'ocm-interop check will say what is wrong');
    return;
  }
  // A GET tells that something answers there. A POST would tell more, and take one of the few that a throttling product allows.
  const { exchange } = await http.request({ method: 'GET', url: `${endPoint}/shares` });
  const { response, error } = exchange;
  if (response) {
    log.good('endpoint', `${endPoint} answers (${response.status} to GET /shares)`);
    return;
  }
  const { host } = new URL(endPoint);
  log.bad(
    'endpoint',
    `${endPoint} does not answer: ${error?.message ?? 'nothing came'}`,
    error?.code === 'host-not-allowed'
      ? `if ${host} belongs to the target, write hosts: [${host}] into the profile`
      : 'correct the public URL in the configuration of the server: the endPoint in its discovery document is made from it',
  );
}

async function examineProduct(
  profile: Profile,
  { document, path }: Discovered,
  http: HttpClient,
  log: StepLog,
): Promise<void> {
  const seen = await recogniseVendor({ document, path, pages: await askPages(authorityOf(profile), http) });
  if (!seen) {
    log.good('product', 'not recognised', profile.vendor === GENERIC ? 'its API is probed; nobody logs in' : '');
    return;
  }
  const { vendor, as } = seen;
  const found = `${vendor.label}${as.version === undefined ? '' : ` ${as.version}`} (${as.by})`;
  if (profile.vendor === GENERIC)
    log.good(
      'product',
      found,
      hasDriver(vendor.name, 'api')
        ? `with vendor: ${vendor.name} and accounts it is judged as sender, too: ocm-interop init ${profile.url}`
        : 'there is no driver for it: with accounts and hooks it is judged as sender, too (docs/hooks.md)',
    );
  else if (profile.vendor !== vendor.name && (await knownVendor(profile.vendor)))
    log.bad('product', `${found}, but the profile says ${profile.vendor}`, `write vendor: ${vendor.name}`);
  else if (profile.version !== undefined && as.version !== undefined && !as.version.startsWith(profile.version))
    log.bad(
      'product',
      `${found}, but the profile says version ${profile.version}`,
      `write version: "${as.version}", or leave it out`,
    );
  else log.good('product', found);
}

async function examineThrottling(profile: Profile, log: StepLog): Promise<void> {
  const throttles = (await knownVendor(profile.vendor))?.throttles ?? [];
  if (throttles.length === 0) log.good('throttling', 'none known of this product');
  for (const { route, budget, lift } of throttles) {
    const planned = profile.budgets.routes[route];
    const found = `${route} is limited to ${budget} out of the box`;
    log.good(
      'throttling',
      planned ? `${found}; the profile plans for it` : `${found}, and the profile does not plan for it`,
      planned
        ? `to lift it on a test server: ${lift}; then remove the route from budgets`
        : `write budgets: { routes: { "${route}": ${budget} } }, or lift it on a test server: ${lift}`,
    );
  }
}
