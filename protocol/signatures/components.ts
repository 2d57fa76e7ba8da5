import {
  type InnerList,
  type Item,
  isInnerList,
  parseDictionary,
  serializeInnerList,
  serializeItem,
} from 'structured-headers';

/** What a signature speaks of: a request, or an answer by its status. Header names are in lower case. */
export interface SignedMessage {
  method?: string;
  /** Absolute URL as the client meant it: `@target-uri`. */
  url?: string;
  status?: number;
  headers: Readonly<Record<string, string>>;
}

/** Why there is no signature base: the signature covers something that the message does not have, or that is not understood here. */
export class NoSuchComponent extends Error {
  readonly component: string;

  constructor(component: string, reason: string) {
    super(`${component}: ${reason}`);
    this.component = component;
  }
}

/**
 * The signature base (RFC 9421, 2.5): a line per covered component, and the parameters last.
 * Throws NoSuchComponent when a component is not in the message, is covered twice, or has parameters that are not understood.
 */
export function signatureBase(message: SignedMessage, input: InnerList): Uint8Array {
  const lines: string[] = [];
  const seen = new Set<string>();
  for (const item of input[0]) {
    const identifier = identifierOf(item);
    if (seen.has(identifier)) throw new NoSuchComponent(identifier, 'it is covered twice');
    seen.add(identifier);
    lines.push(`${identifier}: ${textOf(message, item)}`);
  }
  lines.push(`"@signature-params": ${serializeInnerList(input)}`);
  return Buffer.from(lines.join('\n'), 'utf8');
}

/** A component as it stands in the base and in Signature-Input, parameters included. */
export function identifierOf(item: Item): string {
  if (typeof item[0] !== 'string') throw new NoSuchComponent(String(item[0]), 'its name is not a string');
  return serializeItem(item);
}

/** Name of a component without its parameters; empty when it is no string. */
export const nameOf = ([name]: Item): string => (typeof name === 'string' ? name : '');

function textOf(message: SignedMessage, item: Item): string {
  const [name, parameters] = [nameOf(item), item[1]];
  if (name === '@signature-params') throw new NoSuchComponent(name, 'it stands for itself');
  const value = name.startsWith('@') ? derived(message, name, parameters) : field(message, name, parameters);
  if (/[\r\n]/.test(value)) throw new NoSuchComponent(name, 'its value has a line break');
  return value;
}

function derived(message: SignedMessage, name: string, parameters: Item[1]): string {
  if (name === '@query-param') return queryParameter(message, parameters);
  if (parameters.size > 0) throw new NoSuchComponent(name, 'its parameters are not understood here');
  if (name === '@status') return String(present(message.status, name));
  if (name === '@method') return present(message.method, name);
  const text = present(message.url, name);
  if (!URL.canParse(text)) throw new NoSuchComponent(name, 'the URL of the message does not parse');
  const url = new URL(text);
  switch (name) {
    case '@target-uri':
      return targetUri(text);
    case '@authority':
      return url.host;
    case '@scheme':
      return url.protocol.slice(0, -1);
    case '@path':
      return url.pathname;
    case '@query':
      return url.search === '' ? '?' : url.search;
    case '@request-target':
      return url.pathname + url.search;
    default:
      throw new NoSuchComponent(name, 'it is not known');
  }
}

/** The URI as it was sent, without fragment: nothing of it may be written anew, or it would no longer be what was signed. */
function targetUri(text: string): string {
  return text.split('#', 1)[0] ?? text;
}

function queryParameter({ url }: SignedMessage, parameters: Item[1]): string {
  const wanted = parameters.get('name');
  if (typeof wanted !== 'string' || parameters.size !== 1)
    throw new NoSuchComponent('@query-param', 'it names no parameter');
  const found = new URLSearchParams(present(url, '@query-param').split('#', 1)[0]?.split('?').slice(1).join('?'));
  const values = [...found].filter(([name]) => encodeURIComponent(name) === wanted).map(([, value]) => value);
  if (values.length !== 1) throw new NoSuchComponent('@query-param', `there are ${values.length} of that name`);
  return encodeURIComponent(values[0] ?? '');
}

function field({ headers }: SignedMessage, name: string, parameters: Item[1]): string {
  if (name !== name.toLowerCase()) throw new NoSuchComponent(name, 'names of headers are covered in lower case');
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  const text = present(value, name).trim();
  if (parameters.size === 0) return text.replaceAll(/\s*[\r\n]+\s*/g, ' ');
  const key = parameters.get('key');
  if (typeof key !== 'string' || parameters.size !== 1)
    throw new NoSuchComponent(name, 'its parameters are not understood here');
  return dictionaryMember(name, text, key);
}

function dictionaryMember(name: string, text: string, key: string): string {
  const member = dictionary(name, text).get(key);
  if (member === undefined) throw new NoSuchComponent(name, `it has no member ${key}`);
  return isInnerList(member) ? serializeInnerList(member) : serializeItem(member);
}

function dictionary(name: string, text: string): ReturnType<typeof parseDictionary> {
  try {
    return parseDictionary(text);
  } catch {
    throw new NoSuchComponent(name, 'it is no structured dictionary');
  }
}

function present<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new NoSuchComponent(name, 'the message has none');
  return value;
}
