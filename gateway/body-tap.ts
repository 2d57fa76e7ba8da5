import { createHash } from 'node:crypto';
import { Transform, type TransformCallback } from 'node:stream';
import { brotliDecompressSync, gunzipSync, inflateSync, constants as zlib } from 'node:zlib';
import type { RecordedBody } from '../protocol/exchange.js';

/** Bytes of a body that are kept for the record; of the rest its length and the hash of the whole. */
export const KEEP_BYTES = 64 * 1024;

/** Lets a body pass as it is, at the speed of the slower side, and keeps its beginning, length and hash. */
export class BodyTap extends Transform {
  readonly #hash = createHash('sha256');
  readonly #kept: Buffer[] = [];
  #keptBytes = 0;
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#bytes += chunk.length;
    this.#hash.update(chunk);
    const room = KEEP_BYTES - this.#keptBytes;
    if (room > 0) {
      // A copy: a part of a chunk would hold the whole of it in memory.
      const part = Buffer.from(chunk.subarray(0, room));
      this.#kept.push(part);
      this.#keptBytes += part.length;
    }
    done(null, chunk);
  }

  /** What is known now; to be asked once, when no more will come. `isWhole` is false for a body that was broken off. */
  recorded(contentEncoding: string | undefined, isWhole: boolean): RecordedBody {
    const start = Buffer.concat(this.#kept);
    const isCut = this.#bytes > start.length;
    const { text, isPart } = decoded(start, contentEncoding);
    const truncated = isCut || isPart || !isWhole;
    return {
      text,
      bytes: this.#bytes,
      ...(truncated ? { truncated: true } : {}),
      ...(isCut ? { sha256: this.#hash.digest('hex') } : {}),
    };
  }
}

/** Text of what was kept, unpacked where it was packed for the wire: a judge reads what was meant, not how it travelled. */
function decoded(bytes: Buffer, contentEncoding: string | undefined): { text: string; isPart: boolean } {
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (bytes.length === 0 || encoding === '' || encoding === 'identity')
    return { text: bytes.toString('utf8'), isPart: false };
  // Never more than is kept of an unpacked body, however much a few bytes unfold to.
  const options = { maxOutputLength: KEEP_BYTES, finishFlush: zlib.Z_SYNC_FLUSH };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip')
      return { text: gunzipSync(bytes, options).toString('utf8'), isPart: false };
    if (encoding === 'deflate') return { text: inflateSync(bytes, options).toString('utf8'), isPart: false };
    if (encoding === 'br')
      return {
        text: brotliDecompressSync(bytes, {
          maxOutputLength: KEEP_BYTES,
          finishFlush: zlib.BROTLI_OPERATION_FLUSH,
        }).toString('utf8'),
        isPart: false,
      };
  } catch {
    // Broken, or unfolds to more than is kept: the record says that it holds no text of it.
  }
  return { text: '', isPart: true };
}
