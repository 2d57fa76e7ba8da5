import { NoSuchComponent, type SignedMessage } from './components.js';

/** The `Signature` header of the old form (draft-cavage): `keyId="…",algorithm="…",headers="…",signature="…"`. */
export interface OldSignature {
  keyId?: string;
  algorithm?: string;
  /** Covered headers, in order. */
  headers: string[];
  created?: number;
  value?: Uint8Array;
}

/** Reads it; undefined when the message has none, or one that is not of this form. Never throws. */
export function readOldSignature(headers: Readonly<Record<string, string>>): OldSignature | undefined {
  const header = headers.signature;
  if (header === undefined || headers['signature-input'] !== undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const [, name, quoted, bare] of header.matchAll(/([A-Za-z]+)\s*=\s*(?:"([^"]*)"|(\d+))/g)) {
    if (name !== undefined && !parameters.has(name)) parameters.set(name, quoted ?? bare ?? '');
  }
  const [keyId, algorithm, signature] = ['keyId', 'algorithm', 'signature'].map((name) => parameters.get(name));
  if (keyId === undefined && signature === undefined) return undefined;
  const created = Number(parameters.get('created') ?? Number.NaN);
  return {
    headers: (parameters.get('headers') ?? 'date').toLowerCase().split(/\s+/).filter(Boolean),
    ...(keyId === undefined ? {} : { keyId }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(Number.isInteger(created) ? { created } : {}),
    ...(signature === undefined ? {} : { value: Buffer.from(signature, 'base64') }),
  };
}

/** Writes it. */
export function writeOldSignature(signature: {
  keyId: string;
  algorithm: string;
  headers: readonly string[];
  value: Uint8Array;
}): string {
  const { keyId, algorithm, headers, value } = signature;
  const base64 = Buffer.from(value).toString('base64');
  return `keyId="${keyId}",algorithm="${algorithm}",headers="${headers.join(' ')}",signature="${base64}"`;
}

/** What is signed: a line `name: value` per covered header. Throws NoSuchComponent when the message lacks one. */
export function signingString(message: SignedMessage, names: readonly string[], created?: number): Uint8Array {
  const lines = names.map((name) => `${name}: ${textOf(message, name, created)}`);
  return Buffer.from(lines.join('\n'), 'utf8');
}

function textOf({ method, url, headers }: SignedMessage, name: string, created: number | undefined): string {
  if (name === '(request-target)') {
    if (method === undefined || url === undefined || !URL.canParse(url))
      throw new NoSuchComponent(name, 'there is none');
    const { pathname, search } = new URL(url);
    return `${method.toLowerCase()} ${pathname}${search}`;
  }
  if (name === '(created)' && created !== undefined) return String(created);
  const value = Object.hasOwn(headers, name) ? headers[name] : undefined;
  if (value === undefined) throw new NoSuchComponent(name, 'the message has none');
  return value.trim();
}
