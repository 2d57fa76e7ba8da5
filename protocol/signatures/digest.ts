import { createHash } from 'node:crypto';
import { parseDictionary, serializeDictionary } from 'structured-headers';

/** Algorithms of the IANA registry that are computed here; others in a header are let pass as unknown (OCM-SIG-021). */
const HASHES: Record<string, string> = { 'sha-256': 'sha256', 'sha-512': 'sha512' };

/** Algorithms that the registry names but nobody may rely on any more (RFC 9530, 5). */
const OUTDATED = new Set(['md5', 'sha', 'unixsum', 'unixcksum', 'adler', 'crc32c']);

/** One entry of a digest header. */
export interface DigestEntry {
  algorithm: string;
  value: Uint8Array;
  /** Undefined where the algorithm, or the body, is not known. */
  matches?: boolean;
}

/** What a digest header says; `malformed` when it is not written in the form that is asked for. */
export type DigestReading = { entries: DigestEntry[] } | { malformed: string };

/** `Content-Digest` as RFC 9530 has it. */
export function contentDigest(body: Uint8Array, algorithms: readonly string[] = ['sha-256']): string {
  return serializeDictionary(
    new Map(algorithms.map((name) => [name, [new Uint8Array(hash(name, body) ?? []), new Map()]])),
  );
}

/** `Digest` of RFC 3230, which the old form uses under this name and under the name of the new header. */
export function legacyDigest(body: Uint8Array, algorithm: 'sha-256' | 'sha-512' = 'sha-256'): string {
  return `${algorithm.toUpperCase()}=${Buffer.from(hash(algorithm, body) ?? []).toString('base64')}`;
}

/** Reads a `Content-Digest` and compares it with the body where that is known. */
export function readContentDigest(header: string, body: Uint8Array | undefined): DigestReading {
  try {
    const entries: DigestEntry[] = [];
    for (const [algorithm, [value]] of parseDictionary(header)) {
      if (!(value instanceof ArrayBuffer)) return { malformed: `${algorithm} holds no byte sequence` };
      entries.push(compared(algorithm, new Uint8Array(value), body));
    }
    return entries.length > 0 ? { entries } : { malformed: 'it is empty' };
  } catch {
    return { malformed: 'it is no structured dictionary' };
  }
}

/** Reads the old syntax, `SHA-256=base64`. */
export function readLegacyDigest(header: string, body: Uint8Array | undefined): DigestReading {
  const entries: DigestEntry[] = [];
  for (const part of header.split(',')) {
    const at = part.indexOf('=');
    const value = part.slice(at + 1).trim();
    if (at < 1 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return { malformed: 'it is not written as ALGORITHM=base64' };
    entries.push(compared(part.slice(0, at).trim().toLowerCase(), Buffer.from(value, 'base64'), body));
  }
  return { entries };
}

/** Whether an algorithm is one of the registry, outdated ones aside. */
export function isRegisteredDigest(algorithm: string): boolean {
  return Object.hasOwn(HASHES, algorithm);
}

export function isOutdatedDigest(algorithm: string): boolean {
  return OUTDATED.has(algorithm);
}

function compared(algorithm: string, value: Uint8Array, body: Uint8Array | undefined): DigestEntry {
  const wanted = body === undefined ? undefined : hash(algorithm, body);
  return { algorithm, value, ...(wanted === undefined ? {} : { matches: Buffer.from(value).equals(wanted) }) };
}

function hash(algorithm: string, body: Uint8Array): Buffer | undefined {
  const name = Object.hasOwn(HASHES, algorithm) ? HASHES[algorithm] : undefined;
  return name === undefined ? undefined : createHash(name).update(body).digest();
}
