import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { type LocalPeer, startPeer } from '../peer/peer.js';
import { namedHosts } from './named-hosts.js';

async function withPeer(run: (peer: LocalPeer) => Promise<void>): Promise<void> {
  const peer = await startPeer();
  try {
    await run(peer);
  } finally {
    await peer.close();
  }
}

test('names that lead to one place are refused before anything is opened', async () => {
  await withPeer(async (peer) => {
    const refusal = await namedHosts(peer, ['https://127.0.0.1:8443', 'https://127.0.0.1:8443/']).catch(String);
    expect(refusal).toContain('both lead to 127.0.0.1:8443, and each is a server of its own: give each an address');
    expect(await namedHosts(peer, ['https://127.0.0.1:8443', 'https://127.0.0.2:8443'])).toBeTruthy();
  });
});

test('a place where something listens already is named, with what to do', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  try {
    await withPeer(async (peer) => {
      const named = await namedHosts(peer, [`https://127.0.0.1:${port}`]);
      const refusal = await named.openHost({ id: 'a', speaks: '1.0' }).catch(String);
      expect(refusal).toContain(`leads to 127.0.0.1:${port}, and something listens there already: another run?`);
    });
  } finally {
    other.close();
  }
});
