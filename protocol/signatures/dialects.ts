import { isAtLeast } from '../../spec/ledger.js';
import type { SpecVersion } from '../../vocabulary.js';

/** The five ways in which the versions of the text sign requests (OCM-AMB-002). */
export const SIGNATURE_DIALECTS = ['cavage', 'unmarked', 'label', 'tag', 'jwk'] as const;
export type SignatureDialect = (typeof SIGNATURE_DIALECTS)[number];

/** Where a server publishes its keys (OCM-AMB-003). */
export type KeyPlace = 'jwksUri' | 'well-known' | 'publicKey';

/** What one of them demands of a signed request. */
export interface DialectRules {
  dialect: SignatureDialect;
  /** Version that brought it. */
  since: SpecVersion;
  /** How the one signature that counts is told from others on the same message. */
  mark: 'none' | 'label' | 'tag';
  /** Components that must be covered. */
  covers: readonly string[];
  /** Parameters that must be there. */
  parameters: readonly ('created' | 'keyid')[];
  /** Components that our own signatures cover besides, where the text asks for them or another version needs them. */
  addsCover: readonly string[];
  /** The algorithm is told by `alg` of the JWK and by nothing else. */
  jwkDecides: boolean;
  /** Where keys are looked for, the place of the version first. */
  keysAt: readonly KeyPlace[];
  /** Of a request with signatures, none of which counts: refused by whoever verifies; else it is an unsigned one (OCM-SIG-033). */
  refusesUnmarked: boolean;
}

const RULES: Record<SignatureDialect, DialectRules> = {
  // 1.2.0 calls the header `digest`, 1.2.1 and 1.2.2 `content-digest`: one of the two.
  cavage: {
    dialect: 'cavage',
    since: '1.2.0',
    mark: 'none',
    covers: ['content-length', 'date', 'digest', 'host'],
    parameters: ['keyid'],
    addsCover: ['(request-target)'],
    jwkDecides: false,
    keysAt: ['publicKey'],
    refusesUnmarked: false,
  },
  // The text gives an example and no list; the example is what is signed and asked for.
  unmarked: {
    dialect: 'unmarked',
    since: '1.3.0',
    mark: 'none',
    covers: ['@method', '@target-uri', 'content-digest'],
    parameters: ['keyid'],
    addsCover: [],
    jwkDecides: false,
    keysAt: ['well-known'],
    refusesUnmarked: false,
  },
  label: {
    dialect: 'label',
    since: '1.4.0',
    mark: 'label',
    covers: ['@method', '@target-uri', 'content-digest', 'content-length', 'date'],
    parameters: ['created'],
    addsCover: [],
    jwkDecides: false,
    keysAt: ['well-known'],
    refusesUnmarked: true,
  },
  tag: {
    dialect: 'tag',
    since: 'draft-06',
    mark: 'tag',
    covers: ['@method', '@target-uri', 'content-digest', 'content-length'],
    parameters: ['created'],
    addsCover: ['date'],
    jwkDecides: false,
    keysAt: ['well-known'],
    refusesUnmarked: true,
  },
  jwk: {
    dialect: 'jwk',
    since: '1.5.0',
    mark: 'tag',
    covers: ['@method', '@target-uri', 'content-digest', 'content-length'],
    parameters: ['created', 'keyid'],
    addsCover: [],
    jwkDecides: true,
    keysAt: ['jwksUri'],
    refusesUnmarked: false,
  },
};

/** What a dialect demands. */
export function rulesOf(dialect: SignatureDialect): DialectRules {
  return RULES[dialect];
}

/** The dialect of a version of the text; undefined for those before 1.2.0, which know no signatures. */
export function dialectOf(spec: SpecVersion): SignatureDialect | undefined {
  return SIGNATURE_DIALECTS.findLast((dialect) => isAtLeast(spec, RULES[dialect].since));
}
