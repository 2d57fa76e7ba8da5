import { expect, test } from '@playwright/test';
import type { HostOptions, PeerHostInfo } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

async function withTrap(
  trap: HostOptions['trap'],
  run: (peer: LocalPeer, host: PeerHostInfo, url: string) => Promise<void>,
): Promise<void> {
  const peer = await startPeer();
  try {
    await peer.openHost({ id: 'from', speaks: '1.2' });
    const host = await peer.openHost({ id: 'host', speaks: '1.2', ...(trap ? { trap } : {}) });
    await run(peer, host, `${host.url}/.well-known/ocm`);
  } finally {
    await peer.close();
  }
}

test('a host sends those on who ask for its document', async () => {
  await withTrap({ redirectsTo: 'https://inside.example.org' }, async (peer, _, url) => {
    const { response } = await peer.send('from', { method: 'GET', url });
    expect(response?.status).toBe(302);
    expect(response?.headers.location).toBe('https://inside.example.org/.well-known/ocm');
  });
});

test('a host says other things in its document than are true', async () => {
  await withTrap({ says: { endPoint: 'https://inside.example.org/ocm' } }, async (peer, _, url) => {
    const { response } = await peer.send('from', { method: 'GET', url });
    expect(response?.body.text).toContain('"endPoint":"https://inside.example.org/ocm"');
  });
});

test('a host that keeps others waiting is seen to, and lets them go when it ends', async () => {
  await withTrap({ waits: 60_000 }, async (peer, host, url) => {
    const asked = peer.send('from', { method: 'GET', url });
    expect(await peer.awaitExchange({ host: host.id, direction: 'in' }, 10_000)).toBeDefined();
    await peer.closeHost(host.id);
    await asked;
  });
});
