import { readFileSync } from 'node:fs';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { asset } from '../../spec/package-root.js';
import type { ClauseId, Impact, Role } from '../../vocabulary.js';
import type { Message, MessageKind, Rule, RuleHit } from './contract.js';
import { at, isObject, pointer } from './json.js';
import { show, typeName } from './show.js';

/** A node of a published schema with our annotations. */
interface SchemaNode {
  title?: string;
  properties?: Record<string, SchemaNode>;
  'x-rule'?: string;
  'x-clause'?: ClauseId | ClauseId[];
  'x-clause-required'?: Record<string, ClauseId | ClauseId[]>;
  'x-impact'?: Impact;
  'x-expect'?: string;
}

/** Names of the files below `spec/schemas`. */
export type SchemaName =
  | 'discovery'
  | 'share-creation'
  | 'share-answer'
  | 'notification'
  | 'error'
  | 'token-request'
  | 'token-answer'
  | 'token-error'
  | 'invite-accepted'
  | 'invite-answer'
  | 'jwks';

/** Hits of one rule beyond this are not told apart: a list of a million wrong values is one mistake. */
const HITS_PER_RULE = 10;

const roots = new Map<SchemaName, SchemaNode>();
const validators = new Map<SchemaName, ValidateFunction>();

function rootOf(name: SchemaName): SchemaNode {
  let root = roots.get(name);
  if (!root) {
    root = JSON.parse(readFileSync(asset(`spec/schemas/${name}.json`), 'utf8')) as SchemaNode;
    roots.set(name, root);
  }
  return root;
}

/** Compiled at the first message of its kind: most processes judge only a few kinds. */
function validatorOf(name: SchemaName): ValidateFunction {
  let validator = validators.get(name);
  if (!validator) {
    validator = new Ajv2020({ allErrors: true, verbose: true, strict: false, ownProperties: true }).compile(
      rootOf(name),
    );
    validators.set(name, validator);
  }
  return validator;
}

export interface SchemaRuleOptions {
  kind: MessageKind;
  role: Role;
  /** Whether the schema speaks of this message at all, e.g. only for one status. Default: always. */
  applies?: (message: Message) => boolean;
  /** Changes a rule's id and clauses, where one schema serves several kinds. */
  rename?: (id: string) => string;
  clauses?: ClauseId[];
}

/**
 * The rules that a schema's annotations name, in the order of the schema. `x-rule` is the id, `x-clause` what a wrong value violates,
 * `x-clause-required` what a missing member violates, the property's `title` the demand in words. Which of the clauses bind at the
 * applied version is decided by the caller.
 */
export function schemaRules(name: SchemaName, options: SchemaRuleOptions): Rule[] {
  const rename = options.rename ?? ((id: string) => id);
  const rules = new Map<string, Rule>();
  for (const node of annotated(rootOf(name))) {
    const slug = node['x-rule'] ?? '';
    const id = rename(slug);
    const clauses = options.clauses ?? list(node['x-clause']);
    const known = rules.get(id);
    if (known) {
      known.clauses.push(...clauses.filter((clause) => !known.clauses.includes(clause)));
      continue;
    }
    rules.set(id, {
      id,
      kind: options.kind,
      role: options.role,
      clauses: [...clauses],
      impact: node['x-impact'] ?? 'degrades',
      title: node['x-expect'] ?? node.title ?? id,
      test: (message) => {
        if (options.applies && !options.applies(message)) return [];
        const hits = hitsOf(name, message).get(slug) ?? [];
        return options.clauses ? hits.map(({ clauses: _, ...hit }) => hit) : hits;
      },
    });
  }
  return [...rules.values()];
}

function* annotated(node: unknown): Generator<SchemaNode> {
  if (Array.isArray(node)) for (const item of node) yield* annotated(item);
  if (!isObject(node)) return;
  if (typeof node['x-rule'] === 'string') yield node as SchemaNode;
  for (const [key, value] of Object.entries(node)) if (!key.startsWith('x-')) yield* annotated(value);
}

const cache = new WeakMap<Message, Map<SchemaName, Map<string, RuleHit[]>>>();

/** Schema errors of a message by rule; validated once per message and schema. */
function hitsOf(name: SchemaName, message: Message): Map<string, RuleHit[]> {
  const bySchema = cache.get(message) ?? new Map<SchemaName, Map<string, RuleHit[]>>();
  cache.set(message, bySchema);
  const hits = bySchema.get(name) ?? validate(name, message.json);
  bySchema.set(name, hits);
  return hits;
}

function validate(name: SchemaName, json: unknown): Map<string, RuleHit[]> {
  const root = rootOf(name);
  const hits = new Map<string, RuleHit[]>();
  const add = (rule: string | undefined, hit: RuleHit): void => {
    if (!rule) return;
    const of = hits.get(rule) ?? [];
    hits.set(rule, of);
    if (of.length < HITS_PER_RULE && !of.some(({ where }) => where === hit.where)) of.push(hit);
  };
  if (!isObject(json)) {
    const received = json === undefined ? 'no JSON' : `JSON of type ${typeName(json)}`;
    add(root['x-rule'], {
      where: 'body',
      received,
      reason: 'the body is not a JSON object',
      clauses: list(root['x-clause']),
    });
    return hits;
  }
  const validator = validatorOf(name);
  if (validator(json)) return hits;
  const seen = new Map<string, number>();
  for (const error of validator.errors ?? []) {
    const times = seen.get(error.schemaPath) ?? 0;
    seen.set(error.schemaPath, times + 1);
    if (times >= HITS_PER_RULE) continue;
    const missing = error.keyword === 'required' ? String(error.params.missingProperty) : undefined;
    if (missing === undefined) {
      const node = nearest(root, error.schemaPath);
      const where = error.instancePath;
      add(node?.['x-rule'], {
        where,
        received: received(json, where),
        reason: reasonOf(error),
        clauses: list(node?.['x-clause']),
      });
      continue;
    }
    const parent = error.parentSchema as SchemaNode | undefined;
    const clauses = list(parent?.['x-clause-required']?.[missing]);
    if (clauses.length === 0) continue;
    const property = parent?.properties?.[missing];
    const owner = list(property?.['x-clause']).some((id) => clauses.includes(id))
      ? property
      : (nearest(root, error.schemaPath) ?? property);
    const where = error.instancePath + pointer(missing);
    add(owner?.['x-rule'] ?? property?.['x-rule'], {
      where,
      received: 'nothing',
      reason: `${missing} is missing`,
      clauses,
    });
  }
  return hits;
}

/** The innermost annotated node on the way to the keyword that failed. */
function nearest(root: SchemaNode, schemaPath: string): SchemaNode | undefined {
  let node: unknown = root;
  let found = root['x-rule'] ? root : undefined;
  for (const step of schemaPath
    .replace(/^[^#]*#/, '')
    .split('/')
    .slice(1, -1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) break;
    node = (node as Record<string, unknown>)[key];
    if (isObject(node) && typeof node['x-rule'] === 'string') found = node as SchemaNode;
  }
  return found;
}

function reasonOf(error: ErrorObject): string {
  const name = nameOf(error.instancePath);
  switch (error.keyword) {
    case 'type':
      return `${name} is ${typeName(error.data)}, not ${String(error.params.type)}`;
    case 'enum':
      return `${name} is none of ${(error.params.allowedValues as unknown[]).join(', ')}`;
    case 'const':
      return `${name} is not ${String(error.params.allowedValue)}`;
    case 'contains':
      return `${name} does not contain ${String((error.schema as { const?: unknown }).const)}`;
    case 'minLength':
    case 'minItems':
      return `${name} is empty`;
    case 'maxProperties':
      return `${name} is not empty`;
    case 'not':
      return `${name} is present`;
    case 'anyOf':
      return `${name} lacks a member`;
    case 'pattern':
      return `${name} has another form`;
    default:
      return `${name} ${error.message ?? 'is wrong'}`;
  }
}

/** `/protocol/webdav/permissions/0` -> `permissions[0]`. */
function nameOf(where: string): string {
  return /([^/]+(?:\/\d+)*)$/.exec(where)?.[1]?.replaceAll(/\/(\d+)/g, '[$1]') ?? 'the body';
}

function received(json: unknown, where: string): string {
  return show(at(json, where), where.split('/').findLast((step) => !/^\d*$/.test(step)) ?? '');
}

function list(value: ClauseId | ClauseId[] | undefined): ClauseId[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
