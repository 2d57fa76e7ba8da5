import type { ClauseId, Impact } from '../../vocabulary.js';
import { isFullySpecified, JOSE_NAMES } from '../signatures/algorithms.js';
import { keysOfSet } from '../signatures/keys.js';
import type { Message, Rule, RuleHit } from './contract.js';
import { isObject, member, pointer, text } from './json.js';
import { mergeRules, rule, statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';
import { show } from './show.js';

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `jwks/${id}`, kind: 'jwks-answer', role: 'either', impact, clauses, title }) as const;

const isSet = (message: Message): boolean => statusOf(message) === 200;

/** Rules that look at one key. */
const perKey = (test: (jwk: unknown, where: string) => RuleHit[]) => (message: Message) => {
  const list = isSet(message) ? member(message.json, 'keys') : undefined;
  return (Array.isArray(list) ? list : [])
    .slice(0, 50)
    .flatMap((jwk: unknown, index) => test(jwk, pointer('keys', index)));
};

const served = rule(
  head('is-served', 'the key set is served with status 200', 'breaks', 'OCM-SIG-008', 'OCM-SIG-007'),
  (message) => {
    const status = statusOf(message);
    if ((status >= 200 && status < 400) || status === 429 || status === 503) return [];
    return [{ where: 'status', received: `status ${status}`, reason: 'there is no key set' }];
  },
);

const asymmetric = rule(
  head(
    'algs-are-asymmetric',
    'alg of each key names a registered asymmetric signature algorithm',
    'breaks',
    'OCM-SIG-023',
  ),
  perKey((jwk, where) => {
    const alg = text(jwk, 'alg');
    if (alg === undefined || JOSE_NAMES.has(alg)) return [];
    return [{ where: `${where}/alg`, received: show(alg), reason: 'it names no asymmetric signature algorithm' }];
  }),
);

const fullySpecified = rule(
  head('algs-are-fully-specified', 'alg of each key says all by itself', 'harmless', 'OCM-SIG-024'),
  perKey((jwk, where) => {
    const alg = text(jwk, 'alg');
    if (alg === undefined || !JOSE_NAMES.has(alg) || isFullySpecified(alg)) return [];
    return [{ where: `${where}/alg`, received: show(alg), reason: 'which curve it means is left to the key' }];
  }),
);

const usable = rule(
  head('keys-are-usable', 'each key is a public key', 'breaks', 'OCM-SIG-008', 'OCM-SIG-007'),
  perKey((jwk, where) => {
    // A key of a type that is not known here says nothing about the set.
    const isKnown = isObject(jwk) && ['OKP', 'EC', 'RSA'].includes(text(jwk, 'kty') ?? '');
    if (isObject(jwk) && !isKnown && text(jwk, 'kty') !== undefined) return [];
    if (isKnown && keysOfSet({ keys: [jwk] }).length === 1) return [];
    return [{ where, received: show(jwk), reason: isObject(jwk) ? 'no key can be made of it' : 'it is no JWK' }];
  }),
);

/** The published key set. */
export const jwksRules: Rule[] = mergeRules(
  [served],
  schemaRules('jwks', { kind: 'jwks-answer', role: 'either', applies: isSet }),
  [asymmetric, fullySpecified, usable],
);
