import { LIBRARY } from '../../protocol/library-dialect.js';
import type { NotificationProblem } from '../behaviour.js';
import type { HostContext } from '../host/context.js';
import { isObject } from '../host/share-problems.js';
import type { ReceivedShare, SentShare } from '../host/state.js';

/** The end of a share, told by either side. Nothing else is ever told: a share lives at once. */
export const LIBRARY_NOTIFICATIONS = ['SHARE_DECLINED', 'SHARE_UNSHARED'];
export const LIBRARY_RESOURCES = [LIBRARY];

/** A notification says by its secret alone which share it is about; `providerId` names the server that sends it. */
export function librarySubject(
  host: HostContext,
  body: Record<string, unknown>,
): { sent?: SentShare; received: ReceivedShare[] } {
  const secret = isObject(body.notification) ? body.notification.sharedSecret : undefined;
  if (typeof secret !== 'string' || secret === '') return { received: [] };
  if (body.notificationType === 'SHARE_DECLINED') {
    const sent = host.state.sentBySecret(secret);
    return sent && sent.state !== 'ended' ? { sent, received: [] } : { received: [] };
  }
  const living = [...host.state.received.values()].filter((share) => share.state === 'accepted');
  const meant = living.filter((share) => share.secret === secret);
  const guessed = meant.length === 0 && host.behaviour.trustsStrangers;
  return { received: guessed ? living.filter((share) => share.providerId === body.providerId) : meant };
}

/** A notification without the secret, or with one of no share, cannot be about anything. */
export function librarySubjectProblems(
  body: Record<string, unknown>,
  isKnown: boolean,
): Pick<NotificationProblem, 'field' | 'kind'>[] {
  const { notification } = body;
  if (notification === undefined || notification === null) return [{ field: 'notification', kind: 'missing' }];
  if (!isObject(notification)) return [];
  const field = 'notification.sharedSecret';
  const secret = notification.sharedSecret;
  if (secret === undefined || secret === null || secret === '') return [{ field, kind: 'missing' }];
  if (typeof secret !== 'string') return [{ field, kind: 'type' }];
  return isKnown ? [] : [{ field, kind: 'unknown' }];
}
