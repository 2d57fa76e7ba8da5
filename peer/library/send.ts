import { randomInt, randomUUID } from 'node:crypto';
import type { OcmAddress } from '../../protocol/address.js';
import { LIBRARY, type LibraryDialect } from '../../protocol/library-dialect.js';
import type { OutgoingShare, SentShareRecord } from '../contract.js';
import type { HostContext } from '../host/context.js';
import { editJson } from '../host/edit-json.js';
import { lookUp, post } from '../host/post.js';
import { newId, type ReceivedShare, type SentShare } from '../host/state.js';
import { serviceUrlOf } from './paths.js';

/** Letters of a secret: such servers keep 36 of them and make 23. */
const SECRET = { letters: 'abcdefghijklmnopqrstuvwxyz0123456789', length: 23 };

/**
 * Shares a folder as a library, or a file as a library of its own. The recipient is named without host; the host is where the message
 * goes. Rejects with RangeError when there is nothing.
 */
export async function sendLibrary(
  host: HostContext,
  share: OutgoingShare,
  recipient: OcmAddress,
  dialect: LibraryDialect,
): Promise<SentShareRecord> {
  const { state, behaviour } = host;
  const owner = state.accounts.get(share.from);
  if (!owner?.files.get(share.path)) throw new RangeError(`${share.from} has nothing at "${share.path}"`);
  const sent: SentShare = {
    providerId: state.newProviderId(),
    owner: share.from,
    path: share.path,
    to: share.to,
    shareType: 'user',
    resourceType: LIBRARY,
    permission: share.permission,
    secret: behaviour.repeatsSecret ? SECRET.letters.slice(0, SECRET.length) : newSecret(),
    uri: newId(),
    state: 'sent',
    repoId: repoIdOf(host, share.from, share.path),
  };
  const name = share.path.split('/').at(-1) ?? '';
  const record = { providerId: sent.providerId, sharedSecret: sent.secret, name };
  const found = await host.discover(recipient.authority, share.from);
  if (found.endPoint === undefined) return { ...record, exchange: lookUp(found) };
  const body: Record<string, unknown> = {
    shareWith: recipient.identifier,
    name,
    description: '',
    providerId: state.serverId,
    owner: owner.user,
    sender: owner.user,
    ownerDisplayName: owner.displayName,
    senderDisplayName: owner.displayName,
    shareType: 'user',
    resourceType: LIBRARY,
    protocol: {
      name: dialect.protocol,
      options: {
        sharedSecret: sent.secret,
        permissions: share.permission === 'edit' ? ['read', 'write'] : ['read'],
        repoId: sent.repoId,
        [dialect.serviceUrl]: serviceUrlOf(state.info),
      },
    },
  };
  editJson(body, share.edit);
  state.addSent(sent);
  const exchange = await post(host, 'share-creation', `${found.endPoint}/shares/`, body, share, share.from);
  return { ...record, exchange };
}

/** What is told about a share in the dialect: it is named by its secret, the sending server by `providerId`. */
export function libraryNotification(
  host: HostContext,
  type: string,
  share: SentShare | ReceivedShare,
): Record<string, unknown> {
  return {
    notificationType: type,
    resourceType: LIBRARY,
    providerId: host.state.serverId,
    notification: { sharedSecret: share.secret, message: '' },
  };
}

/** The same item is the same library in every share. */
function repoIdOf({ state }: HostContext, user: string, path: string): string {
  const known = [...state.sent.values()].find((share) => share.owner === user && share.path === path);
  return known?.repoId ?? randomUUID();
}

function newSecret(): string {
  return Array.from({ length: SECRET.length }, () => SECRET.letters[randomInt(SECRET.letters.length)]).join('');
}
