import { createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { isObject, type JsonObject, text } from '../judge/json.js';
import { ALGORITHMS, type Algorithm, byHttpName, byJoseName, byKey, fits } from './algorithms.js';

/** A key of one's own, with the name under which its public half is published. */
export interface SigningKey {
  /** `kid` of the JWK, `keyId` of the old form. */
  id: string;
  algorithm: Algorithm;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** A public key as another server publishes it. */
export interface PublishedKey {
  /** Undefined when a JWK has no `kid`. */
  id: string | undefined;
  key: KeyObject;
  /** `alg` of the JWK, whatever it says; undefined for PEM and for JWKs without. */
  jose: string | undefined;
}

const generate = promisify(generateKeyPair);

/** Makes a key. One for RSA takes long; the others take no time. */
export async function newSigningKey(id: string, name = 'ed25519'): Promise<SigningKey> {
  const algorithm = ALGORITHMS.find((known) => known.id === name);
  if (!algorithm) throw new RangeError(`"${name}" is no signature algorithm known here`);
  const { publicKey, privateKey } = await pairFor(algorithm);
  return { id, algorithm, publicKey, privateKey };
}

function pairFor({ keyType, curve }: Algorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  if (keyType === 'ed25519') return generate('ed25519', {});
  if (keyType === 'ed448') return generate('ed448', {});
  if (keyType === 'ec') return generate('ec', { namedCurve: curve ?? 'prime256v1' });
  return generate('rsa', { modulusLength: 2048 });
}

/** The public half as JWK; with `alg` unless the version knows none (OCM-SIG-022). */
export function jwkOf({ id, algorithm, publicKey }: SigningKey, options: { alg: boolean } = { alg: true }): JsonObject {
  return {
    ...publicKey.export({ format: 'jwk' }),
    kid: id,
    ...(options.alg ? { alg: algorithm.jose[0] } : {}),
    use: 'sig',
  };
}

/** The public half as PEM, for `publicKey` in discovery. */
export function pemOf({ publicKey }: SigningKey): string {
  return publicKey.export({ format: 'pem', type: 'spki' }).toString();
}

/** The usable keys of a JWK Set, in its order. What is no public key is left out; never throws. */
export function keysOfSet(set: unknown): PublishedKey[] {
  const list = isObject(set) && Array.isArray(set.keys) ? set.keys.slice(0, 200) : [];
  return list.flatMap((jwk: unknown) => {
    const key = isObject(jwk) ? publicKeyOf(jwk) : undefined;
    return key ? [{ id: text(jwk, 'kid'), key, jose: text(jwk, 'alg') }] : [];
  });
}

function publicKeyOf(jwk: JsonObject): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' });
  } catch {
    return undefined;
  }
}

/** The key in field `publicKey` of a discovery document, whose id was called `id` and `keyId` by turns (OCM-AMB-001). */
export function keyOfDocument(document: unknown): PublishedKey | undefined {
  const pem = text(document, 'publicKey', 'publicKeyPem');
  if (pem === undefined) return undefined;
  try {
    const id = text(document, 'publicKey', 'keyId') ?? text(document, 'publicKey', 'id');
    return { id, key: createPublicKey(pem), jose: undefined };
  } catch {
    return undefined;
  }
}

/**
 * The algorithm to verify with, or why there is none. From 1.5.0 `alg` of the JWK decides and `alg` of the message may only agree
 * (OCM-SIG-025, -027); before, keys need no `alg`, and then the message or the type of the key decides.
 */
export function algorithmFor(
  published: PublishedKey,
  named: string | undefined,
  options: { jwkDecides: boolean },
): { algorithm: Algorithm } | { refused: string } {
  const { key, jose } = published;
  const byName = named === undefined ? undefined : byHttpName(named);
  if (named !== undefined && !byName) return { refused: `${named} is no asymmetric algorithm of the registry` };
  if (jose === undefined && options.jwkDecides) return { refused: 'the published key names no alg' };
  const own = jose === undefined ? (byName ?? byKey(key)) : byJoseName(jose, key);
  if (!own)
    return { refused: jose === undefined ? 'nothing tells the algorithm' : `alg ${jose} of the key is not acceptable` };
  if (byName && byName.id !== own.id) return { refused: `the message says ${named}, the key ${jose ?? own.id}` };
  return fits(own, key) ? { algorithm: own } : { refused: `the key is none for ${own.id}` };
}
