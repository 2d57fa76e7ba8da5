import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPeer } from '../peer/peer.js';
import { createCa, issue } from '../protocol/tls.js';
import { COMMAND, timed } from './process.js';
import { type Figure, median } from './statistics.js';

/** Wall time of `check` against a peer on this machine, as a whole process. */
export async function measureNear(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-interop-bench-'));
  const ca = await createCa();
  const own = await issue(ca, ['127.0.0.1']);
  writeFileSync(join(folder, 'ca.pem'), ca.certPem);
  writeFileSync(join(folder, 'peer.pem'), own.certPem);
  writeFileSync(join(folder, 'peer.key'), own.keyPem);
  const peer = await startPeer({ ca });
  try {
    const host = await peer.openHost({ id: 'near', speaks: '1.2' });
    const people = ['alice', 'bob', 'carol', 'dave'];
    for (const user of people) await peer.addAccount(host.id, { user, password: 'bench-password' });
    const profile = join(folder, 'near.yaml');
    writeFileSync(
      profile,
      `id: near\nvendor: reference\nurl: ${host.url}\ntls: { ca: ./ca.pem }\nbudgets: { requestsPerMinute: 100000 }\naccounts:\n${people.map((user) => `  - { user: ${user}, password: { env: OCM_INTEROP_BENCH } }\n`).join('')}`,
    );
    const walls: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      walls.push(
        await timed(
          [
            COMMAND,
            'check',
            profile,
            '--quiet',
            '--out',
            join(folder, `run-${round}`),
            '--peer-cert',
            join(folder, 'peer.pem'),
            '--peer-key',
            join(folder, 'peer.key'),
          ],
          { OCM_INTEROP_BENCH: 'bench-password' },
        ),
      );
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
    await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
