import type { NotificationProblem } from '../behaviour.js';
import { jsonReply, type PeerReply, type PeerRequest } from '../http/router.js';
import {
  LIBRARY_NOTIFICATIONS,
  LIBRARY_RESOURCES,
  librarySubject,
  librarySubjectProblems,
} from '../library/notifications.js';
import type { Handled, HostContext } from './context.js';
import { failure, refuse } from './receive-share.js';
import { remoteDav } from './remote-dav.js';
import { isObject, MAX_MESSAGE_BYTES, RESOURCE_TYPES, readJson } from './share-problems.js';
import type { ReceivedShare, SentShare } from './state.js';

/** Types of the versions spoken here. Resharing is not offered, so asking for it is forbidden (OCM-NOTIF-026 lets us). */
const TYPES = [
  'SHARE_ACCEPTED',
  'SHARE_DECLINED',
  'SHARE_UNSHARED',
  'REQUEST_RESHARE',
  'RESHARE_UNDO',
  'RESHARE_CHANGE_PERMISSION',
  'USER_REMOVED',
];
const RESHARING = ['REQUEST_RESHARE', 'RESHARE_UNDO'];

/** What a notification is about: a share that we gave or were given. */
interface Subject {
  sent?: SentShare;
  received: ReceivedShare[];
}

/** POST {endPoint}/notifications. */
export async function receiveNotification(host: HostContext, request: PeerRequest): Promise<Handled> {
  const { body, problems } = read(request);
  const subject = body ? subjectOf(host, body) : { received: [] };
  if (body) problems.push(...fieldProblems(host, body), ...subjectProblems(host, body, subject));
  const account = subject.sent?.owner ?? subject.received[0]?.user;
  const reply = await decide(host, body, problems, subject);
  return account === undefined ? { reply } : { reply, account };
}

async function decide(
  host: HostContext,
  body: Record<string, unknown> | undefined,
  problems: NotificationProblem[],
  subject: Subject,
): Promise<PeerReply> {
  const { behaviour } = host;
  if (problems.some((p) => behaviour.failsOnNotification.some((fails) => fails(p)))) return failure();
  const standing = problems.filter((p) => !behaviour.overlooksNotification.some((overlooks) => overlooks(p)));
  const refusal = body && behaviour.refusesNotification.find(({ when }) => when(body));
  const isRefused = standing.length > 0 || refusal !== undefined;
  const type = typeof body?.notificationType === 'string' ? body.notificationType : '';
  const isObeyed = (!isRefused || behaviour.obeysRefused) && !behaviour.ignoresNotification.has(type);
  if (body && isObeyed) await takeEffect(host, type, body, subject);
  if (standing.length > 0) return refuse(standing);
  if (refusal) return jsonReply(refusal.status, { message: 'REFUSED' });
  return jsonReply(201, {});
}

function read(request: PeerRequest): { body: Record<string, unknown> | undefined; problems: NotificationProblem[] } {
  const problems: NotificationProblem[] = [];
  if (request.body.length > MAX_MESSAGE_BYTES) problems.push(problem('body', 'too-large', 413));
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') problems.push(problem('content-type', type ? 'type' : 'missing'));
  const { json, kind } = readJson(request.body);
  if (kind) problems.push(problem('body', kind));
  return { body: json, problems };
}

/** `resourceType` is required by the OpenAPI, which is all that 1.0 has; later texts make it optional (AMB-007). */
function fieldProblems(host: HostContext, body: Record<string, unknown>): NotificationProblem[] {
  const { speaks, dialect } = host.state.info;
  const types = dialect ? LIBRARY_NOTIFICATIONS : TYPES;
  const resources = dialect ? LIBRARY_RESOURCES : RESOURCE_TYPES[speaks];
  const problems = [...stringProblem('notificationType', body), ...stringProblem('providerId', body)];
  const { notificationType, resourceType, notification } = body;
  if (typeof notificationType === 'string' && notificationType !== '' && !types.includes(notificationType))
    problems.push(problem('notificationType', 'unknown'));
  if (resourceType !== undefined || speaks === '1.0') problems.push(...stringProblem('resourceType', body));
  if (typeof resourceType === 'string' && resourceType !== '' && !resources.includes(resourceType))
    problems.push(problem('resourceType', 'unsupported', 501));
  if (notification !== undefined && !isObject(notification)) problems.push(problem('notification', 'type'));
  return problems;
}

function subjectProblems(host: HostContext, body: Record<string, unknown>, subject: Subject): NotificationProblem[] {
  const { providerId, notificationType } = body;
  if (host.state.info.dialect) {
    const isKnown = subject.sent !== undefined || subject.received.length > 0;
    return librarySubjectProblems(body, isKnown).map(({ field, kind }) => problem(field, kind));
  }
  if (typeof providerId !== 'string' || providerId === '') return [];
  if (!subject.sent && subject.received.length === 0) return [problem('providerId', 'unknown')];
  if (RESHARING.includes(String(notificationType))) return [problem('notificationType', 'forbidden', 403)];
  const secret = secretOf(body);
  if (secret === undefined || host.behaviour.trustsStrangers) return [];
  if (typeof secret !== 'string') return [problem('notification.sharedSecret', 'type')];
  const known = [subject.sent, ...subject.received].some((share) => share?.secret === secret);
  return known ? [] : [problem('notification.sharedSecret', 'forbidden', 403)];
}

/** Acceptance and refusal are about what we gave, the end of a share about either side (OCM-NOTIF-025). */
function subjectOf(host: HostContext, body: Record<string, unknown>): Subject {
  const { state } = host;
  if (state.info.dialect) return librarySubject(host, body);
  const id = typeof body.providerId === 'number' ? String(body.providerId) : body.providerId;
  if (typeof id !== 'string') return { received: [] };
  const given = state.sent.get(id);
  const sent = given && given.state !== 'ended' ? given : undefined;
  const living = state.receivedByProviderId(id).filter((s) => s.state === 'pending' || s.state === 'accepted');
  const secret = secretOf(body);
  const exact = living.filter((share) => share.secret === secret);
  const received = exact.length > 0 ? exact : living;
  switch (body.notificationType) {
    case 'SHARE_ACCEPTED':
    case 'SHARE_DECLINED':
    case 'REQUEST_RESHARE':
    case 'RESHARE_UNDO':
      return sent ? { sent, received: [] } : { received: [] };
    case 'SHARE_UNSHARED':
      return received.length > 0 || !sent ? { received } : { sent, received: [] };
    default:
      return sent ? { sent, received } : { received };
  }
}

async function takeEffect(
  host: HostContext,
  type: string,
  body: Record<string, unknown>,
  { sent, received }: Subject,
): Promise<void> {
  if (type === 'SHARE_ACCEPTED' && sent) sent.state = 'accepted';
  // One member's refusal is not the group's.
  if (type === 'SHARE_DECLINED' && sent && sent.shareType === 'user') sent.state = 'ended';
  if (type !== 'SHARE_UNSHARED') return;
  if (sent) sent.state = 'ended';
  for (const share of received) {
    // Whoever knows only the id may be a stranger (OCM-NOTIF-003): then the owner's server is asked.
    const proven = host.behaviour.trustsStrangers || secretOf(body) !== undefined || (await isClosed(host, share));
    if (proven) share.state = 'unshared';
  }
}

async function isClosed(host: HostContext, share: ReceivedShare): Promise<boolean> {
  const { exchange } = await remoteDav(host, share, { method: 'PROPFIND', headers: { depth: '0' } });
  return [401, 403, 404, 410].includes(exchange.response?.status ?? 0);
}

function secretOf(body: Record<string, unknown>): unknown {
  return isObject(body.notification) ? body.notification.sharedSecret : undefined;
}

function stringProblem(field: string, body: Record<string, unknown>): NotificationProblem[] {
  const value = body[field];
  if (value === undefined || value === null) return [problem(field, 'missing')];
  if (typeof value !== 'string') return [problem(field, 'type')];
  return value === '' ? [problem(field, 'empty')] : [];
}

function problem(field: string, kind: NotificationProblem['kind'], status = 400): NotificationProblem {
  return { field, kind, status, message: MESSAGES[kind] };
}

const MESSAGES: Record<NotificationProblem['kind'], string> = {
  missing: 'REQUIRED',
  type: 'WRONG_TYPE',
  empty: 'EMPTY',
  unknown: 'NOT_FOUND',
  malformed: 'NOT_JSON',
  'too-deep': 'NESTED_TOO_DEEP',
  'too-large': 'TOO_LARGE',
  unsupported: 'NOT_SUPPORTED',
  forbidden: 'FORBIDDEN',
};
