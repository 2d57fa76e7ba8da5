/** Headers that belong to one connection, not to the message (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Name and value in turns, as Node gives and takes them: case, order and repeated headers stay as they were. */
export type RawHeaders = readonly string[];

/** A message's own headers, without those of the connection it came over. */
export function endToEnd(raw: RawHeaders): [name: string, value: string][] {
  const pairs: [string, string][] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) pairs.push([raw[index] ?? '', raw[index + 1] ?? '']);
  const named = pairs
    .filter(([name]) => name.toLowerCase() === 'connection')
    .flatMap(([, value]) => value.split(',').map((token) => token.trim().toLowerCase()));
  return pairs.filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase()) && !named.includes(name.toLowerCase()));
}

/** All values of a header, joined as HTTP allows; undefined when it is absent. */
export function headerIn(raw: RawHeaders, wanted: string): string | undefined {
  const values: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2)
    if (raw[index]?.toLowerCase() === wanted) values.push(raw[index + 1] ?? '');
  return values.length === 0 ? undefined : values.join(', ');
}

/** Headers for the record: names in lower case, repeated ones joined. */
export function recorded(raw: RawHeaders): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}

/** What the server behind the gateway must be told about the connection that it does not see. */
export interface Forwarded {
  /** Address of the client. */
  address: string;
  host: string;
  /** Pseudonym of this gateway, to recognise what it sent itself. */
  via: string;
  httpVersion: string;
}

/**
 * Headers of a request on its way to the server: those of the message, `Host` as the client wrote it, and what proxies add. A list of
 * addresses is continued, as it may have come through another proxy.
 */
export function forwardedHeaders(raw: RawHeaders, forwarded: Forwarded): string[] {
  const replaced = new Set(['host', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'via']);
  const own = endToEnd(raw).filter(
    // That a client waits for 100 Continue was answered here.
    ([name, value]) => !replaced.has(name.toLowerCase()) && !/^expect: *100-continue$/i.test(`${name}: ${value}`),
  );
  const before = headerIn(raw, 'x-forwarded-for');
  const via = headerIn(raw, 'via');
  return [
    ['Host', forwarded.host] as const,
    ...own,
    ['X-Forwarded-For', before === undefined ? forwarded.address : `${before}, ${forwarded.address}`] as const,
    ['X-Forwarded-Host', forwarded.host] as const,
    ['X-Forwarded-Proto', 'https'] as const,
    ['Via', `${via === undefined ? '' : `${via}, `}${forwarded.httpVersion} ${forwarded.via}`] as const,
  ].flat();
}

/** Whether a request came from this very gateway: its way leads in a circle. */
export function isOwn(raw: RawHeaders, via: string): boolean {
  return (headerIn(raw, 'via') ?? '').split(',').some((entry) => entry.trim().split(/\s+/)[1] === via);
}
