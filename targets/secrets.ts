import { readFileSync } from 'node:fs';
import { InteropError, VERDICTS } from '../vocabulary.js';
import type { SecretRef } from './profile.js';

/** What stands in a text where a secret stood. */
export const MASK = '[secret]';

/** Shorter values are masked in their encoded forms only: masking "abc" everywhere would tear texts apart. */
const SHORTEST_RAW = 4;
/** Values shorter than this are masked only where they stand as a word of their own. */
const SHORTEST_INSIDE = 8;

/** Every secret that this process has read, by the pattern that finds it; longest first, so that no part is left over. */
const known = new Map<string, RegExp>();
let patterns: RegExp[] = [];

/**
 * Reads a secret that a profile names, and remembers it so that `scrub` masks it from then on.
 * Rejects with code `secret-missing` (exit 2) when the variable is unset or the file cannot be read; never shows a value.
 * @param where names the place in the profile for the message, e.g. `accounts[0].password`
 */
export function resolveSecret(ref: SecretRef, where: string, at: { file?: string; line?: number } = {}): string {
  const value = 'env' in ref ? process.env[ref.env] : readSecretFile(ref.file, where, at);
  if (value === undefined || value === '') {
    const name = 'env' in ref ? ref.env : ref.file;
    const message =
      'env' in ref
        ? `${where}: environment variable ${name} is ${value === '' ? 'empty' : 'not set'}: set it before the run, e.g. export ${name}=...`
        : `${where}: the secret file ${name} is empty: write the password into it`;
    throw new InteropError('secret-missing', message, { exit: 2, ...at });
  }
  registerSecret(value);
  return value;
}

function readSecretFile(file: string, where: string, at: { file?: string; line?: number }): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    const message = `${where}: the secret file ${file} cannot be read: create it, or change \`file\``;
    throw new InteropError('secret-missing', message, { exit: 2, ...at, cause });
  }
}

/** Remembers a value that must not reach a report or log. */
export function registerSecret(value: string): void {
  const forms = secretForms(value).filter((form) => !known.has(form));
  if (forms.length === 0) return;
  for (const form of forms) known.set(form, patternOf(form));
  patterns = [...known.entries()].sort(([a], [b]) => b.length - a.length).map(([, pattern]) => pattern);
}

/** Forgets all secrets: for tests. */
export function forgetSecrets(): void {
  known.clear();
  patterns = [];
}

/**
 * The forms in which a secret may turn up: as it is, escaped in JSON, HTML or a URL, in hex, and in base64 at each of the three
 * alignments that it can have inside a longer text ("user:password"), without the characters that its neighbours decide.
 */
export function secretForms(value: string): string[] {
  const forms = new Set<string>();
  if (value.length >= SHORTEST_RAW && !(VERDICTS as readonly string[]).includes(value)) {
    forms.add(value);
    forms.add(JSON.stringify(value).slice(1, -1));
    forms.add(encodeURIComponent(value));
    forms.add(encodeURI(value));
    forms.add(new URLSearchParams({ v: value }).toString().slice(2));
    forms.add(value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;'));
  }
  const bytes = Buffer.from(value);
  for (let lead = 0; lead < 3; lead++) {
    const encoded = Buffer.concat([Buffer.alloc(lead), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = lead === 0 ? 0 : lead + 1;
    const whole = Math.floor(((lead + bytes.length) * 8) / 6);
    const core = encoded.slice(first, whole);
    if (core.length < 6) continue;
    forms.add(core);
    forms.add(core.replaceAll('+', '-').replaceAll('/', '_'));
    forms.add(encodeURIComponent(core));
  }
  if (bytes.length >= SHORTEST_INSIDE) forms.add(bytes.toString('hex'));
  return [...forms];
}

/**
 * Masks every known secret in a text. A text that is one JSON document stays one: only its strings are changed,
 * so that a password like `1234` or `true` cannot break a line of the event log.
 */
export function scrub(text: string): string {
  if (!hasSecret(text)) return text;
  if (/^\s*[[{]/.test(text)) {
    try {
      return JSON.stringify(scrubValue(JSON.parse(text) as unknown));
    } catch {
      // Not one JSON document after all: masked as plain text below.
    }
  }
  return mask(text);
}

/** Masks every known secret in the strings of a JSON value, names of members included. */
export function scrubValue(value: unknown): unknown {
  if (typeof value === 'string') return mask(value);
  if (Array.isArray(value)) return value.map(scrubValue);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name.length < SHORTEST_INSIDE ? name : mask(name),
      scrubValue(member),
    ]),
  );
}

/** Quick no for most texts: a plain search costs far less than a pattern. */
function hasSecret(text: string): boolean {
  for (const form of known.keys()) if (text.includes(form)) return true;
  return false;
}

function mask(text: string): string {
  return patterns.reduce((masked, pattern) => masked.replaceAll(pattern, MASK), text);
}

function patternOf(form: string): RegExp {
  const literal = form.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return form.length < SHORTEST_INSIDE
    ? new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'gu')
    : new RegExp(literal, 'g');
}
