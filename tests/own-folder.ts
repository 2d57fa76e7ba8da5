import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Before all tests: what they write to the system's folder for temporary files goes into one of their own, which is gone afterwards. */
export default function ownFolder(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-interop-tests-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
