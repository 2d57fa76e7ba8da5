import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { World } from '../targets/contract.js';

const FOLDER = join('out', 'doctor');

/** Keeps what both people see right now, where a driver shows that: screenshot and accessible text. Gives the files; never rejects. */
export async function keepPages(name: string, { sender, receiver }: World): Promise<string[]> {
  const files: string[] = [];
  const write = (file: string, content: Uint8Array | string | undefined): void => {
    if (content === undefined) return;
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(join(FOLDER, file), content);
    files.push(join(FOLDER, file));
  };
  for (const [who, { session }] of Object.entries({ sender, receiver })) {
    const seen = await session.snapshot?.().catch(() => undefined);
    write(`${name}-${who}.png`, seen?.screenshot);
    write(`${name}-${who}.aria.yaml`, seen?.aria);
  }
  return files;
}
