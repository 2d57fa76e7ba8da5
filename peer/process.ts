import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { loadOrCreateCa } from '../protocol/tls.js';
import { serveControl } from './control/server.js';
import { startPeer } from './peer.js';
import type { PeerReady } from './spawn.js';

/**
 * A peer as a process of its own: prints one line of JSON when it is ready, ends on SIGTERM, SIGINT, or when its standard input closes,
 * so that it never outlives the process that started it.
 */
const { values } = parseArgs({
  options: {
    ca: { type: 'string' },
    cert: { type: 'string' },
    key: { type: 'string' },
    trust: { type: 'string', multiple: true },
  },
});

const pem = (file: string): string => readFileSync(file, 'utf8');
const peer = await startPeer({
  ...(values.ca === undefined ? {} : { ca: await loadOrCreateCa(values.ca) }),
  ...(values.cert !== undefined && values.key !== undefined
    ? { tls: { certPem: pem(values.cert), keyPem: pem(values.key) } }
    : {}),
  trust: (values.trust ?? []).map(pem),
});
const control = await serveControl(peer);

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  await control.close();
  await peer.close();
  process.exit(0);
}
process.on('SIGTERM', () => void end());
process.on('SIGINT', () => void end());
process.stdin.on('close', () => void end());
process.stdin.resume();

const ready: PeerReady = { url: control.url, token: control.token, caPem: peer.caPem ?? null, spki: peer.spki };
process.stdout.write(`${JSON.stringify(ready)}\n`);
