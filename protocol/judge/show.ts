import { isObject } from './json.js';

/** Members whose value opens something: never shown, only their length. */
const SECRET = new Set([
  'sharedsecret',
  'access_token',
  'refresh_token',
  'token',
  'code',
  'password',
  'secret',
  'd',
  'k',
]);
const DEPTH = 3;
const ITEMS = 8;
const LENGTH = 120;

/**
 * A value as it may stand in a report: cut in depth, number and length, secrets left out.
 * `name` is the member it came from, where known.
 */
export function show(value: unknown, name = ''): string {
  if (value === undefined) return 'nothing';
  return cut(write(value, name, 0), 400);
}

function write(value: unknown, name: string, depth: number): string {
  if (typeof value === 'string') {
    if (SECRET.has(name.toLowerCase()) && value !== '') return `<secret of ${value.length} characters>`;
    return JSON.stringify(cut(value, LENGTH));
  }
  if (Array.isArray(value)) {
    if (depth >= DEPTH) return value.length === 0 ? '[]' : '[...]';
    const items = value.slice(0, ITEMS).map((item) => write(item, name, depth + 1));
    return `[${[...items, ...(value.length > ITEMS ? ['...'] : [])].join(',')}]`;
  }
  if (isObject(value)) {
    const keys = Object.keys(value);
    if (depth >= DEPTH) return keys.length === 0 ? '{}' : '{...}';
    const members = keys
      .slice(0, ITEMS)
      .map((key) => `${JSON.stringify(cut(key, LENGTH))}:${write(value[key], key, depth + 1)}`);
    return `{${[...members, ...(keys.length > ITEMS ? ['...'] : [])].join(',')}}`;
  }
  return typeof value === 'number' && SECRET.has(name.toLowerCase()) ? '<secret number>' : String(value);
}

/** JSON type of a value, in words. */
export function typeName(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}...`;
}
