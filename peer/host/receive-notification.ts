import { parseAddress, sameAuthority } from '../../protocol/address.js';
import { member } from '../../protocol/judge/json.js';
import type { NotificationProblem } from '../behaviour.js';
import { jsonReply, type PeerReply, type PeerRequest } from '../http/router.js';
import {
  LIBRARY_NOTIFICATIONS,
  LIBRARY_RESOURCES,
  librarySubject,
  librarySubjectProblems,
} from '../library/notifications.js';
import { speaksAtLeast } from '../tongues.js';
import type { UserPermission } from '../user-actions.js';
import type { Handled, HostContext } from './context.js';
import { failure, refuse } from './receive-share.js';
import { isWish, receiveWish } from './receive-wish.js';
import { remoteDav } from './remote-dav.js';
import { takeBack } from './send.js';
import { grantReshare } from './send-on.js';
import { isObject, MAX_MESSAGE_BYTES, RESOURCE_TYPES, readJson } from './share-problems.js';
import type { PassedOn, ReceivedShare, SentShare } from './state.js';

/** Types of the versions spoken here. */
const TYPES = [
  'SHARE_ACCEPTED',
  'SHARE_DECLINED',
  'SHARE_UNSHARED',
  'REQUEST_RESHARE',
  'RESHARE_UNDO',
  'RESHARE_CHANGE_PERMISSION',
  'USER_REMOVED',
];

/** What a notification is about: a share that we gave, were given, or passed on. */
interface Subject {
  sent?: SentShare;
  received: ReceivedShare[];
  passedOn?: PassedOn;
  /** Server that signed the notification. */
  signer?: string;
}

/** From 1.5 on the id of the share stands inside; where it stands outside, the message is of an older server (OCM-NOTIF-009, -020). */
function inOneForm({ state }: HostContext, body: Record<string, unknown>): Record<string, unknown> {
  const inside = member(body, 'notification', 'file', 'providerId');
  return speaksAtLeast(state.info.speaks, '1.5') && inside !== undefined ? { ...body, providerId: inside } : body;
}

/**
 * Who signed it. Before 1.5 a notification does not say which server it is from, so it has to be the other end of the share that it is about
 * (OCM-AMB-004, -033); one that is about no share here is nobody's.
 */
async function signerOf(
  host: HostContext,
  request: PeerRequest,
  body: Record<string, unknown> | undefined,
  { sent, received, passedOn }: Subject,
  account: string | undefined,
): Promise<{ signer?: string; problem?: NotificationProblem }> {
  const far = passedOn && host.state.received.get(passedOn.received);
  const otherEnd = sent ? hostOf(sent.to) : (received[0]?.senderHost ?? far?.senderHost);
  const named = typeof body?.senderDomain === 'string' && body.senderDomain !== '' ? body.senderDomain : undefined;
  const admission = await host.signing.admit(request, named ?? otherEnd, account);
  if (admission.refused) return { problem: problem('signature', 'signature', 401) };
  const { signer } = admission;
  if (signer === undefined) return {};
  const isOther = otherEnd !== undefined && !sameAuthority(signer, otherEnd) && !host.behaviour.ignoresSigner;
  return isOther ? { signer, problem: problem('senderDomain', 'forbidden', 403) } : { signer };
}

const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);

/** POST {endPoint}/notifications. */
export async function receiveNotification(host: HostContext, request: PeerRequest): Promise<Handled> {
  const { body: written, problems } = read(request);
  if (written && problems.length === 0 && isWish(host, written)) return receiveWish(host, request, written);
  const body = written && inOneForm(host, written);
  const subject = body ? subjectOf(host, body) : { received: [] };
  const account = subject.sent?.owner ?? subject.received[0]?.user ?? subject.passedOn?.user;
  const { signer, problem: unproven } = await signerOf(host, request, body, subject, account);
  if (unproven) problems.push(unproven);
  if (signer !== undefined) subject.signer = signer;
  if (body) problems.push(...fieldProblems(host, body), ...subjectProblems(host, body, subject));
  const decided = await decide(host, body, problems, subject);
  const reply = host.behaviour.tellsSecrets ? withSecret(decided, subject) : decided;
  return account === undefined ? { reply } : { reply, account };
}

/** The answer with what would have been right. */
function withSecret(reply: PeerReply, { sent, received }: Subject): PeerReply {
  const expected = (sent ?? received[0])?.secret;
  return expected === undefined || reply.status < 400
    ? reply
    : jsonReply(reply.status, { message: 'FORBIDDEN', expected });
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
  const effect = body && isObeyed ? await takeEffect(host, type, body, subject) : undefined;
  if (effect?.problem) standing.push(effect.problem);
  if (standing.length > 0) return refuse(standing);
  if (refusal) return jsonReply(refusal.status, { message: 'REFUSED' });
  return jsonReply(201, effect?.answer ?? {});
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
  // A message with the secret in it is in the form of older servers, which do not name themselves.
  if (speaksAtLeast(speaks, '1.5') && secretOf(body) === undefined)
    problems.push(...stringProblem('senderDomain', body));
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
  if (!subject.sent && subject.received.length === 0 && !subject.passedOn) return [problem('providerId', 'unknown')];
  if (notificationType === 'REQUEST_RESHARE' || notificationType === 'RESHARE_UNDO' || subject.passedOn)
    return reshareProblems(host, body, subject);
  const secret = secretOf(body);
  if (secret === undefined || host.behaviour.trustsStrangers) return [];
  if (typeof secret !== 'string') return [problem('notification.sharedSecret', 'type')];
  const known = [subject.sent, ...subject.received].some((share) => share?.secret === secret);
  return known ? [] : [problem('notification.sharedSecret', 'forbidden', 403)];
}

/** Who asks for a share to be passed on, or takes that back, proves to be the other end of it. */
function reshareProblems(
  host: HostContext,
  body: Record<string, unknown>,
  { sent, passedOn, signer }: Subject,
): NotificationProblem[] {
  const isWish = body.notificationType === 'REQUEST_RESHARE';
  if (isWish && host.behaviour.grantsToStrangers) return [];
  // From 1.5 on who signs as the other end needs no secret.
  const isSigned = signer !== undefined && speaksAtLeast(host.state.info.speaks, '1.5');
  const proof = isWish ? sent?.secret : (passedOn?.handle ?? sent?.onBehalf?.handle)?.token;
  const isProven = isSigned && secretOf(body) === undefined;
  if (!isProven && secretOf(body) === undefined) return [problem('notification.sharedSecret', 'missing')];
  if (!isProven && (proof === undefined || secretOf(body) !== proof))
    return [problem('notification.sharedSecret', 'forbidden', 403)];
  if (!isWish) return [];
  const wish = wishOf(body);
  if (!wish) return [problem('notification.shareWith', 'type')];
  // The sender may discard the wish (OCM-NOTIF-026); here it needs the right that goes with editing.
  const isAllowed = sent?.permission === 'edit' && host.state.givesShares;
  return isAllowed ? [] : [problem('notificationType', 'forbidden', 403)];
}

/** What REQUEST_RESHARE asks for; undefined when it does not say so. */
function wishOf(body: Record<string, unknown>): { to: string; permission: UserPermission; id: string } | undefined {
  const outside = isObject(body.notification) ? body.notification : {};
  const { senderId } = outside;
  const { shareWith, permissions } = isObject(outside.file) && 'shareWith' in outside.file ? outside.file : outside;
  if (typeof shareWith !== 'string' || !parseAddress(shareWith).ok) return undefined;
  const isReadOnly = Array.isArray(permissions) && !permissions.includes('write');
  return { to: shareWith, permission: isReadOnly ? 'read' : 'edit', id: String(senderId ?? '') };
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
  const passedOn = state.passedOn.get(id);
  switch (body.notificationType) {
    case 'REQUEST_RESHARE':
      return sent ? { sent, received: [] } : { received: [] };
    case 'SHARE_ACCEPTED':
    case 'SHARE_DECLINED':
    case 'RESHARE_UNDO':
      // Some owners' servers forward what became of a share that we asked for.
      if (!sent && passedOn) return { passedOn, received: [] };
      return sent ? { sent, received: [] } : { received: [] };
    case 'SHARE_UNSHARED':
      return received.length > 0 || !sent ? { received } : { sent, received: [] };
    default:
      return sent ? { sent, received } : { received };
  }
}

/** What a notification brought about: an answer besides 201, or a reason why it could not be done after all. */
interface Effect {
  answer?: Record<string, unknown>;
  problem?: NotificationProblem;
}

async function takeEffect(
  host: HostContext,
  type: string,
  body: Record<string, unknown>,
  { sent, received, passedOn, signer }: Subject,
): Promise<Effect> {
  switch (type) {
    case 'SHARE_ACCEPTED':
      if (sent) sent.state = 'accepted';
      return {};
    case 'SHARE_DECLINED':
      // One member's refusal is not the group's.
      if (sent && sent.shareType === 'user') sent.state = 'ended';
      if (passedOn) host.state.passedOn.delete(passedOn.id);
      return {};
    case 'REQUEST_RESHARE':
      return sent ? grant(host, sent, body) : {};
    case 'RESHARE_CHANGE_PERMISSION':
      if (sent && host.behaviour.receiverSetsPermission) sent.permission = 'edit';
      return {};
    case 'RESHARE_UNDO':
      if (passedOn) host.state.passedOn.delete(passedOn.id);
      if (sent) await takeBack(host, sent);
      return {};
    case 'SHARE_UNSHARED':
      if (sent) sent.state = 'ended';
      for (const share of received) await unshared(host, share, body, signer !== undefined);
      return {};
    default:
      return {};
  }
}

async function grant(host: HostContext, sent: SentShare, body: Record<string, unknown>): Promise<Effect> {
  const wish = wishOf(body);
  if (!wish) return {};
  const { sent: given, token } = await grantReshare(host, sent, wish);
  if (!given) return { problem: problem('notification.shareWith', 'unreachable') };
  return { answer: { token, providerId: given.providerId } };
}

async function unshared(
  host: HostContext,
  share: ReceivedShare,
  body: Record<string, unknown>,
  isSigned: boolean,
): Promise<void> {
  // Whoever knows only the id may be a stranger (OCM-NOTIF-003): then the owner's server is asked.
  const isProven = isSigned || host.behaviour.trustsStrangers || secretOf(body) !== undefined;
  const proven = isProven || (await isClosed(host, share));
  if (!proven) return;
  share.state = 'unshared';
  for (const passedOn of host.state.passedOn.values())
    if (passedOn.received === share.id) host.state.passedOn.delete(passedOn.id);
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
  unreachable: 'NOT_TAKEN_THERE',
  signature: 'INVALID_SIGNATURE',
};
