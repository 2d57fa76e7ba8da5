/** An OCM address that keeps the grammar: identifier, last @, host, optional port. */
export interface OcmAddress {
  /** Opaque and case-sensitive; may hold @ itself. */
  identifier: string;
  host: string;
  port?: number;
  /** Host and port as written. */
  authority: string;
}

export type ParsedAddress = { ok: true; address: OcmAddress } | { ok: false; reason: string };

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)$/;
const REG_NAME = /^(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+$/;
const IP_LITERAL = /^\[(?:[0-9A-Fa-f:.]+|v[0-9A-Fa-f]+\.[A-Za-z0-9._~!$&'()*+,;=:-]+)\]$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//;

/** Splits at the last @ and holds both halves to the grammar (OCM-ADDR-001 to -007). Never throws. */
export function parseAddress(text: string): ParsedAddress {
  const no = (reason: string): ParsedAddress => ({ ok: false, reason });
  const at = text.lastIndexOf('@');
  if (at < 0) return no('there is no @');
  const identifier = text.slice(0, at);
  const authority = text.slice(at + 1);
  if (identifier === '') return no('nothing stands before the @');
  if (authority === '') return no('no host stands after the last @');
  if (SCHEME.test(identifier)) return no('it begins with a scheme, but an address is not a URI');
  if (SCHEME.test(authority)) return no('a scheme stands before the host, but an address is not a URI');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(identifier)) return no('the identifier holds a control character');
  if (authority.includes('/')) return no('a path stands after the host');
  const parts = /^(\[[^\]]*\]|[^:]*)(?::(.*))?$/.exec(authority);
  const host = parts?.[1] ?? '';
  const port = parts?.[2];
  if (!parts || host === '') return no('the host is empty or holds a colon of its own');
  if (!IPV4.test(host) && !REG_NAME.test(host) && !IP_LITERAL.test(host)) return no(`"${host}" is not a host`);
  if (port === undefined) return { ok: true, address: { identifier, host, authority } };
  const number = Number(port);
  if (!/^\d{1,5}$/.test(port) || number < 1 || number > 65_535) return no(`"${port}" is not a port`);
  return { ok: true, address: { identifier, host, port: number, authority } };
}

/** Whether two host[:port] are the same server: hosts compare without case, no port means the default of https. */
export function sameAuthority(a: string, b: string): boolean {
  return canonicalAuthority(a) === canonicalAuthority(b);
}

/** Lower case, without the default port of https. */
export function canonicalAuthority(authority: string): string {
  return authority.toLowerCase().replace(/:443$/, '');
}

/** Host[:port] after the last @, without judging it; undefined when there is none. */
export function authorityOf(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined;
  const at = address.lastIndexOf('@');
  return at < 0 || at === address.length - 1 ? undefined : address.slice(at + 1);
}

/**
 * The server that an address leads to, as receivers must read it to find senders of every age: before 1.2.1 no text forbade a scheme or a
 * slash around the host, and deployed servers send `user@https://host/`.
 */
export function serverIn(address: unknown): string | undefined {
  const server = authorityOf(address)
    ?.replace(SCHEME, '')
    .replace(/[/?#].*$/s, '');
  return server === '' ? undefined : server;
}
