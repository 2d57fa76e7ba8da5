import { join } from 'node:path';
import { environmentOf, openTestTarget } from '../tests/target.js';
import { COMMAND, timed } from './process.js';
import { type Figure, median } from './statistics.js';

/** People of the servers that are measured: two for each of two workers. */
export const PASSWORDS = { alice: 'bench', bob: 'bench', carol: 'bench', dave: 'bench' };

/** Wall time of `check` against a peer on this machine, as a whole process. */
export async function measureNear(rounds: number): Promise<Figure[]> {
  const target = await openTestTarget({ passwords: PASSWORDS });
  try {
    const walls: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const out = join(target.folder, `run-${round}`);
      const args = [COMMAND, 'check', target.profile, '--quiet', '--out', out, ...target.peerArgs];
      walls.push(await timed(args, environmentOf(PASSWORDS)));
    }
    return [
      {
        what: 'check against a peer on this machine, whole process',
        value: median(walls),
        unit: 's',
        bound: 20,
        detail: `${rounds} rounds`,
      },
    ];
  } finally {
    await target.close();
  }
}
