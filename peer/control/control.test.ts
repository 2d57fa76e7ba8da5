import { expect, test } from '@playwright/test';
import { startPeer } from '../peer.js';
import { spawnPeer } from '../spawn.js';
import { connectPeer } from './client.js';
import { serveControl } from './server.js';

test('a peer is commanded over its control API as it is in its own process, bytes included', async () => {
  const peer = await startPeer({ mounts: [] });
  const server = await serveControl(peer);
  const remote = connectPeer(server.url, server.token);
  try {
    const a = await remote.openHost({ id: 'a', speaks: '1.2' });
    const { address } = await remote.addAccount('a', { user: 'alice' });
    const bob = await remote.addAccount('a', { user: 'bob' });
    expect(await remote.hosts()).toEqual([a]);
    expect(address).toBe(`alice@${a.authority}`);
    await remote.put('a', 'alice', '/deep/down/x.bin', Buffer.from([0, 255, 1]));
    const sent = await remote.sendShare('a', {
      from: 'alice',
      to: bob.address,
      path: '/deep/down/x.bin',
      permission: 'edit',
    });
    expect(sent.exchange.response?.status).toBe(201);
    const [share] = await remote.received('a', 'bob');
    await remote.accept('a', 'bob', share?.id ?? '');
    const put = { method: 'PUT', body: new Uint8Array([9, 8, 7]) };
    expect((await remote.dav('a', 'bob', share?.id ?? '', put)).response?.status).toBe(204);
    expect((await remote.dav('a', 'bob', share?.id ?? '', { method: 'GET' })).response?.body.bytes).toBe(3);
    await remote.idle();
    await remote.unshare('a', sent.providerId, true);
    expect((await remote.received('a', 'bob'))[0]?.state).toBe('unshared');
  } finally {
    await remote.close();
    await server.close();
    await peer.close();
  }
});

test('waiting for an exchange ends with it, or without one when the budget is over', async () => {
  const peer = await startPeer({ mounts: [] });
  const server = await serveControl(peer);
  const remote = connectPeer(server.url, server.token);
  try {
    const a = await remote.openHost({ id: 'a', speaks: '1.2' });
    expect(await remote.awaitExchange({ pathEnds: '/ocm-provider' }, 20)).toBeUndefined();
    const waiting = remote.awaitExchange({ host: 'a', direction: 'in', pathEnds: '/ocm-provider' }, 10_000);
    await remote.send('a', { method: 'GET', url: `https://${a.authority}/ocm-provider` });
    expect((await waiting)?.response?.status).toBe(200);
  } finally {
    await remote.close();
    await server.close();
    await peer.close();
  }
});

test('wrong use is told from a fault, and a wrong token commands nothing', async () => {
  const peer = await startPeer({ mounts: [] });
  const server = await serveControl(peer);
  const remote = connectPeer(server.url, server.token);
  const stranger = connectPeer(server.url, 'guessed');
  try {
    await expect(remote.closeHost('nobody')).rejects.toThrow(RangeError);
    await expect(remote.openHost({ id: 'x', speaks: '1.2', deviations: ['no-such-thing'] })).rejects.toThrow(
      'there is no deviation "no-such-thing"',
    );
    await expect(stranger.hosts()).rejects.toThrow('token');
  } finally {
    await remote.close();
    await stranger.close();
    await server.close();
    await peer.close();
  }
});

test('a peer process says where it is, works, and ends with its standard input', async () => {
  const spawned = await spawnPeer();
  const remote = connectPeer(spawned.url, spawned.token);
  await remote.openHost({ id: 'a', speaks: '1.0' });
  expect(spawned.caPem).toContain('BEGIN CERTIFICATE');
  expect(spawned.spki).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  await remote.close();
  await spawned.stop();
  expect(await spawned.exited).toBe(0);
});

test('a peer process that cannot start says why', async () => {
  await expect(spawnPeer({ trustFiles: ['/no/such/file.pem'] })).rejects.toThrow('no such file');
});
