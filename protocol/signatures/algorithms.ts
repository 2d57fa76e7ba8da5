import { constants, type KeyObject, sign as signBytes, verify as verifyBytes } from 'node:crypto';

/**
 * Signature algorithms under their three names: of the HTTP signature registry (RFC 9421, 6.2), of JOSE (`alg` of a JWK), and of the old
 * form (draft-cavage). All are asymmetric: `none` and MACs are forbidden (OCM-SIG-026).
 */
export interface Algorithm {
  /** Name of ours: the one of the HTTP signature registry where there is one, else the one of JOSE. */
  id: string;
  /** Name in the HTTP signature registry; several JOSE algorithms have none, and then parameter `alg` is left out (OCM-SIG-027). */
  http?: string;
  /** Names as `alg` of a JWK, the fully specified one (RFC 9864) first. */
  jose: [string, ...string[]];
  /** Names in the old form. */
  cavage: string[];
  /** Types of keys that fit, as node names them. */
  keyType: 'ed25519' | 'ed448' | 'ec' | 'rsa';
  /** Curve that fits, for keys of type `ec`. */
  curve?: string;
  hash: 'sha256' | 'sha384' | 'sha512' | null;
  /** RSASSA-PSS; its salt is as long as the hash (RFC 9421, 3.3.1). */
  pss?: true;
}

const TABLE: readonly Algorithm[] = [
  { id: 'ed25519', http: 'ed25519', jose: ['Ed25519', 'EdDSA'], cavage: ['ed25519'], keyType: 'ed25519', hash: null },
  { id: 'Ed448', jose: ['Ed448', 'EdDSA'], cavage: [], keyType: 'ed448', hash: null },
  ecdsa('ecdsa-p256-sha256', 'ES256', 'prime256v1', 'sha256', ['ecdsa-sha256']),
  ecdsa('ecdsa-p384-sha384', 'ES384', 'secp384r1', 'sha384', ['ecdsa-sha384']),
  { id: 'ES512', jose: ['ES512'], cavage: ['ecdsa-sha512'], keyType: 'ec', curve: 'secp521r1', hash: 'sha512' },
  {
    id: 'rsa-v1_5-sha256',
    http: 'rsa-v1_5-sha256',
    jose: ['RS256'],
    cavage: ['rsa-sha256'],
    keyType: 'rsa',
    hash: 'sha256',
  },
  { id: 'RS384', jose: ['RS384'], cavage: ['rsa-sha384'], keyType: 'rsa', hash: 'sha384' },
  { id: 'RS512', jose: ['RS512'], cavage: ['rsa-sha512'], keyType: 'rsa', hash: 'sha512' },
  {
    id: 'rsa-pss-sha512',
    http: 'rsa-pss-sha512',
    jose: ['PS512'],
    cavage: [],
    keyType: 'rsa',
    hash: 'sha512',
    pss: true,
  },
  { id: 'PS256', jose: ['PS256'], cavage: [], keyType: 'rsa', hash: 'sha256', pss: true },
  { id: 'PS384', jose: ['PS384'], cavage: [], keyType: 'rsa', hash: 'sha384', pss: true },
];

function ecdsa(http: string, jose: string, curve: string, hash: 'sha256' | 'sha384', cavage: string[]): Algorithm {
  return { id: http, http, jose: [jose], cavage, keyType: 'ec', curve, hash };
}

/** Every algorithm that is accepted. */
export const ALGORITHMS: readonly Algorithm[] = TABLE;

/** By its name in the HTTP signature registry, as parameter `alg` has it. */
export function byHttpName(name: string): Algorithm | undefined {
  return TABLE.find(({ http }) => http === name);
}

/** By a name of the old form; undefined for `hs2019`, which leaves the choice to the key and its owner. */
export function byCavageName(name: string): Algorithm | undefined {
  return TABLE.find(({ cavage }) => cavage.includes(name.toLowerCase()));
}

/** By `alg` of a JWK. `EdDSA` names two, so the key decides (RFC 9864). */
export function byJoseName(name: string, key: KeyObject): Algorithm | undefined {
  return TABLE.find((algorithm) => algorithm.jose.includes(name) && fits(algorithm, key));
}

/** JOSE names that the key set's rules allow: those of asymmetric signature algorithms in the registry (OCM-SIG-023). */
export const JOSE_NAMES: ReadonlySet<string> = new Set([
  ...TABLE.flatMap(({ jose }) => jose),
  'ES256K',
  'ML-DSA-44',
  'ML-DSA-65',
  'ML-DSA-87',
]);

/** Those of them that say all by themselves (OCM-SIG-024). */
export function isFullySpecified(jose: string): boolean {
  return JOSE_NAMES.has(jose) && jose !== 'EdDSA';
}

/**
 * What a key alone tells, as 1.3.0 and 1.4.0 have it, whose keys need no `alg`. An RSA key tells nothing of padding and hash:
 * then the message has to say.
 */
export function byKey(key: KeyObject): Algorithm | undefined {
  return key.asymmetricKeyType === 'rsa' ? undefined : TABLE.find((algorithm) => fits(algorithm, key));
}

/** Whether a key can be used with an algorithm at all. */
export function fits({ keyType, curve, pss }: Algorithm, key: KeyObject): boolean {
  if (key.asymmetricKeyType === 'rsa-pss') return keyType === 'rsa' && pss === true;
  if (key.asymmetricKeyType !== keyType) return false;
  return curve === undefined || key.asymmetricKeyDetails?.namedCurve === curve;
}

/** Signs bytes. Throws when the key does not fit. */
export function signWith(algorithm: Algorithm, privateKey: KeyObject, data: Uint8Array): Uint8Array {
  if (!fits(algorithm, privateKey))
    throw new TypeError(`a key of type ${privateKey.asymmetricKeyType} is none for ${algorithm.id}`);
  return signBytes(algorithm.hash, data, { key: privateKey, ...encodingOf(algorithm) });
}

/** Whether bytes were signed by the owner of a key. Never throws: a signature of the wrong size is a wrong signature. */
export function verifiesWith(
  algorithm: Algorithm,
  publicKey: KeyObject,
  data: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (!fits(algorithm, publicKey)) return false;
  try {
    return verifyBytes(algorithm.hash, data, { key: publicKey, ...encodingOf(algorithm) }, signature);
  } catch {
    return false;
  }
}

/** RFC 9421 has ECDSA signatures as r and s side by side; the old form never said, and its users are all RSA. */
function encodingOf({ keyType, pss }: Algorithm): object {
  if (keyType === 'ec') return { dsaEncoding: 'ieee-p1363' };
  if (keyType !== 'rsa') return {};
  return pss
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
}
