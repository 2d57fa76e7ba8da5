import type { ClauseId, Role } from '../../vocabulary.js';
import type { MessageKind, Rule } from './contract.js';
import { statusOf } from './rule.js';
import { schemaRules } from './schema-rules.js';

/**
 * Error bodies of one endpoint: JSON objects with `message` (OCM-SHARE-061). Only for the statuses the text defines a body for: a 404, a 429
 * or a 5xx may come from anything that stands before the server.
 */
export function errorBodyRules(
  kind: MessageKind,
  role: Role,
  statuses: (number | string)[],
  clauses: ClauseId[],
): Rule[] {
  const area = kind;
  return schemaRules('error', {
    kind,
    role,
    clauses,
    rename: (id) => id.replace('error-body/', `${area}/error-`),
    applies: (message) =>
      statuses.includes(statusOf(message)) || statuses.includes(`${statusOf(message)}@${message.spec}`),
  });
}
