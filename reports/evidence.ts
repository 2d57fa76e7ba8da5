import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, normalize } from 'node:path';
import type { Exchange } from '../protocol/exchange.js';

/** Reads what findings and events refer to (`evidence/…`, with `#<exchange id>` for a message). Nothing outside the run's `evidence/` is ever read. */
export interface EvidenceReader {
  /** The redacted message; undefined when it is not (or no longer) there. */
  exchange(ref: string): Exchange | undefined;
  /** A picture as data URI; undefined when it is missing or larger than `limit` bytes. */
  picture(ref: string, limit: number): string | undefined;
  /** A text file; undefined when it is missing. */
  text(ref: string): string | undefined;
}

/** Opens the evidence of a run folder; for a run without a folder nothing is found. */
export function openEvidenceReader(folder: string): EvidenceReader {
  const files = new Map<string, Map<string, Exchange>>();
  const locate = (ref: string): string | undefined => {
    const path = normalize(ref.split('#')[0] ?? '');
    if (folder === '' || !/^evidence[\\/]/.test(path)) return undefined;
    const full = join(folder, path);
    return existsSync(full) ? full : undefined;
  };
  return {
    exchange(ref) {
      const path = locate(ref);
      const id = ref.split('#')[1];
      if (path === undefined || id === undefined) return undefined;
      const known = files.get(path) ?? exchangesIn(readFileSync(path, 'utf8'));
      files.set(path, known);
      return known.get(id);
    },
    picture(ref, limit) {
      const type = /\.(png|jpe?g|webp)$/i.exec(ref)?.[1]?.toLowerCase().replace('jpg', 'jpeg');
      const path = locate(ref);
      if (type === undefined || path === undefined || statSync(path).size > limit) return undefined;
      return `data:image/${type};base64,${readFileSync(path).toString('base64')}`;
    },
    text(ref) {
      const path = locate(ref);
      return path === undefined ? undefined : readFileSync(path, 'utf8');
    },
  };
}

/** Messages in a file: one JSON object a line, or one object or list. A half-written last line is left out. */
function exchangesIn(text: string): Map<string, Exchange> {
  const found = new Map<string, Exchange>();
  const take = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) take(item);
    else if (isExchange(value)) found.set(value.id, value);
  };
  const whole = parse(text);
  if (whole === undefined) for (const line of text.split('\n')) take(parse(line));
  else take(whole);
  return found;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isExchange(value: unknown): value is Exchange {
  const exchange = value as Partial<Exchange> | null;
  return typeof exchange?.id === 'string' && typeof exchange.request?.method === 'string';
}
