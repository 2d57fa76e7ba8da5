import { expect, test } from '@playwright/test';
import { jsonOf } from '../../protocol/exchange.js';
import type { RawRequest } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

interface Stage {
  peer: LocalPeer;
  /** A wish of a server in the name of somebody, with changes to its `file` or to the whole. */
  wish(
    from: 'b' | 'c',
    changes?: { file?: Record<string, unknown>; body?: Record<string, unknown>; unsigned?: true },
  ): Promise<number | undefined>;
  /** Shares that somebody at a server has, and notifications that it got. */
  told(id: 'b' | 'c'): Promise<{ shares: number; types: unknown[] }>;
}

/** `a` shared a file with bob at `b`; alice at `b`, and alice at `c`, want it too. */
async function onStage(run: (stage: Stage) => Promise<void>): Promise<void> {
  const peer = await startPeer({ mounts: [] });
  try {
    const hosts = new Map<string, string>();
    for (const id of ['a', 'b', 'c']) {
      hosts.set(id, (await peer.openHost({ id, speaks: '1.5', insecure: true })).authority);
      await peer.addAccount(id, { user: 'alice' });
    }
    const [a] = await peer.hosts();
    if (!a) throw new Error('no host');
    await peer.addAccount('b', { user: 'bob' });
    await peer.put('a', 'alice', '/x.txt', 'x');
    const to = `bob@${hosts.get('b')}`;
    const { providerId } = await peer.sendShare('a', { from: 'alice', to, path: '/x.txt', permission: 'read' });
    await run({
      peer,
      async wish(from, { file, body, unsigned } = {}) {
        const shareWith = `alice@${hosts.get(from)}`;
        const request: RawRequest = {
          method: 'POST',
          url: `${a.endPoint}/notifications`,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            notificationType: 'REQUEST_SHARE',
            senderDomain: hosts.get(from),
            resourceType: 'file',
            notification: {
              file: { owner: `alice@${a.authority}`, shareWith, shareId: providerId, permissions: ['read'], ...file },
            },
            ...body,
          }),
          ...(unsigned ? {} : { signature: {} }),
        };
        const { response } = await peer.send(from, request);
        await Promise.all([peer.idle('a'), peer.idle(from)]);
        return response?.status;
      },
      async told(id) {
        const notes = await peer.exchanges({ host: id, direction: 'in', method: 'POST', pathEnds: '/notifications' });
        const types = notes.map(({ request }) => (jsonOf(request.body) as Record<string, unknown>).notificationType);
        return { shares: (await peer.received(id, 'alice')).length, types };
      },
    });
  } finally {
    await peer.close();
  }
}

test('a wish of somebody at a server that has the share is followed by a share', async () => {
  await onStage(async ({ wish, told }) => {
    expect(await wish('b')).toBe(201);
    expect(await told('b')).toEqual({ shares: 1, types: [] });
  });
});

test('a wish of somebody at another server is followed by SHARE_DECLINED', async () => {
  await onStage(async ({ wish, told }) => {
    expect(await wish('c')).toBe(201);
    expect(await told('c')).toEqual({ shares: 0, types: ['SHARE_DECLINED'] });
  });
});

test('a wish that is unsigned, incomplete, for somebody elsewhere or about nothing is refused, and nothing follows', async () => {
  await onStage(async ({ wish, told }) => {
    expect(await wish('b', { unsigned: true })).toBe(401);
    expect(await wish('b', { file: { permissions: undefined } })).toBe(400);
    expect(await wish('b', { body: { shareType: 'user' } })).toBe(400);
    expect(await wish('b', { file: { shareWith: 'alice@elsewhere.example.org' } })).toBe(403);
    expect(await wish('b', { file: { shareId: '1' } })).toBe(404);
    expect(await told('b')).toEqual({ shares: 0, types: [] });
  });
});
