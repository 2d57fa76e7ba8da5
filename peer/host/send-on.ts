import type { Exchange } from '../../protocol/exchange.js';
import { jsonOf } from '../../protocol/exchange.js';
import { speaksAtLeast } from '../tongues.js';
import { ActionRefused, type UserPermission } from '../user-actions.js';

import type { HostContext } from './context.js';
import { isSuccess } from './received-access.js';
import { notify, readsOlderForm, sendShare, takeBack, whereTo } from './send.js';
import { isObject } from './share-problems.js';
import { type Handle, newSecret, type PassedOn, type ReceivedShare, type SentShare } from './state.js';

/**
 * Passing on what one was given. Until 1.5.0 the text names the notification types and leaves payload and effect open; here they are as
 * deployed servers have them: the recipient's server asks the owner's with REQUEST_RESHARE, which gives a share of its own to the third party
 * (OCM-NOTIF-028, -029) and answers with an id and a token; RESHARE_UNDO takes that share back, from either side. From 1.5.0 on the wish stands in
 * `notification.file` (OCM-NOTIF-027), and a signature stands in the place of the secret.
 */

/** Asks the owner's server to share with somebody else, too. The exchange tells whether it did. */
export async function requestReshare(
  host: HostContext,
  share: ReceivedShare,
  wish: { to: string; permission: UserPermission },
): Promise<{ exchange: Exchange; passedOn?: PassedOn }> {
  const { state } = host;
  const id = state.newProviderId();
  const permissions = wish.permission === 'edit' ? ['read', 'write'] : ['read'];
  const { found } = isNewer(host) ? await whereTo(host, share.senderHost, share.user) : { found: undefined };
  const exchange = await notify(host, 'REQUEST_RESHARE', share, {
    edit: [
      ...(isNewer(host)
        ? [
            { set: '/notification/file/shareWith', value: wish.to },
            { set: '/notification/file/permissions', value: permissions },
          ]
        : []),
      ...(readsOlderForm(state.info, found)
        ? [
            { set: '/notification/shareWith', value: wish.to },
            { set: '/notification/senderId', value: id },
            { set: '/notification/shareType', value: 'user' },
            { set: '/notification/permissions', value: permissions },
          ]
        : []),
    ],
  });
  if (!isSuccess(exchange)) return { exchange };
  const handle = handleIn(exchange);
  const passedOn: PassedOn = {
    id,
    user: share.user,
    received: share.id,
    name: share.name,
    ...wish,
    ...(handle ? { handle } : {}),
  };
  state.passedOn.set(id, passedOn);
  return { exchange, passedOn };
}

/** Whether the host knows the form of 1.5. */
const isNewer = ({ state }: HostContext): boolean => speaksAtLeast(state.info.speaks, '1.5');

/** Takes back what was passed on, and tells the owner's server; 1.5.0 has no message for that any more (OCM-NOTIF-007). */
export async function undoReshare(host: HostContext, passedOn: PassedOn): Promise<Exchange | undefined> {
  const { state } = host;
  const share = state.received.get(passedOn.received);
  if (share && isNewer(host)) {
    const { found } = await whereTo(host, share.senderHost, share.user);
    if (!readsOlderForm(state.info, found))
      throw new ActionRefused(
        409,
        `${share.senderHost} can only be asked to pass on, not to take back: its owner does that`,
      );
  }
  state.passedOn.delete(passedOn.id);
  if (!share || !passedOn.handle) return undefined;
  return tellUndo(host, share, passedOn.handle);
}

/** As owner: gives the third party a share of its own. Gives back what names it to the asking server; undefined when the third party did not take it. */
export async function grantReshare(
  host: HostContext,
  parent: SentShare,
  wish: { to: string; permission: UserPermission; id: string },
): Promise<{ sent?: SentShare; exchange: Exchange; token: string }> {
  const permission = parent.permission === 'edit' ? wish.permission : 'read';
  const token = newSecret();
  const { providerId, exchange } = await sendShare(host, {
    from: parent.owner,
    to: host.behaviour.grantsToAsker ? parent.to : wish.to,
    path: parent.path,
    permission,
  });
  const sent = host.state.sent.get(providerId);
  if (!sent || !isSuccess(exchange)) {
    if (sent) sent.state = 'ended';
    return { exchange, token };
  }
  sent.onBehalf = { of: parent.providerId, address: parent.to, handle: { id: wish.id, token } };
  return { sent, exchange, token };
}

/** As owner: ends a share with all that was passed on of it, and tells everybody who holds something that has ended. */
export async function endShare(host: HostContext, share: SentShare): Promise<void> {
  await takeBack(host, share);
  for (const child of host.state.sent.values())
    if (child.onBehalf?.of === share.providerId && child.state !== 'ended') await takeBack(host, child);
  const { onBehalf } = share;
  const parent = onBehalf && host.state.sent.get(onBehalf.of);
  // Between people of one host nobody has to be written to.
  if (onBehalf && parent && !parent.isLocal && parent.state !== 'ended') await tellUndo(host, parent, onBehalf.handle);
}

/** RESHARE_UNDO, about the share that a handle names, to the server at the other end of the share that it came from, where that one knows it. */
async function tellUndo(
  host: HostContext,
  about: SentShare | ReceivedShare,
  { id, token }: Handle,
): Promise<Exchange | undefined> {
  return id === '' ? undefined : notify(host, 'RESHARE_UNDO', { ...about, providerId: id, secret: token });
}

/** What the owner's server calls the new share, as deployed servers answer. */
function handleIn({ response }: Exchange): Handle | undefined {
  const answer = jsonOf(response?.body);
  if (!isObject(answer)) return undefined;
  const { providerId, token } = answer;
  const id = typeof providerId === 'number' ? String(providerId) : providerId;
  return typeof id === 'string' && typeof token === 'string' ? { id, token } : undefined;
}
