import { createHash } from 'node:crypto';

/** Hash by which flows compare content. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
