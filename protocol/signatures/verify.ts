import type { KeyObject } from 'node:crypto';
import { type Algorithm, byCavageName, byKey, verifiesWith } from './algorithms.js';
import { type OldSignature, readOldSignature, signingString } from './cavage.js';
import { NoSuchComponent, type SignedMessage, signatureBase } from './components.js';
import type { DialectRules } from './dialects.js';
import { type DigestReading, readContentDigest, readLegacyDigest } from './digest.js';
import { type FoundSignature, readSignatures } from './headers.js';
import { algorithmFor, type PublishedKey } from './keys.js';

/** One thing that is wrong with the signature of a request. */
export interface SignatureProblem {
  kind:
    | 'unsigned'
    | 'malformed'
    | 'several'
    | 'not-covered'
    | 'no-parameter'
    | 'stale'
    | 'future'
    | 'digest'
    | 'digest-form'
    | 'length'
    | 'component'
    | 'unknown-key'
    | 'algorithm'
    | 'mismatch';
  /** Component, parameter or key that it is about. */
  part?: string;
  reason: string;
}

/** A request as it arrived. `body` is undefined where it is not known as it was. */
export interface SignedRequest extends SignedMessage {
  method: string;
  url: string;
  body: Uint8Array | undefined;
}

export interface ExamineOptions {
  rules: DialectRules;
  /** Keys of the server that the message claims to come from; absent: what needs them is not looked at. */
  keys?: readonly PublishedKey[];
  /** Moment of arrival; absent: age is not looked at. */
  now?: Date;
  /** Seconds that a signature may be old, and may lie ahead of the own clock. */
  maxAge?: number;
  skew?: number;
}

/** What came out. A request is well signed when there is a signature and no problem. */
export interface Examination {
  signature?: { label?: string; keyid?: string; alg?: string; created?: number; components: string[] };
  problems: SignatureProblem[];
}

/** Freshness window and tolerance of our verifiers, in seconds. */
const FRESH = { maxAge: 300, skew: 60 };

/** Looks at the one signature that counts in a dialect, and names everything that is wrong. Never throws. */
export function examine(request: SignedRequest, options: ExamineOptions): Examination {
  return options.rules.dialect === 'cavage' ? examineOld(request, options) : examineNew(request, options);
}

function examineNew(request: SignedRequest, options: ExamineOptions): Examination {
  const { rules } = options;
  const read = readSignatures(request.headers);
  if ('malformed' in read) return { problems: [{ kind: 'malformed', reason: read.malformed }] };
  const counting = read.signatures.filter(({ label, tag }) =>
    rules.mark === 'label' ? label === 'ocm' : rules.mark === 'none' || tag === 'ocm',
  );
  const signature = rules.mark === 'none' ? likeliest(counting, options.keys) : counting[0];
  if (!signature) return { problems: [unsigned(read.signatures.length > 0, rules)] };
  const problems: SignatureProblem[] = [];
  if (rules.mark === 'tag' && counting.length > 1)
    problems.push({ kind: 'several', reason: `${counting.length} signatures carry tag="ocm"` });
  if (rules.mark === 'label' && read.repeated.includes('ocm'))
    problems.push({ kind: 'several', reason: 'more than one signature has the label ocm' });
  for (const name of rules.covers) {
    if (!signature.components.includes(name))
      problems.push({ kind: 'not-covered', part: name, reason: `${name} is not covered` });
  }
  for (const name of rules.parameters) {
    if (signature[name] === undefined)
      problems.push({ kind: 'no-parameter', part: name, reason: `there is no parameter ${name}` });
  }
  problems.push(...age(signature.created, signature.expires, options), ...content(request, readContentDigest));
  if (options.keys) problems.push(...proof(request, signature, options.keys, rules));
  const { label, keyid, alg, created, components } = signature;
  return { signature: { label, ...defined({ keyid, alg, created }), components }, problems };
}

/** Without a mark, the signature whose key the server has; else the first one. */
function likeliest(found: FoundSignature[], keys: readonly PublishedKey[] | undefined): FoundSignature | undefined {
  return found.find(({ keyid }) => keys?.some(({ id }) => id === keyid)) ?? found[0];
}

function unsigned(hasOthers: boolean, { mark }: DialectRules): SignatureProblem {
  const wanted = mark === 'label' ? 'the label ocm' : 'tag="ocm"';
  return { kind: 'unsigned', reason: hasOthers ? `no signature has ${wanted}` : 'there is no signature' };
}

function proof(
  request: SignedRequest,
  signature: FoundSignature,
  keys: readonly PublishedKey[],
  { jwkDecides }: DialectRules,
): SignatureProblem[] {
  const { keyid, alg, value } = signature;
  const key = keys.find(({ id }) => id !== undefined && id === keyid);
  if (!key) return [noKey(keyid, keys)];
  const chosen = algorithmFor(key, alg, { jwkDecides });
  if ('refused' in chosen) return [{ kind: 'algorithm', ...part(keyid), reason: chosen.refused }];
  if (!value) return [{ kind: 'malformed', reason: `Signature has no value under the label ${signature.label}` }];
  return compare(() => signatureBase(request, signature.input), chosen.algorithm, key.key, value);
}

function examineOld(request: SignedRequest, options: ExamineOptions): Examination {
  const signature = readOldSignature(request.headers);
  if (!signature) {
    const hasOther = request.headers.signature !== undefined;
    return {
      problems: [
        { kind: 'unsigned', reason: hasOther ? 'the signature is not of this form' : 'there is no signature' },
      ],
    };
  }
  const { keyId: keyid, algorithm: alg, created, headers: components } = signature;
  const problems: SignatureProblem[] = [];
  for (const name of options.rules.covers) {
    const isCovered = components.includes(name) || (name === 'digest' && components.includes('content-digest'));
    if (!isCovered) problems.push({ kind: 'not-covered', part: name, reason: `${name} is not covered` });
  }
  if (keyid === undefined) problems.push({ kind: 'no-parameter', part: 'keyId', reason: 'there is no keyId' });
  const date = Date.parse(request.headers.date ?? '');
  problems.push(...age(Number.isNaN(date) ? undefined : Math.floor(date / 1000), undefined, options));
  problems.push(...content(request, readLegacyDigest));
  if (options.keys) problems.push(...oldProof(request, signature, options.keys));
  return { signature: { ...defined({ keyid, alg, created }), components }, problems };
}

/** One key a server: it is taken whatever id it is published under. */
function oldProof(request: SignedRequest, signature: OldSignature, keys: readonly PublishedKey[]): SignatureProblem[] {
  const { keyId, algorithm: name, headers, created, value } = signature;
  const key = keys.find(({ id }) => id === keyId) ?? keys[0];
  if (!key) return [noKey(keyId, keys)];
  const algorithm = name === undefined || name === 'hs2019' ? byKey(key.key) : byCavageName(name);
  if (!algorithm)
    return [{ kind: 'algorithm', ...part(keyId), reason: `${name ?? 'nothing'} names no known algorithm` }];
  if (!value) return [{ kind: 'malformed', reason: 'the header has no parameter signature' }];
  return compare(() => signingString(request, headers, created), algorithm, key.key, value);
}

function compare(base: () => Uint8Array, algorithm: Algorithm, key: KeyObject, value: Uint8Array): SignatureProblem[] {
  try {
    if (verifiesWith(algorithm, key, base(), value)) return [];
    return [{ kind: 'mismatch', reason: 'the signature is not one of this message by this key' }];
  } catch (error) {
    if (!(error instanceof NoSuchComponent)) throw error;
    return [{ kind: 'component', part: error.component, reason: error.message }];
  }
}

function noKey(keyid: string | undefined, keys: readonly PublishedKey[]): SignatureProblem {
  const reason =
    keys.length === 0
      ? 'the server publishes no key'
      : keyid === undefined
        ? 'nothing names the key'
        : `the server publishes no key ${keyid}`;
  return { kind: 'unknown-key', ...part(keyid), reason };
}

function age(
  created: number | undefined,
  expires: number | undefined,
  { now, maxAge = FRESH.maxAge, skew = FRESH.skew }: ExamineOptions,
): SignatureProblem[] {
  if (!now) return [];
  const seconds = now.getTime() / 1000;
  if (expires !== undefined && expires < seconds) return [{ kind: 'stale', reason: 'it has expired by its own word' }];
  if (created === undefined) return [];
  if (created > seconds + skew)
    return [{ kind: 'future', reason: `it was made ${Math.round(created - seconds)} s from now` }];
  const old = Math.round(seconds - created);
  return old > maxAge ? [{ kind: 'stale', reason: `it is ${old} s old, more than ${maxAge}` }] : [];
}

/** Digest and length against the body. What is not there was noticed as not covered, or as missing from what is. */
function content(
  { headers, body }: SignedRequest,
  read: (header: string, body: Uint8Array | undefined) => DigestReading,
): SignatureProblem[] {
  const problems: SignatureProblem[] = [];
  for (const name of read === readLegacyDigest ? ['digest', 'content-digest'] : ['content-digest']) {
    const header = headers[name];
    if (header === undefined) continue;
    const reading = read(header, body);
    if ('malformed' in reading) problems.push({ kind: 'digest-form', part: name, reason: reading.malformed });
    else {
      const wrong = reading.entries.find(({ matches }) => matches === false);
      if (wrong) problems.push({ kind: 'digest', part: name, reason: `${wrong.algorithm} is not that of the body` });
      else if (body && reading.entries.every(({ matches }) => matches === undefined))
        problems.push({ kind: 'digest', part: name, reason: 'none of its algorithms is known' });
    }
  }
  const length = headers['content-length'];
  if (body && length !== undefined && Number(length) !== body.length)
    problems.push({ kind: 'length', part: 'content-length', reason: `it says ${length}, the body has ${body.length}` });
  return problems;
}

const part = (name: string | undefined): { part?: string } => (name === undefined ? {} : { part: name });

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
function defined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
