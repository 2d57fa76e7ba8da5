import type { Check, CheckContext, Outcome, TargetView } from '../../../fixtures/check.js';
import { defineCheck, kept, notApplicable, violated } from '../../../fixtures/check.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { jsonOf } from '../../../protocol/exchange.js';
import { type Jws, publicKeyFrom, readJws } from '../../../protocol/jws.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, inconclusive, isObject, isSuccess, valueInWords } from '../support/answer.js';
import { appliesAt } from '../support/in-force.js';

/** The document of a directory, fetched once. */
interface Fetched {
  exchange: Exchange;
  jws: Jws | undefined;
  /** What is signed, or the plain document of 1.2. */
  payload: unknown;
}

const fetches = new WeakMap<TargetView, Promise<Exchange>>();

async function fetched(ctx: CheckContext): Promise<Fetched | Outcome> {
  const { directory } = ctx.target.profile;
  if (!directory) return notApplicable('the profile names no directory service');
  const known =
    fetches.get(ctx.target) ??
    ctx.http
      .request({ method: 'GET', url: directory.url, headers: { accept: 'application/json' } })
      .then(({ exchange }) => exchange);
  fetches.set(ctx.target, known);
  const exchange = await known;
  const open = inconclusive(exchange);
  if (open) return open;
  const text = exchange.response?.body.text ?? '';
  const jws = readJws(text, directory.key === undefined ? undefined : publicKeyFrom(directory.key));
  return { exchange, jws, payload: jws ? jws.payload : jsonOf(exchange.response?.body) };
}

/** What is wrong, in words; undefined when nothing is. */
type Test = (found: Fetched, ctx: CheckContext) => { received?: string; reading?: string };

interface Row {
  id: string;
  clauses: [ClauseId, ...ClauseId[]];
  title: string;
  expected: string;
  reason: string;
  test: Test;
}

const serversOf = ({ payload }: Fetched): unknown[] =>
  isObject(payload) && Array.isArray(payload.servers) ? payload.servers : [];
const urlsOf = (found: Fetched): string[] =>
  serversOf(found).flatMap((server) => (isObject(server) && typeof server.url === 'string' ? [server.url] : []));
/** URLs that can be read, as what is none is the matter of one row. */
const parsedOf = (found: Fetched): { text: string; url: URL }[] =>
  urlsOf(found).flatMap((text) => (URL.canParse(text) ? [{ text, url: new URL(text) }] : []));
const first = (texts: string[]): { received?: string } => (texts[0] === undefined ? {} : { received: texts[0] });

const ROWS: Row[] = [
  {
    id: 'directory/readable-by-anyone',
    clauses: ['OCM-DIR-001'],
    title: 'The directory is given to anyone who asks with GET',
    expected: 'GET without credentials is answered 200',
    reason: 'Servers that want to offer the federation to visitors cannot read who belongs to it.',
    test: ({ exchange }) => (isSuccess(exchange) ? {} : { received: answerInWords(exchange) }),
  },
  {
    id: 'directory/is-signed',
    clauses: ['OCM-DIR-002'],
    title: 'The directory is a signed JWS document',
    expected: 'a JWS with payload, protected and signature, signed by the key that was handed over',
    reason: 'Nobody can tell whether the list is that of the federation.',
    test({ jws, exchange }, ctx) {
      if (!isSuccess(exchange)) return {};
      if (!jws) return { received: 'a document that is no JWS' };
      if (jws.isSigned === false) return { received: 'a signature that the key does not verify' };
      if (jws.form === 'objects')
        return { reading: 'payload and protected are objects, as in the example of the text' };
      const isUnknown = ctx.target.profile.directory?.key === undefined;
      return {
        reading: `payload and protected are in base64url${isUnknown ? '; the signature was not verified: the profile names no key' : ''}`,
      };
    },
  },
  {
    id: 'directory/names-federation',
    clauses: ['OCM-DIR-004'],
    title: 'The directory has `federation`, a string, and `servers`, a list',
    expected: 'federation (string) and servers (list)',
    reason: 'Readers of the directory find no servers, or cannot say whose they are.',
    test({ payload }) {
      if (!isObject(payload)) return { received: 'a payload that is no JSON object' };
      if (typeof payload.federation !== 'string') return { received: `federation ${valueInWords(payload.federation)}` };
      return Array.isArray(payload.servers) ? {} : { received: `servers ${valueInWords(payload.servers)}` };
    },
  },
  {
    id: 'directory/servers-have-members',
    clauses: ['OCM-DIR-005'],
    title: 'Each server of the directory has strings `url` and `displayName`',
    expected: 'url and displayName, both strings',
    reason: 'The server cannot be shown, or not be found.',
    test: (found) =>
      first(
        serversOf(found)
          .filter(
            (server) => !isObject(server) || typeof server.url !== 'string' || typeof server.displayName !== 'string',
          )
          .map(valueInWords),
      ),
  },
  {
    id: 'directory/url-is-absolute',
    clauses: ['OCM-DIR-006', 'OCM-DIR-007'],
    title: 'Each server of the directory is an absolute URL with https',
    expected: 'an absolute URL with scheme https and a host',
    reason: 'The server cannot be found by what the directory says.',
    test: (found) =>
      first(
        urlsOf(found)
          .filter((url) => !/^https?:\/\/[^/]/i.test(url) || !URL.canParse(url))
          .map(valueInWords),
      ),
  },
  {
    id: 'directory/url-without-path',
    clauses: ['OCM-DIR-008'],
    title: 'No server of the directory has a path in its URL',
    expected: 'a URL without path',
    reason: 'An OCM server is found by its host: a path is lost, or leads elsewhere.',
    test: (found) =>
      first(
        parsedOf(found)
          .filter(({ url }) => url.pathname !== '/')
          .map(({ text }) => valueInWords(text)),
      ),
  },
  {
    id: 'directory/url-without-extras',
    clauses: ['OCM-DIR-009'],
    title: 'No server of the directory has user, query or fragment in its URL',
    expected: 'a URL without userinfo, query and fragment',
    reason: 'An OCM server is found by its host alone.',
    test: (found) =>
      first(
        parsedOf(found)
          .filter(({ url, text }) => url.username !== '' || url.password !== '' || /[?#]/.test(text))
          .map(({ text }) => valueInWords(text)),
      ),
  },
];

function served(row: Row): Check {
  return defineCheck({
    id: row.id,
    clauses: row.clauses,
    role: 'directory',
    needs: [],
    impact: 'degrades',
    title: row.title,
    async run(ctx) {
      const found = await fetched(ctx);
      if ('kind' in found) return found;
      const source = appliesAt(ctx, row.clauses[0]);
      if (source !== undefined) return notApplicable(source);
      if (row.id !== ROWS[0]?.id && !isSuccess(found.exchange))
        return { kind: 'blocked', by: 'directory/readable-by-anyone', reason: 'the directory cannot be read' };
      const { received, reading } = row.test(found, ctx);
      if (received === undefined) return kept(reading);
      return violated({ expected: row.expected, received, reason: row.reason, exchanges: [found.exchange] });
    },
  });
}

/** The document of the directory that the profile names. */
const checks: Check[] = ROWS.map(served);

export { checks as served };
