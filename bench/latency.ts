import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environmentOf, openTestTarget } from '../tests/target.js';
import { startDelay } from './delay.js';
import { freePort } from './free-port.js';
import { PASSWORDS } from './near.js';
import { observe } from './observe.js';
import { COMMAND, timed } from './process.js';
import { type Figure, median } from './statistics.js';

/** Round trip that is added between us and the target, in ms. */
const ADDED = 150;

/**
 * `check` against a target that is 150 ms away, and the very same requests, those of the driver included, sent again by a bare client: what
 * the suite costs beyond the conversation that it needs. Both one after the other, one worker, whole processes.
 */
export async function measureLatency(rounds: number): Promise<Figure[]> {
  const port = await freePort();
  const delay = await startDelay(port, ADDED / 2);
  const name = `127.0.0.1:${delay.port}`;
  const target = await openTestTarget({ host: { name, bind: '127.0.0.1', port }, passwords: PASSWORDS });
  try {
    const ratios: number[] = [];
    const walls: number[] = [];
    let sent = 0;
    for (let round = 0; round < rounds; round += 1) {
      const { seen, stop } = observe(port);
      const out = join(target.folder, `run-${round}`);
      const args = [COMMAND, 'check', target.profile, '--workers', '1', '--quiet', '--out', out, ...target.peerArgs];
      const wall = await timed(args, environmentOf(PASSWORDS));
      stop();
      sent = seen.length;
      const file = join(target.folder, 'requests.json');
      writeFileSync(file, JSON.stringify(seen));
      const replay = fileURLToPath(new URL('./replay-requests.js', import.meta.url));
      const bare = await timed([replay, file, target.caFile, `https://${name}`]);
      walls.push(wall);
      ratios.push(wall / bare);
    }
    return [
      {
        what: `check against a peer ${ADDED} ms away / the same requests replayed`,
        value: median(ratios),
        unit: 'ratio',
        bound: 1.3,
        detail: `${sent} requests, check took ${median(walls).toFixed(1)} s, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`,
      },
    ];
  } finally {
    await delay.close();
    await target.close();
  }
}
