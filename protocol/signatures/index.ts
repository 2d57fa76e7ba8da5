export { ALGORITHMS, type Algorithm, byHttpName, isFullySpecified, JOSE_NAMES } from './algorithms.js';
export { readOldSignature } from './cavage.js';
export { NoSuchComponent, type SignedMessage, signatureBase } from './components.js';
export {
  type DialectRules,
  dialectOf,
  type KeyPlace,
  rulesOf,
  SIGNATURE_DIALECTS,
  type SignatureDialect,
} from './dialects.js';
export { contentDigest, legacyDigest, readContentDigest, readLegacyDigest } from './digest.js';
export { readSignatures, writeSignatures } from './headers.js';
export { jwkOf, keyOfDocument, keysOfSet, newSigningKey, type PublishedKey, pemOf, type SigningKey } from './keys.js';
export {
  draftOf,
  factsOf,
  oldSignature,
  type SignatureDraft,
  signatureOf,
  signedHeaders,
  type UnsignedRequest,
} from './sign.js';
export { type Examination, examine, type SignatureProblem, type SignedRequest } from './verify.js';
