import type { CheckContext } from '../../../fixtures/check.js';
import type { PeerHostInfo } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';

/** A notification about a share by a server that has no part in it, and guesses its secret wrong. */
export function strangersWord(
  ctx: CheckContext,
  stranger: PeerHostInfo,
  { providerId, resourceType }: { providerId: unknown; resourceType: unknown },
  type: string,
  more: Record<string, unknown> = {},
): Promise<Exchange> {
  return ctx.peer.send(stranger.id, {
    method: 'POST',
    url: `${ctx.target.endPoint}/notifications`,
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      notificationType: type,
      senderDomain: stranger.authority,
      resourceType: resourceType ?? 'file',
      providerId,
      notification: { sharedSecret: 'a-secret-that-was-guessed', ...more, file: { providerId, ...more } },
    }),
    ...(ctx.host.signs === undefined ? {} : { signature: {} }),
  });
}
