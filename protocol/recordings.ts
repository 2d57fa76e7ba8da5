import type { Exchange, RecordedBody } from './exchange.js';
import { isObject, member, text } from './judge/json.js';

/**
 * Normalises recorded traffic to exchanges. Four shapes are known: `{ serverToServer: [...] }` with requestHeaders/requestBody; a list with
 * reqHeaders/reqBody; a list of `{ request, response }`; and a bare document, taken as the answer to the GET that would have fetched it.
 * Ids are `<name>#<index>`, the index being the one in the recording. Throws when it is none of them.
 */
export function exchangesOf(recording: unknown, name: string): Exchange[] {
  const list = isObject(recording) ? recording.serverToServer : recording;
  if (Array.isArray(list)) {
    const origins = originsOf(list);
    return list.map((entry: unknown, index) => toExchange(entry, `${name}#${index}`, origins));
  }
  if (isObject(recording)) return [fromDocument(recording, `${name}#0`)];
  throw new TypeError(`${name}: neither a list of exchanges nor an object with serverToServer nor a document`);
}

/** Who answers at which origin, read from the discovery documents of the recording: some entries name only the party or the path. */
function originsOf(list: unknown[]): Map<string, string> {
  const origins = new Map<string, string>();
  for (const entry of list) {
    const endPoint = text(parsed(text(entry, 'response', 'body') ?? text(entry, 'respBody') ?? ''), 'endPoint');
    const party = text(entry, 'to');
    if (endPoint === undefined || !URL.canParse(endPoint)) continue;
    const { origin, host } = new URL(endPoint);
    origins.set(host, origin);
    if (party !== undefined) origins.set(party, origin);
  }
  return origins;
}

function toExchange(entry: unknown, id: string, origins: Map<string, string>): Exchange {
  const headers = lowerCase(
    member(entry, 'requestHeaders') ?? member(entry, 'reqHeaders') ?? member(entry, 'request', 'headers'),
  );
  const path = text(entry, 'path') ?? text(entry, 'request', 'url') ?? '/';
  const party = text(entry, 'to') ?? text(entry, 'server');
  const host = headers.host ?? text(entry, 'host') ?? '';
  const origin = origins.get(host) ?? origins.get(party ?? '') ?? `https://${host || party || 'unknown.invalid'}`;
  const status = member(entry, 'status') ?? member(entry, 'response', 'status');
  const at = text(entry, 'ts') ?? text(entry, 'at') ?? new Date(0).toISOString();
  const ms = member(entry, 'ms');
  return {
    id,
    at,
    ms: typeof ms === 'number' ? ms : 0,
    ...(party !== undefined && { to: party }),
    request: {
      method: text(entry, 'method') ?? text(entry, 'request', 'method') ?? 'GET',
      url: origin + path,
      headers,
      body: toBody(member(entry, 'requestBody') ?? member(entry, 'reqBody') ?? member(entry, 'request', 'body')),
    },
    ...(typeof status === 'number' && {
      response: {
        status,
        headers: lowerCase(
          member(entry, 'responseHeaders') ?? member(entry, 'respHeaders') ?? member(entry, 'response', 'headers'),
        ),
        body: toBody(member(entry, 'responseBody') ?? member(entry, 'respBody') ?? member(entry, 'response', 'body')),
      },
    }),
  };
}

/** A discovery document or key set that was saved by itself. */
function fromDocument(document: Record<string, unknown>, id: string): Exchange {
  const body = JSON.stringify(document);
  const isKeySet = Array.isArray(document.keys);
  const url = text(document, 'endPoint') ?? text((document.keys as unknown[] | undefined)?.[0], 'kid');
  const origin = url !== undefined && URL.canParse(url) ? new URL(url).origin : 'https://unknown.invalid';
  return {
    id,
    at: new Date(0).toISOString(),
    ms: 0,
    request: {
      method: 'GET',
      url: `${origin}${isKeySet ? '/.well-known/jwks.json' : '/.well-known/ocm'}`,
      headers: {},
      body: toBody(''),
    },
    response: { status: 200, headers: { 'content-type': 'application/json' }, body: toBody(body) },
  };
}

function toBody(value: unknown): RecordedBody {
  const body = typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
  return { text: body, bytes: Buffer.byteLength(body) };
}

function lowerCase(headers: unknown): Record<string, string> {
  if (!isObject(headers)) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}
