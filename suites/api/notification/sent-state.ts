import type { CheckContext } from '../../../fixtures/check.js';
import type { OwnShare } from '../support/own-share.js';
import { eventually, visibleWithin } from '../support/session.js';

/** Whether a share is still among those that the target's user gave, once a change has had the time to show. */
export async function findSent(ctx: CheckContext, own: OwnShare): Promise<boolean> {
  const gone = await eventually(visibleWithin(ctx), async () => {
    const sent = await own.session.listSent(own.path);
    return sent.some(({ id }) => id === own.share.id) ? undefined : true;
  });
  return gone !== true;
}
