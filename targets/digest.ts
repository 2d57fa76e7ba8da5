import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** What tells whether much data arrived as it was, without keeping it. */
export interface Digest {
  /** Hex. */
  sha256: string;
  bytes: number;
}

/** Takes data piece by piece, as it passes by. */
export function digester(): { sink: (chunk: Uint8Array) => void; digest: () => Digest } {
  const hash = createHash('sha256');
  let bytes = 0;
  return {
    sink(chunk) {
      bytes += chunk.length;
      hash.update(chunk);
    },
    digest: () => ({ sha256: hash.digest('hex'), bytes }),
  };
}

/** Of a file of this machine, such as one that a browser saved. Rejects when it cannot be read. */
export async function digestOfFile(path: string): Promise<Digest> {
  const { sink, digest } = digester();
  for await (const chunk of createReadStream(path) as AsyncIterable<Uint8Array>) sink(chunk);
  return digest();
}
