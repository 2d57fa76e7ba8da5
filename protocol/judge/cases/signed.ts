import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ALGORITHMS } from '../../signatures/algorithms.js';
import type { SignatureDialect } from '../../signatures/dialects.js';
import { writeSignatures } from '../../signatures/headers.js';
import { jwkOf, keysOfSet, pemOf, type SigningKey } from '../../signatures/keys.js';
import { draftOf, factsOf, oldSignature, type SignatureDraft, signatureOf } from '../../signatures/sign.js';
import type { KnownKeys } from '../key-sets.js';
import type { Documents } from '../parties.js';
import { discoveryDocument, exchange, RECEIVER, type Sample, SENDER, share } from './samples.js';

/** Test keys that everybody knows: the one of RFC 9421, and another, made up. */
const JWKS = {
  ours: { x: 'JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs', d: 'n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU' },
  other: { x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A' },
};

/** The key of RFC 9421 under an id; `other` is one that the sender does not publish. */
export function testKey(id = `${SENDER}#key1`, which: keyof typeof JWKS = 'ours'): SigningKey {
  const jwk = { kty: 'OKP', crv: 'Ed25519', ...JWKS[which] };
  const algorithm = ALGORITHMS.find((known) => known.id === 'ed25519');
  if (!algorithm) throw new Error('ed25519 is gone');
  return {
    id,
    algorithm,
    privateKey: createPrivateKey({ key: jwk, format: 'jwk' }),
    publicKey: createPublicKey({ key: { kty: jwk.kty, crv: jwk.crv, x: jwk.x }, format: 'jwk' }),
  };
}

const KEY = testKey();

/** Two servers that both say that they sign, and the keys of the one that sends. */
export const SIGNERS: Documents = new Map(
  [SENDER, RECEIVER].map((host) => [
    host,
    discoveryDocument({
      endPoint: `https://${host}/ocm`,
      tokenEndPoint: `https://${host}/token`,
      capabilities: ['http-sig', 'exchange-token', 'protocol-object'],
      jwksUri: `https://${host}/ocm/jwks`,
      publicKey: { keyId: `https://${host}/ocm#signature`, publicKeyPem: pemOf(KEY) },
    }),
  ]),
);
export const KEYS: KnownKeys = new Map([[SENDER, keysOfSet({ keys: [jwkOf(KEY)] })]]);

/** What may be changed before a sample is signed, and after. */
export interface Signing {
  sample?: Sample;
  draft?: (draft: SignatureDraft) => Partial<SignatureDraft>;
  /** Headers that are covered by the old form. */
  covers?: string[];
  key?: SigningKey;
  /** Seconds by which the signature is older than the request. */
  age?: number;
  headers?: (headers: Record<string, string>) => Record<string, string | undefined>;
}

/** A share, or another request, that is signed as a dialect has it. */
export function signedSample(dialect: SignatureDialect, signing: Signing = {}): Sample {
  const sample: Sample = { body: share(), ...signing.sample };
  const { at, request } = exchange(sample);
  const now = new Date(Date.parse(at) - (signing.age ?? 0) * 1000);
  const unsigned = { ...request, body: Buffer.from(request.body.text) };
  const facts = factsOf(unsigned, dialect, now);
  const message = { ...unsigned, headers: { ...request.headers, ...facts } };
  const key = signing.key ?? (dialect === 'cavage' ? testKey(`https://${SENDER}/ocm#signature`) : KEY);
  const draft = draftOf(dialect, key, now);
  const proof =
    dialect === 'cavage'
      ? oldSignature(message, key, signing.covers)
      : writeSignatures([signatureOf(message, { ...draft, ...signing.draft?.(draft) })]);
  const all = { ...request.headers, ...facts, ...proof };
  const changed = Object.entries({ ...all, ...signing.headers?.(all) }).filter(([, value]) => value !== undefined);
  return { ...sample, headers: Object.fromEntries(changed) as Record<string, string> };
}
