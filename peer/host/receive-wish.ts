import { parseAddress, sameAuthority } from '../../protocol/address.js';
import { text } from '../../protocol/judge/json.js';
import { jsonReply, type PeerRequest } from '../http/router.js';
import { speaksAtLeast } from '../tongues.js';
import type { Handled, HostContext } from './context.js';
import { notify, sendShare } from './send.js';
import { isObject } from './share-problems.js';
import type { SentShare } from './state.js';

const TYPE = 'REQUEST_SHARE';

/** Whether a notification is a wish that this host deals with: from 1.5 on, and only where it can be known who wishes (OCM-NOTIF-036). */
export const isWish = ({ state: { info } }: HostContext, body: Record<string, unknown>): boolean =>
  body.notificationType === TYPE && info.signs !== undefined && speaksAtLeast(info.speaks, '1.5');

/** What somebody of another server wants to be given (OCM-NOTIF-032). */
interface Wish {
  owner: string;
  to: string;
  toHost: string;
  shareId: string;
  mayWrite: boolean;
}

/**
 * A wish to be shared with. This host knows what is meant where it is a share that was given already. The owner is asked, who is no person
 * here: they agree to share once more with people of the same server, and refuse all others (OCM-NOTIF-033, -034, -035).
 */
export async function receiveWish(
  host: HostContext,
  request: PeerRequest,
  body: Record<string, unknown>,
): Promise<Handled> {
  const refuse = (status: number, message: string): Handled => ({ reply: jsonReply(status, { message }) });
  const admission = await host.signing.admit(request, text(body, 'senderDomain'));
  if (admission.refused || admission.signer === undefined) return refuse(401, 'INVALID_SIGNATURE');
  const wish = wishIn(body);
  if (!wish) return refuse(400, 'INCOMPLETE');
  if (!sameAuthority(wish.toHost, admission.signer)) return refuse(403, 'FORBIDDEN');
  const { state } = host;
  const known = state.sent.get(wish.shareId);
  if (!known || known.state === 'ended' || known.isLocal || state.addressOf(known.owner) !== wish.owner)
    return refuse(404, 'NOT_FOUND');
  host.schedule(0, () => answer(host, known, wish));
  return { reply: jsonReply(201, {}), account: known.owner };
}

function wishIn(body: Record<string, unknown>): Wish | undefined {
  const file = isObject(body.notification) ? body.notification.file : undefined;
  if (!isObject(file) || typeof body.resourceType !== 'string' || body.shareType !== undefined) return undefined;
  const { owner, shareWith: to, shareId, permissions } = file;
  if (typeof owner !== 'string' || typeof to !== 'string' || typeof shareId !== 'string') return undefined;
  const read = parseAddress(to);
  if (!read.ok || !Array.isArray(permissions)) return undefined;
  return { owner, to, toHost: read.address.authority, shareId, mayWrite: permissions.includes('write') };
}

async function answer(host: HostContext, known: SentShare, { to, toHost, mayWrite }: Wish): Promise<void> {
  const { grantsWishToHolder, declinesWishAs } = host.behaviour;
  if (!sameAuthority(known.to.slice(known.to.lastIndexOf('@') + 1), toHost)) {
    const edit = [{ set: '/notification/message', value: 'The owner does not share it' }];
    await notify(host, declinesWishAs, { ...known, to }, { edit });
    return;
  }
  await sendShare(host, {
    from: known.owner,
    to: grantsWishToHolder ? known.to : to,
    path: known.path,
    permission: mayWrite ? known.permission : 'read',
  });
}
