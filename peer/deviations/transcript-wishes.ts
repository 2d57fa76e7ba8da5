import { jsonOf } from '../../protocol/exchange.js';
import type { LocalPeer } from '../peer.js';

/** What a host of the newest text makes of wishes to be shared with, from a server that has the share in question and from another. */
export async function* wishTranscript(peer: LocalPeer, deviations: string[]): AsyncGenerator<string> {
  const host = await peer.openHost({ id: 'x', speaks: '1.5', insecure: true, deviations });
  const others = [];
  for (const id of ['m', 'c']) others.push(await peer.openHost({ id, speaks: '1.5', insecure: true }));
  try {
    for (const { id } of [host, ...others])
      for (const user of ['alice', 'bob']) await peer.addAccount(id, { user, displayName: user });
    await peer.put('x', 'alice', '/file.txt', 'bytes of a file');
    const to = `bob@${others[0]?.authority}`;
    const { providerId } = await peer.sendShare('x', { from: 'alice', to, path: '/file.txt', permission: 'read' });
    for (const { id, authority } of others) {
      const file = {
        owner: `alice@${host.authority}`,
        shareWith: `alice@${authority}`,
        shareId: providerId,
        permissions: ['read'],
      };
      const wish = {
        notificationType: 'REQUEST_SHARE',
        senderDomain: authority,
        resourceType: 'file',
        notification: { file },
      };
      const { response } = await peer.send(id, {
        method: 'POST',
        url: `${host.endPoint}/notifications`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(wish),
        signature: {},
      });
      await peer.awaitExchange({ host: id, direction: 'in', method: 'POST' }, 1_000);
      // Both ends have written down what there was.
      await Promise.all([peer.idle('x'), peer.idle(id)]);
      yield `${response?.status} ${(await peer.received(id, 'alice')).length}`;
      const told = await peer.exchanges({ host: id, direction: 'in', method: 'POST', pathEnds: '/notifications' });
      yield JSON.stringify(
        told.map(({ request }) => (jsonOf(request.body) as Record<string, unknown>).notificationType),
      );
    }
  } finally {
    for (const { id } of [host, ...others]) await peer.closeHost(id);
  }
}
