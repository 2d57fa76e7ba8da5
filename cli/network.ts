import { lookup } from 'node:dns/promises';
import { connect, isIP } from 'node:net';
import { rootCertificates, type TLSSocket, connect as tlsConnect } from 'node:tls';

/** Addresses of a host; empty when it has none. An IP address is its own. */
export async function addressesOf(host: string): Promise<string[]> {
  try {
    return (await lookup(bare(host), { all: true })).map(({ address }) => address);
  } catch {
    return [];
  }
}

/** True for an address that only this machine can reach. */
export function isLoopback(address: string): boolean {
  return /^(127\.|::1$|::ffff:127\.|0\.0\.0\.0$|::$)/.test(address);
}

/** Opens and closes a TCP connection. Resolves to undefined, or to why it could not be opened (`ECONNREFUSED`, `timeout`, ...). */
export function tcpProblem(host: string, port: number, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: bare(host), port, timeout: timeoutMs });
    const end = (problem: string | undefined): void => {
      socket.destroy();
      resolve(problem);
    };
    socket.once('connect', () => end(undefined));
    socket.once('timeout', () => end('timeout'));
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
}

/** What a server's certificate says, whether or not it is to be trusted. */
export interface TlsFacts {
  /** Why the connection is not to be trusted: `ERR_TLS_CERT_ALTNAME_INVALID`, `DEPTH_ZERO_SELF_SIGNED_CERT`, ... */
  problem?: string;
  protocol?: string;
  /** Host names and addresses it is for. */
  names: string[];
  issuer?: string;
  validTo?: Date;
}

/** Makes a TLS connection and reads the certificate. Never rejects. */
export function inspectTls(host: string, port: number, ca: readonly string[], timeoutMs: number): Promise<TlsFacts> {
  return new Promise((resolve) => {
    const name = bare(host);
    const socket: TLSSocket = tlsConnect({
      host: name,
      port,
      timeout: timeoutMs,
      ...(isIP(name) ? {} : { servername: name }),
      ...(ca.length > 0 ? { ca: [...rootCertificates, ...ca] } : {}),
      // Only to read the certificate: nothing is sent, and what is wrong with it is told.
      rejectUnauthorized: false,
    });
    const end = (facts: TlsFacts): void => {
      socket.destroy();
      resolve(facts);
    };
    socket.once('timeout', () => end({ problem: 'timeout', names: [] }));
    socket.once('error', (error: NodeJS.ErrnoException) => end({ problem: error.code ?? error.message, names: [] }));
    socket.once('secureConnect', () => {
      const certificate = socket.getPeerCertificate();
      const refused = socket.authorizationError as unknown as (Error & { code?: string }) | string | null;
      const problem = socket.authorized
        ? undefined
        : typeof refused === 'string'
          ? refused
          : (refused?.code ?? refused?.message);
      const protocol = socket.getProtocol();
      end({
        ...(problem === undefined ? {} : { problem }),
        ...(protocol === null ? {} : { protocol }),
        names: namesIn(certificate.subjectaltname, certificate.subject?.CN),
        ...(certificate.issuer?.CN === undefined ? {} : { issuer: String(certificate.issuer.CN) }),
        ...(certificate.valid_to === undefined ? {} : { validTo: new Date(certificate.valid_to) }),
      });
    });
  });
}

function namesIn(alternatives: string | undefined, common: unknown): string[] {
  const names = (alternatives ?? '').split(/,\s*/).map((entry) => entry.replace(/^(DNS|IP Address):/, ''));
  const found = names.filter((name) => name !== '');
  return found.length > 0 ? found : typeof common === 'string' ? [common] : [];
}

/** Without the brackets of an IPv6 address in a URL. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '');
