import { authorityOf, canonicalAuthority } from './address.js';
import { type Exchange, jsonOf } from './exchange.js';
import { type Classified, classify, formOf } from './judge/classify.js';
import { documentsIn } from './judge/documents.js';
import { isObject, member, text } from './judge/json.js';
import { parseUrl } from './judge/parties.js';

/** How long before a message its discovery is still taken to be made for it, in milliseconds. */
const DISCOVERED_BEFORE_MS = 10_000;
/** Shorter secrets and keys are too likely to turn up by chance. */
const TELLING = 6;

/** An exchange with its place in time and what it is. */
interface Sorted {
  exchange: Exchange;
  index: number;
  kinds: Classified;
}

/** What a share's creation gives to recognise its later messages by. */
interface Traces {
  /** `providerId` with the hosts between which it means something. */
  ids: { id: string; hosts: Set<string>; from: number }[];
  /** Secrets and tokens, or the markers that replaced them. */
  secrets: Set<string>;
  /** Parts of URLs that lead to the resource. */
  keys: Set<string>;
}

/**
 * The exchanges that belong to one shared object, oldest first: the creation of every share whose body holds the marker (the object's
 * unique name), the notifications about those shares, token exchange and access to the resource, and the discovery made for them.
 * Pure. Shares of other objects are left out, also between the same two hosts.
 */
export function correlate(exchanges: readonly Exchange[], marker: string): Exchange[] {
  if (marker === '') return [];
  const documents = documentsIn(exchanges);
  const ordered = [...exchanges]
    .sort((a, b) => a.at.localeCompare(b.at))
    .map((exchange, index): Sorted => ({ exchange, index, kinds: classify(exchange, documents) }));
  const traces: Traces = { ids: [], secrets: new Set(), keys: new Set() };
  const taken = new Set<Sorted>();
  for (const entry of ordered) {
    if (!isCreation(entry) || !bodyHolds(entry.exchange, marker)) continue;
    taken.add(entry);
    learn(entry, traces);
  }
  // A token is learned from an exchange that the secret led to, and leads to further ones.
  for (let before = -1; before !== taken.size; ) {
    before = taken.size;
    for (const entry of ordered) {
      if (taken.has(entry) || !belongs(entry, traces)) continue;
      taken.add(entry);
      learnToken(entry, traces);
    }
  }
  for (const entry of [...taken]) for (const found of discoveryFor(entry, ordered)) taken.add(found);
  return ordered.filter((entry) => taken.has(entry)).map(({ exchange }) => exchange);
}

/** Discovery documents and key sets that a host was asked for. Where nothing was sent in the end, they are the last that was said. */
export function lookUpsOf(exchanges: readonly Exchange[], authority: string): Exchange[] {
  return exchanges.filter((exchange) => {
    const { answer } = classify(exchange);
    const host = parseUrl(exchange.request.url)?.host ?? '';
    return isLookUp(answer) && canonicalAuthority(host) === canonicalAuthority(authority);
  });
}

const isLookUp = (answer: Classified['answer']): boolean => answer === 'discovery-answer' || answer === 'jwks-answer';

/** A share's announcement, in OCM or in the older interface. */
function isCreation({ exchange, kinds: { request } }: Sorted): boolean {
  if (request === 'share-creation') return true;
  return request === 'foreign-dialect' && /\/shares\/?$/.test(parseUrl(exchange.request.url)?.pathname ?? '');
}

function bodyHolds({ request }: Exchange, marker: string): boolean {
  const body = request.body.text;
  const forms = [
    marker,
    encodeURIComponent(marker),
    encodeURIComponent(marker).replaceAll('%20', '+'),
    JSON.stringify(marker).slice(1, -1),
  ];
  return forms.some((form) => body.includes(form)) || text(jsonOf(request.body), 'name')?.includes(marker) === true;
}

function learn({ exchange, index }: Sorted, traces: Traces): void {
  const json = jsonOf(exchange.request.body);
  const form = json === undefined ? formOf(exchange) : {};
  const hosts = new Set<string>();
  for (const host of [
    parseUrl(exchange.request.url)?.host,
    hostIn(text(json, 'sender')),
    hostIn(text(json, 'owner')),
    hostIn(text(json, 'shareWith')),
  ]) {
    if (host) hosts.add(canonicalAuthority(host));
  }
  const id = member(json, 'providerId') ?? form.remoteId;
  if (typeof id === 'string' || typeof id === 'number') traces.ids.push({ id: String(id), hosts, from: index });
  const protocol = member(json, 'protocol');
  for (const details of isObject(protocol) ? Object.values(protocol) : []) {
    addTo(traces.secrets, text(details, 'sharedSecret'));
    for (const name of ['uri', 'url']) addTo(traces.keys, keyOf(text(details, name)));
  }
  addTo(traces.secrets, text(json, 'code'));
  addTo(traces.secrets, form.token);
}

/** Host of an address, also where a scheme was written into it. */
function hostIn(address: string | undefined): string | undefined {
  return authorityOf(address)
    ?.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/\/.*$/s, '');
}

/** The last part of a uri, when it can only mean this resource: `.../dav/ocm/<id>` yes, `/public.php/webdav/` no. */
function keyOf(uri: string | undefined): string | undefined {
  const last = uri
    ?.split(/[?#]/)[0]
    ?.split('/')
    .findLast((part) => part !== '');
  return last !== undefined && /\d/.test(last) && last.length >= 12 ? last : undefined;
}

function addTo(set: Set<string>, value: string | undefined): void {
  if (value !== undefined && value.length >= TELLING) set.add(value);
}

function belongs({ exchange, index, kinds }: Sorted, traces: Traces): boolean {
  if (mentions(exchange, traces.secrets)) return true;
  const path = parseUrl(exchange.request.url)?.pathname ?? '';
  if ([...traces.keys].some((key) => path.includes(key) || path.includes(encodeURIComponent(key)))) return true;
  if (kinds.request !== 'notification') return false;
  const json = jsonOf(exchange.request.body);
  const host = parseUrl(exchange.request.url)?.host ?? '';
  const ids = [
    member(json, 'providerId'),
    member(json, 'notification', 'file', 'providerId'),
    member(json, 'notification', 'folder', 'providerId'),
  ];
  return traces.ids.some(
    (known) =>
      index >= known.from &&
      known.hosts.has(canonicalAuthority(host)) &&
      ids.some((id) => id !== undefined && String(id) === known.id),
  );
}

/** Whether a secret stands in the URL, the credentials or the body of a request. */
function mentions({ request }: Exchange, secrets: Set<string>): boolean {
  const credentials = request.headers.authorization ?? '';
  const basic = /^basic\s+(\S+)$/i.exec(credentials)?.[1];
  const places = [
    request.url,
    credentials,
    basic ? Buffer.from(basic, 'base64').toString('utf8') : '',
    request.body.text,
  ];
  return [...secrets].some((secret) => {
    const forms = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
    return forms.some((form) => places.some((place) => place.includes(form)));
  });
}

function learnToken({ exchange, kinds }: Sorted, traces: Traces): void {
  const answer = jsonOf(exchange.response?.body);
  if (formOf(exchange).code !== undefined) addTo(traces.secrets, text(answer, 'access_token'));
  // An answered reshare request names the new share's secret.
  if (kinds.request === 'notification') addTo(traces.secrets, text(answer, 'token') ?? text(answer, 'sharedSecret'));
}

/** The last discovery and key set that each host of a message was asked for shortly before it. */
function discoveryFor({ exchange, index }: Sorted, ordered: readonly Sorted[]): Sorted[] {
  const json = jsonOf(exchange.request.body);
  const hosts = new Set(
    [parseUrl(exchange.request.url)?.host, hostIn(text(json, 'sender')), text(json, 'senderDomain')].flatMap((host) =>
      host ? [canonicalAuthority(host)] : [],
    ),
  );
  const found = new Map<string, Sorted>();
  for (const candidate of ordered.slice(0, index)) {
    const { answer } = candidate.kinds;
    if (!isLookUp(answer)) continue;
    const host = canonicalAuthority(parseUrl(candidate.exchange.request.url)?.host ?? '');
    const age = Date.parse(exchange.at) - Date.parse(candidate.exchange.at);
    if (hosts.has(host) && age <= DISCOVERED_BEFORE_MS) found.set(`${answer} ${host}`, candidate);
  }
  return [...found.values()];
}
