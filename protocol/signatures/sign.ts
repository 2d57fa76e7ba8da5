import type { BareItem, InnerList } from 'structured-headers';
import { signWith } from './algorithms.js';
import { signingString, writeOldSignature } from './cavage.js';
import { type SignedMessage, signatureBase } from './components.js';
import { rulesOf, type SignatureDialect } from './dialects.js';
import { contentDigest, legacyDigest } from './digest.js';
import { writeSignatures } from './headers.js';
import type { SigningKey } from './keys.js';

/** A request before it goes out; header names in lower case. */
export interface UnsignedRequest {
  method: string;
  url: string;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array;
}

/** How one signature of RFC 9421 is made. */
export interface SignatureDraft {
  label: string;
  /** Covered components. */
  components: readonly string[];
  /** Parameters in the order in which they are written. */
  parameters: Readonly<Record<string, BareItem>>;
  key: SigningKey;
}

/**
 * The headers that sign a request the way a version does: digest, length, date where it is covered, and the signature.
 * `now` is the moment of signing.
 */
export function signedHeaders(
  request: UnsignedRequest,
  dialect: SignatureDialect,
  key: SigningKey,
  now: Date = new Date(),
): Record<string, string> {
  const facts = factsOf(request, dialect, now);
  const message = { method: request.method, url: request.url, headers: { ...request.headers, ...facts } };
  if (dialect === 'cavage') return { ...facts, ...oldSignature(message, key) };
  return { ...facts, ...writeSignatures([signatureOf(message, draftOf(dialect, key, now))]) };
}

/** What a version signs, and how it marks that: to be changed before it is signed. */
export function draftOf(dialect: SignatureDialect, key: SigningKey, now: Date): SignatureDraft {
  const rules = rulesOf(dialect);
  return {
    label: rules.mark === 'none' ? 'sig1' : 'ocm',
    components: [...rules.covers, ...rules.addsCover],
    parameters: {
      created: Math.floor(now.getTime() / 1000),
      keyid: key.id,
      ...(key.algorithm.http === undefined ? {} : { alg: key.algorithm.http }),
      ...(rules.mark === 'tag' ? { tag: 'ocm' } : {}),
    },
    key,
  };
}

/** Signs a message. Throws NoSuchComponent when the draft covers what the message does not have. */
export function signatureOf(
  message: SignedMessage,
  { label, components, parameters, key }: SignatureDraft,
): { label: string; input: InnerList; value: Uint8Array } {
  const input: InnerList = [components.map((name) => [name, new Map()]), new Map(Object.entries(parameters))];
  return { label, input, value: signWith(key.algorithm, key.privateKey, signatureBase(message, input)) };
}

/**
 * Headers that a signature speaks of and the request may not have yet. The old form has the digest under both names that the text gave it,
 * in the old syntax under both (OCM-SIG-002).
 */
export function factsOf(
  { url, headers, body }: UnsignedRequest,
  dialect: SignatureDialect,
  now: Date,
): Record<string, string> {
  const length = { 'content-length': String(body.length) };
  const date = headers.date === undefined ? { date: now.toUTCString() } : {};
  if (dialect === 'cavage') {
    const digest = legacyDigest(body);
    return { ...length, ...date, digest, 'content-digest': digest, host: new URL(url).host };
  }
  const { covers, addsCover } = rulesOf(dialect);
  const isDateCovered = covers.includes('date') || addsCover.includes('date');
  return { 'content-digest': contentDigest(body), ...length, ...(isDateCovered ? date : {}) };
}

/** Covers, in this order, what every text of the old form names, under both names of the digest. */
const OLD_HEADERS = ['(request-target)', 'content-length', 'date', 'digest', 'content-digest', 'host'];

/** The `Signature` header of the old form. */
export function oldSignature(
  message: SignedMessage,
  key: SigningKey,
  headers: readonly string[] = OLD_HEADERS,
): { signature: string } {
  const algorithm = key.algorithm.cavage[0];
  if (algorithm === undefined) throw new RangeError(`the old form has no name for ${key.algorithm.id}`);
  const value = signWith(key.algorithm, key.privateKey, signingString(message, headers));
  return { signature: writeOldSignature({ keyId: key.id, algorithm, headers, value }) };
}
