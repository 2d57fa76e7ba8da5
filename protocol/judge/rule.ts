import type { ClauseId, Impact, Role } from '../../vocabulary.js';
import type { Message, MessageKind, Rule, RuleHit } from './contract.js';

/** A rule in code. The first argument reads as its head: what, who, how bad, which clauses. */
export function rule(
  head: { id: string; kind: MessageKind; role: Role; impact: Impact; clauses: ClauseId[]; title: string },
  test: (message: Message) => RuleHit[],
): Rule {
  return { ...head, test };
}

/** Several tables of rules as one; a rule in code with the id of a schema's rule adds to it. */
export function mergeRules(...tables: Rule[][]): Rule[] {
  const merged = new Map<string, Rule>();
  for (const next of tables.flat()) {
    const known = merged.get(next.id);
    merged.set(
      next.id,
      known
        ? {
            ...known,
            clauses: [...new Set([...known.clauses, ...next.clauses])],
            test: (message) => distinct([...cited(known, message), ...cited(next, message)]),
          }
        : next,
    );
  }
  return [...merged.values()];
}

/** Hits that name their clauses themselves, so that merging does not lend them others. */
function cited(rule: Rule, message: Message): RuleHit[] {
  return rule.test(message).map((hit) => ({ clauses: rule.clauses, ...hit }));
}

/** One hit a place: what the schema found there already is not told again. */
function distinct(hits: RuleHit[]): RuleHit[] {
  const seen = new Set<string>();
  return hits.filter(({ where }) => !seen.has(where) && seen.add(where));
}

/** Status of the answer; 0 when there is none. */
export function statusOf(message: Message): number {
  return message.exchange.response?.status ?? 0;
}

/** True for the media type application/json, parameters and case aside. */
export function isJsonType(header: string | undefined): boolean {
  return /^\s*application\/json\s*(;|$)/i.test(header ?? '');
}

/** The hit of a message whose Content-Type is not what it must be; none when it is. */
export function contentTypeHit(
  header: string | undefined,
  isRight: (header: string | undefined) => boolean,
): RuleHit[] {
  if (isRight(header)) return [];
  const received = header === undefined ? 'no Content-Type' : header.slice(0, 120);
  return [{ where: 'header:content-type', received, reason: 'the Content-Type is another one' }];
}
