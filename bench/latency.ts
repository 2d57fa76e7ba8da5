import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPeer } from '../peer/peer.js';
import { createCa, issue } from '../protocol/tls.js';
import { startDelay } from './delay.js';
import { freePort } from './free-port.js';
import { COMMAND, timed } from './process.js';
import { type Figure, median } from './statistics.js';

/** Round trip that is added between us and the target, in ms. */
const ADDED = 150;

/**
 * `check` against a target that is 150 ms away, and the very same requests sent again by a bare client: what the suite costs beyond
 * the conversation that it needs. Both one after the other, one worker, whole processes.
 */
export async function measureLatency(rounds: number): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-interop-bench-'));
  const ca = await createCa();
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, ca.certPem);
  const own = await issue(ca, ['127.0.0.1']);
  writeFileSync(join(folder, 'peer.pem'), own.certPem);
  writeFileSync(join(folder, 'peer.key'), own.keyPem);
  const peer = await startPeer({ ca });
  const port = await freePort();
  const delay = await startDelay(port, ADDED / 2);
  try {
    const host = await peer.openHost({
      id: 'far',
      speaks: '1.2',
      name: `127.0.0.1:${delay.port}`,
      bind: '127.0.0.1',
      port,
    });
    for (const user of ['alice', 'bob', 'carol', 'dave'])
      await peer.addAccount(host.id, { user, password: 'bench-password' });
    const profile = join(folder, 'far.yaml');
    writeFileSync(
      profile,
      `id: far\nvendor: reference\nurl: ${host.url}\ntls: { ca: ./ca.pem }\nbudgets: { requestsPerMinute: 100000 }\naccounts:\n${['alice', 'bob'].map((user) => `  - { user: ${user}, password: { env: OCM_INTEROP_BENCH } }\n`).join('')}`,
    );
    const env = { OCM_INTEROP_BENCH: 'bench-password' };
    const ratios: number[] = [];
    const walls: number[] = [];
    let sent = 0;
    for (let round = 0; round < rounds; round += 1) {
      const since = new Date().toISOString();
      const wall = await timed(
        [
          COMMAND,
          'check',
          profile,
          '--workers',
          '1',
          '--quiet',
          '--out',
          join(folder, `run-${round}`),
          '--peer-cert',
          join(folder, 'peer.pem'),
          '--peer-key',
          join(folder, 'peer.key'),
        ],
        env,
      );
      const requests = (await peer.exchanges({ host: host.id, direction: 'in', since })).map(({ request }) => ({
        method: request.method,
        url: request.url,
        headers: request.headers,
        body: request.body.text,
      }));
      sent = requests.length;
      const file = join(folder, 'requests.json');
      writeFileSync(file, JSON.stringify(requests));
      const bare = await timed([fileURLToPath(new URL('./replay-requests.js', import.meta.url)), file, caFile], env);
      walls.push(wall);
      ratios.push(wall / bare);
    }
    return [
      {
        what: `check against a peer ${ADDED} ms away / the same requests replayed`,
        value: median(ratios),
        unit: 'ratio',
        bound: 1.3,
        detail: `${sent} requests, check took ${median(walls).toFixed(1)} s, ${rounds} rounds`,
      },
    ];
  } finally {
    await delay.close();
    await peer.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
