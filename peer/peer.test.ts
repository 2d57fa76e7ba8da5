import { expect, test } from '@playwright/test';
import { jsonOf } from '../protocol/exchange.js';
import type { PeerHostInfo } from './contract.js';
import { type LocalPeer, startPeer } from './peer.js';

/** Two hosts with one account each, closed after the test. */
async function twoHosts(
  run: (peer: LocalPeer, a: PeerHostInfo, b: PeerHostInfo) => Promise<void>,
  speaks: { a: '1.0' | '1.2'; b: '1.0' | '1.2'; basePath?: string } = { a: '1.2', b: '1.2' },
): Promise<void> {
  const peer = await startPeer({ mounts: [] });
  try {
    const a = await peer.openHost({
      id: 'a',
      speaks: speaks.a,
      ...(speaks.basePath ? { basePath: speaks.basePath } : {}),
    });
    const b = await peer.openHost({ id: 'b', speaks: speaks.b });
    await peer.addAccount('a', { user: 'alice', displayName: 'Alice' });
    await peer.addAccount('b', { user: 'bob', displayName: 'Bob' });
    await run(peer, a, b);
  } finally {
    await peer.close();
  }
}

for (const [a, b, form] of [
  ['1.2', '1.2', 'multi'],
  ['1.2', '1.0', 'legacy'],
  ['1.0', '1.2', 'legacy'],
  ['1.0', '1.0', 'legacy'],
] as const) {
  test(`a ${a} host shares with a ${b} host in the ${form} form, and the recipient reads it`, async () => {
    await twoHosts(
      async (peer) => {
        const [, hostB] = await peer.hosts();
        await peer.put('a', 'alice', '/report.txt', 'hello');
        const sent = await peer.sendShare('a', {
          from: 'alice',
          to: `bob@${hostB?.authority}`,
          path: '/report.txt',
          permission: 'read',
        });
        expect(sent.exchange.response?.status).toBe(201);
        expect(jsonOf(sent.exchange.response?.body)).toEqual({ recipientDisplayName: 'Bob' });
        const body = jsonOf(sent.exchange.request.body) as { protocol: Record<string, unknown> };
        expect(body.protocol.name).toBe(form === 'multi' ? 'multi' : 'webdav');
        expect('options' in body.protocol).toBe(form === 'legacy');

        const [share] = await peer.received('b', 'bob');
        expect(share).toMatchObject({ name: 'report.txt', state: 'pending' });
        const accepted = await peer.accept('b', 'bob', share?.id ?? '');
        expect(accepted?.response?.status).toBe(201);
        const read = await peer.dav('b', 'bob', share?.id ?? '', { method: 'GET' });
        expect(read.response?.body.text).toBe('hello');
        const scheme = read.request.headers.authorization?.split(' ')[0];
        expect(scheme).toBe(form === 'multi' ? 'Bearer' : 'Basic');
        const write = await peer.dav('b', 'bob', share?.id ?? '', { method: 'PUT', body: 'changed' });
        expect(write.response?.status).toBe(403);
      },
      { a, b, basePath: '/cloud' },
    );
  });
}
