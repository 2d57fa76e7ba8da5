import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { asset } from '../spec/package-root.js';
import type { RunEvent } from '../vocabulary.js';

/** Number of the event schema that this version writes and reads: member `schema` of `run-started`. */
export const EVENT_SCHEMA = 1;

const compiled = new Map<string, ValidateFunction>();

/** Validator for a JSON Schema shipped below `reports/`, compiled once. */
function validator(path: string): ValidateFunction {
  const known = compiled.get(path);
  if (known) return known;
  const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
  // ajv-formats is CommonJS whose default export the module system wraps once more.
  (formats as unknown as { default: (ajv: Ajv) => void }).default(ajv);
  const made = ajv.compile(JSON.parse(readFileSync(asset(path), 'utf8')) as object);
  compiled.set(path, made);
  return made;
}

/** What is wrong with an event, as "/finding/level must be …"; undefined when it is a valid event line. */
export function eventProblem(value: unknown): string | undefined {
  const type = (value as { type?: unknown } | null)?.type;
  const schema = validator('reports/events.schema.json');
  return schema(value) ? undefined : `${typeof type === 'string' ? `${type}: ` : ''}${firstProblem(schema.errors)}`;
}

/** Narrows a parsed line to an event. */
export function isEvent(value: unknown): value is RunEvent {
  return eventProblem(value) === undefined;
}

/** What is wrong with a `check | run` document; undefined when it keeps `output-schemas/run.schema.json`. */
export function runDocumentProblem(value: unknown): string | undefined {
  const schema = validator('reports/output-schemas/run.schema.json');
  return schema(value) ? undefined : firstProblem(schema.errors);
}

/** The first error that says something: `if` and `oneOf` only repeat that there is one. */
function firstProblem(errors: ErrorObject[] | null | undefined): string {
  const telling = errors?.find((error) => !['if', 'oneOf', 'anyOf'].includes(error.keyword)) ?? errors?.[0];
  if (!telling) return 'not as the schema says';
  const allowed =
    telling.keyword === 'enum' ? `: ${(telling.params as { allowedValues: unknown[] }).allowedValues.join(', ')}` : '';
  const constant =
    telling.keyword === 'const' ? `: ${String((telling.params as { allowedValue: unknown }).allowedValue)}` : '';
  return `${telling.instancePath === '' ? 'the event' : telling.instancePath} ${telling.message ?? 'is wrong'}${allowed}${constant}`;
}
