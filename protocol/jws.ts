import { createPublicKey, type KeyObject } from 'node:crypto';
import { isObject, text } from './judge/json.js';
import { byJoseName, signWith, verifiesWith } from './signatures/algorithms.js';
import type { SigningKey } from './signatures/index.js';

/** A signed document (RFC 7515) as it came: flattened JSON, the three parts with dots, or objects where the text shows objects. */
export interface Jws {
  form: 'json' | 'compact' | 'objects';
  /** The signed value; undefined when the payload is no JSON. */
  payload: unknown;
  /** Whether the owner of the key signed it; undefined where no key is known, or where objects leave open which bytes were signed. */
  isSigned: boolean | undefined;
}

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

/** Signs a value, in flattened JSON serialization. */
export function writeJws(payload: unknown, { algorithm, privateKey }: SigningKey): Record<string, string> {
  const parts = { payload: encode(payload), protected: encode({ alg: algorithm.jose[1] ?? algorithm.jose[0] }) };
  const signed = signWith(algorithm, privateKey, Buffer.from(`${parts.protected}.${parts.payload}`));
  return { ...parts, signature: Buffer.from(signed).toString('base64url') };
}

/** Reads a signed document and verifies it where it can; undefined when it is none. Never throws. */
export function readJws(document: string, key?: KeyObject): Jws | undefined {
  const compact = /^\s*([\w-]+)\.([\w-]+)\.([\w-]*)\s*$/.exec(document);
  const json = compact ? { protected: compact[1], payload: compact[2], signature: compact[3] } : parsed(document);
  const signature = text(json, 'signature');
  if (!isObject(json) || signature === undefined) return undefined;
  if (isObject(json.payload) && isObject(json.protected))
    return { form: 'objects', payload: json.payload, isSigned: undefined };
  const [head, body] = [text(json, 'protected'), text(json, 'payload')];
  if (head === undefined || body === undefined) return undefined;
  const header = parsed(Buffer.from(head, 'base64url').toString('utf8'));
  const payload = parsed(Buffer.from(body, 'base64url').toString('utf8'));
  const algorithm = key && byJoseName(text(header, 'alg') ?? '', key);
  const isSigned =
    key &&
    algorithm !== undefined &&
    verifiesWith(algorithm, key, Buffer.from(`${head}.${body}`), Buffer.from(signature, 'base64url'));
  return { form: compact ? 'compact' : 'json', payload, isSigned };
}

/** A public key in PEM or as JWK; undefined when the text is neither. */
export function publicKeyFrom(written: string): KeyObject | undefined {
  try {
    const jwk = parsed(written);
    return isObject(jwk) ? createPublicKey({ key: jwk, format: 'jwk' }) : createPublicKey(written);
  } catch {
    return undefined;
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
