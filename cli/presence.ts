import { authorityOf } from '../fixtures/target-view.js';
import { DISCOVERY_PATHS, type Discovered, discover, documentOf } from '../protocol/discovery.js';
import { type Exchange, jsonOf } from '../protocol/exchange.js';
import { createHttpClient } from '../protocol/http-client.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { type Advice, unreachableAdvice } from './advice.js';
import { inspectTls } from './network.js';

/** Whether an OCM server is there at all: from then on, whatever it sends is a finding and no longer a matter of preflight. */
export interface Presence {
  discovered: Discovered;
  /** Undefined when there is one. */
  absent?: Advice & { code: 'unreachable' | 'tls' | 'no-ocm-server' };
}

/** Looks for an OCM server at the places where discovery documents are. Never rejects. */
export async function findOcm(profile: Profile): Promise<Presence> {
  const ca = trustedCas([profile]);
  const http = createHttpClient({ from: 'runner', ca, timeoutMs: Math.min(profile.budgets.step, 10_000) });
  try {
    const authority = authorityOf(profile);
    const discovered = await discover(http, authority);
    if (discovered.exchanges.some(showsOcm)) return { discovered };
    const error = discovered.exchange.error;
    if (!error) return { discovered, absent: { code: 'no-ocm-server', ...absence(discovered.exchanges, authority) } };
    const isTls = error.code === 'tls' || error.code === 'tls-name';
    const { hostname, port } = new URL(`https://${authority}`);
    const facts = isTls ? await inspectTls(hostname, Number(port || 443), ca, 5_000) : undefined;
    return { discovered, absent: { code: isTls ? 'tls' : 'unreachable', ...unreachableAdvice(profile, error, facts) } };
  } finally {
    await http.close();
  }
}

/** Members by which a JSON object shows that it means to be a discovery document. */
const TELLING = ['enabled', 'apiVersion', 'endPoint', 'resourceTypes', 'shareTypes'];

/** True for a discovery document, also a broken one: judging it is what checks are for. */
export function showsOcm(exchange: Exchange): boolean {
  if (documentOf(exchange)) return true;
  const { response } = exchange;
  if (!response || response.status < 200 || response.status > 299) return false;
  const json = jsonOf(response.body);
  if (json === undefined) return /json/i.test(response.headers['content-type'] ?? '') && response.body.bytes > 0;
  return typeof json === 'object' && json !== null && TELLING.some((member) => member in json);
}

/** What each path answered instead of a document, and what to make of it. */
function absence(exchanges: readonly Exchange[], authority: string): Advice {
  const answers = DISCOVERY_PATHS.flatMap((path) => {
    const exchange = exchanges.find(({ request }) => new URL(request.url).pathname === path);
    return exchange ? [`${path} answers ${answerOf(exchange)}`] : [];
  });
  const found = `there is no OCM server at ${authority}: ${answers.join(', ')}`;
  const isOff = exchanges.some(({ response }) => response?.status === 200 && response.body.text.trim() === '{}');
  return {
    found,
    fix: isOff
      ? 'switch OCM (federated sharing) on at the server: an empty document means that it is off'
      : 'correct the host and port, switch OCM (federated sharing) on, or route these paths to the server: discovery lives at the root of the host',
  };
}

/** `200 text/html`, `404`, `301 to https://...`. */
export function answerOf({ response, error }: Exchange): string {
  if (!response) return error?.message ?? 'nothing';
  const { location } = response.headers;
  if (response.status >= 300 && response.status < 400 && location !== undefined)
    return `${response.status} to ${location}`;
  const type = response.headers['content-type']?.split(';')[0];
  return response.status < 300 && type !== undefined ? `${response.status} ${type}` : String(response.status);
}
