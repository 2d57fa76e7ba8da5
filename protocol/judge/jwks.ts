import type { Rule } from './contract.js';
import { mergeRules, statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';

/** The published key set, as far as its shape goes; whether a key is any good is for whoever verifies with it. */
export const jwksRules: Rule[] = mergeRules(
  schemaRules('jwks', { kind: 'jwks-answer', role: 'either', applies: (message) => statusOf(message) === 200 }),
);
