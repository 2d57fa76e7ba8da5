import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { asset } from '../spec/package-root.js';
import { closest } from './closest.js';
import { parseDuration, parseRouteBudget } from './durations.js';
import { pathText } from './profile-source.js';

/** One thing to mend in a profile. */
export interface ProfileProblem {
  /** Path of the field, as in `ProfileSource.lines`; empty for the whole. */
  field: string;
  /** What was found and what to write. Never quotes a value that may be a secret. */
  message: string;
}

interface Described {
  description?: string;
  examples?: unknown[];
  properties?: Record<string, unknown>;
}

let validator: ValidateFunction | undefined;

function schema(): ValidateFunction {
  if (validator) return validator;
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: true, strictTypes: false, strictRequired: false });
  ajv.addFormat('server-url', (text: string) => urlProblem(text) === undefined);
  ajv.addFormat('authority', isAuthority);
  ajv.addFormat('duration-with-unit', (text: string) => parseDuration(text) !== undefined);
  ajv.addFormat('route-budget', (text: string) => parseRouteBudget(text) !== undefined);
  validator = ajv.compile(JSON.parse(readFileSync(asset('targets/profile.schema.json'), 'utf8')) as object);
  return validator;
}

/** Host, or host:port, without scheme, path or user. */
export function isAuthority(text: string): boolean {
  return URL.canParse(`https://${text}`) && /^[^/?#@\s]+$/.test(text);
}

/** Why a URL cannot be that of a target; undefined when it can. */
export function urlProblem(text: string): string | undefined {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text) || !URL.canParse(text)) return 'this is not a URL';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'a URL here must not hold a user name or password';
  if (url.protocol === 'http:') return 'OCM servers speak TLS, and this is plain http';
  if (url.protocol !== 'https:') return `${url.protocol} is not a scheme of a web server`;
  if (url.search !== '' || url.hash !== '') return 'a query or fragment does not belong to the address of a server';
  return undefined;
}

/** What is wrong with a profile's data, in the order of the schema; empty when it is sound. */
export function profileProblems(value: unknown): ProfileProblem[] {
  const validate = schema();
  if (validate(value)) return [];
  const problems = (validate.errors ?? [])
    .filter((error) => error.keyword !== 'propertyNames')
    .map((error) => explain(error, value));
  const seen = new Set<string>();
  return problems.filter(({ field, message }) => {
    const key = `${field} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

function explain(error: ErrorObject, root: unknown): ProfileProblem {
  const path = pathOf(error.instancePath, root);
  const field = pathText(path);
  const about = (error.parentSchema ?? {}) as Described;
  const isSecret = path.includes('password');
  switch (error.keyword) {
    case 'additionalProperties':
      return unknownField(path, String(error.params.additionalProperty), about);
    case 'required': {
      const missing = String(error.params.missingProperty);
      const expected = (about.properties?.[missing] ?? {}) as Described;
      return { field, message: `${pathText([...path, missing])} is missing${advice(expected)}` };
    }
    case 'not':
      return { field, message: `${field}: this name has a meaning of its own in reports: choose another` };
    case 'uniqueItems':
      return { field, message: `${field}: the same entry stands there twice: remove one` };
    case 'enum':
      if (error.propertyName !== undefined)
        return unknownName(path, error.propertyName, (error.params as { allowedValues: string[] }).allowedValues);
      break;
    case 'pattern':
      if (error.propertyName !== undefined)
        return {
          field: pathText([...path, error.propertyName]),
          message: `${field}: ${quote(error.propertyName)} is not a route: write for example "POST /shares"`,
        };
      break;
    case 'format':
      if (error.schema === 'server-url' && typeof error.data === 'string')
        return { field, message: `${field}: ${urlProblem(error.data) ?? ''}${urlAdvice(error.data)}` };
  }
  if (isSecret && typeof error.data !== 'object') {
    const literal = path.at(-1) === 'password';
    return {
      field,
      message: literal
        ? `${field}: a password must not stand in a profile, which is made to be shared: write { env: NAME } and set the variable NAME, or { file: ./name.password }`
        : `${field}: this is not ${path.at(-1) === 'env' ? 'the name of an environment variable' : 'a file name'}${advice(about)}`,
    };
  }
  if (isSecret) return { field, message: `${field}: one of env and file is needed${advice(about)}` };
  const wants =
    error.keyword === 'type' ? ` is not ${article(String(error.params.type))}` : ' is not what is meant here';
  return { field, message: `${field || 'the profile'}: ${show(error.data)}${wants}${advice(about)}` };
}

function unknownField(path: (string | number)[], name: string, about: Described): ProfileProblem {
  return unknownName(path, name, Object.keys(about.properties ?? {}));
}

function unknownName(path: (string | number)[], name: string, known: string[]): ProfileProblem {
  const meant = closest(name, known);
  return {
    field: pathText([...path, name]),
    message: `unknown field ${quote(pathText([...path, name]))}: ${meant ? `did you mean ${quote(pathText([...path, meant]))}?` : `known here are ${known.join(', ')}`}`,
  };
}

function advice({ description, examples }: Described): string {
  const example = examples?.[0];
  const text = description ? `: ${description.charAt(0).toLowerCase()}${description.slice(1)}` : '';
  return example === undefined ? text : `${text}; write for example ${flow(example)}`;
}

function urlAdvice(text: string): string {
  if (/^http:\/\//i.test(text)) return `: write https://, or set up TLS (ocm-interop ca makes certificates for a lab)`;
  if (/^https?:\/\//i.test(text)) return ': write for example https://cloud.example.org';
  return isAuthority(text) ? `: write https://${text}` : ': write for example https://cloud.example.org';
}

/** A value in YAML's flow style, as it could be typed. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null)
    return `{ ${Object.entries(value)
      .map(([key, member]) => `${/^[\w-]+$/.test(key) ? key : quote(key)}: ${flow(member)}`)
      .join(', ')} }`;
  return typeof value === 'string' && /^[\d.]+$/.test(value) ? quote(value) : String(value);
}

const quote = (text: string): string => JSON.stringify(text);
const show = (value: unknown): string =>
  value === null
    ? 'nothing'
    : typeof value === 'object'
      ? Array.isArray(value)
        ? 'a list'
        : 'a group of fields'
      : quote(String(value));
const WORDS: Record<string, string> = {
  string: 'a text',
  object: 'a group of fields',
  array: 'a list',
  integer: 'a whole number',
};
const article = (type: string): string => WORDS[type] ?? type;

/** JSON pointer to path: a number only where the data has a list. */
function pathOf(pointer: string, root: unknown): (string | number)[] {
  let at = root;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((part) => {
      const step = Array.isArray(at) ? Number(part) : part;
      at = (at as Record<string | number, unknown> | undefined)?.[step];
      return step;
    });
}
