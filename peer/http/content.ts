import { closeSync, createReadStream, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { FileBody } from '../../protocol/http-client.js';

/** What a file holds: bytes in memory while they are few, else a part of a temporary file. */
export type Content = Uint8Array | StoredContent;

/** More than this goes to the disk: the memory is not for other people's films. */
const IN_MEMORY = 16 * 1024 * 1024;

/** Content in a temporary file of this process. It goes when nobody keeps it: see `release`. */
export class StoredContent implements FileBody {
  readonly file: string;
  readonly start: number;
  readonly length: number;

  constructor(file: string, start: number, length: number) {
    this.file = file;
    this.start = start;
    this.length = length;
  }

  stream(): Readable {
    return createReadStream(this.file, { start: this.start, end: this.start + this.length - 1 });
  }

  /** Somebody's file is this now. A form of which a part is kept stays as a whole. */
  keep(): void {
    kept.add(this.file);
  }

  /** It is nobody's file any more. */
  drop(): void {
    kept.delete(this.file);
    this.release();
  }

  /** The request or answer that it came with is over. */
  release(): void {
    if (!kept.has(this.file)) rmSync(this.file, { force: true });
  }
}

const kept = new Set<string>();
let folder: string | undefined;
let files = 0;

/** A name for a new temporary file; all of them go with the process. */
function newFile(): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'ocm-interop-peer-'));
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    folder = made;
  }
  files += 1;
  return join(folder, String(files));
}

/** Takes bytes as they come, and goes over to the disk when they become many. */
export class Spool {
  readonly #chunks: Uint8Array[] = [];
  #length = 0;
  #file: { path: string; handle: number } | undefined;

  get length(): number {
    return this.#length;
  }

  write(chunk: Uint8Array): void {
    this.#length += chunk.length;
    if (!this.#file && this.#length > IN_MEMORY) {
      const path = newFile();
      this.#file = { path, handle: openSync(path, 'wx', 0o600) };
      for (const early of this.#chunks.splice(0)) writeAll(this.#file.handle, early);
    }
    if (this.#file) writeAll(this.#file.handle, chunk);
    else this.#chunks.push(chunk);
  }

  /** All of it; nothing more is written then. */
  end(): Content {
    if (!this.#file) return Buffer.concat(this.#chunks);
    closeSync(this.#file.handle);
    return new StoredContent(this.#file.path, 0, this.#length);
  }

  /** It is not wanted after all. */
  abandon(): void {
    const content = this.end();
    if (content instanceof StoredContent) content.release();
  }
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

/** All bytes of a body, for those who need them in memory. */
export function bytesOf(body: string | Uint8Array | FileBody): Buffer {
  if (typeof body === 'string') return Buffer.from(body);
  if ('file' in body) return readFileSync(body.file).subarray(body.start, body.start + body.length);
  return Buffer.from(body.buffer, body.byteOffset, body.length);
}
