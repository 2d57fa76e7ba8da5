import { expect, test } from '@playwright/test';
import { startPeer } from './peer.js';

test('a host contacts only the servers it was told and other hosts of its peer', async () => {
  const peer = await startPeer();
  const elsewhere = await startPeer();
  try {
    const own = await peer.openHost({ id: 'own', speaks: '1.2' });
    const held = await peer.openHost({ id: 'held', speaks: '1.2', allow: ['cloud.example.org'] });
    const foreign = await elsewhere.openHost({ id: 'foreign', speaks: '1.2' });
    const ask = async (url: string) => peer.send(held.id, { method: 'GET', url: `${url}/.well-known/ocm` });
    expect((await ask(foreign.url)).error?.code).toBe('host-not-allowed');
    expect((await ask(own.url)).response?.status).toBe(200);
    expect(await elsewhere.exchanges({ host: 'foreign' })).toEqual([]);
  } finally {
    await peer.close();
    await elsewhere.close();
  }
});
