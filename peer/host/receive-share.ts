import { authorityOf } from '../../protocol/address.js';
import { jsonReply, type PeerReply, type PeerRequest } from '../http/router.js';
import type { Handled, HostContext } from './context.js';
import {
  type IncomingShare,
  identifierOf,
  isObject,
  problem,
  problemsOf,
  readIncomingShare,
  recipientsOf,
  type ShareProblem,
  senderField,
} from './share-problems.js';
import { newId, type ReceivedShare } from './state.js';

/** POST {endPoint}/shares. */
export async function receiveShare(host: HostContext, request: PeerRequest, exchange: string): Promise<Handled> {
  const { share, problems } = readIncomingShare(request.headers, request.body);
  const account = recipientOf(host, share);
  const reply = await decide(host, share, problems, exchange, account);
  return account === undefined ? { reply } : { reply, account };
}

async function decide(
  host: HostContext,
  share: IncomingShare,
  early: ShareProblem[],
  exchange: string,
  account: string | undefined,
): Promise<PeerReply> {
  const { behaviour, state } = host;
  const { body } = share;
  const problems = [...early, ...(body ? problemsOf(body, state, behaviour) : [])];
  if (problems.some((p) => behaviour.failsOn.some((fails) => fails(p, share)))) return failure();
  const standing = problems.filter((p) => !behaviour.overlooks.some((overlooks) => overlooks(p, share)));
  const refusal = standing.length === 0 ? behaviour.refuses.find(({ when }) => when(share)) : undefined;
  if (standing.length > 0 || refusal) {
    if (behaviour.storesRefused && body) store(host, body, share, exchange);
    return refusal ? jsonReply(refusal.status, { message: 'REFUSED' }) : refuse(standing);
  }
  if (!body) return taken(host, undefined, undefined);
  const unknownSender = await senderProblem(host, body, account);
  if (unknownSender && !behaviour.overlooks.some((overlooks) => overlooks(unknownSender, share)))
    return refuse([unknownSender]);
  const repeated = repeatedProblem(host, body, share);
  if (repeated) return refuse([repeated]);
  if (!behaviour.losesAccepted) store(host, body, share, exchange);
  return taken(host, body, account);
}

/** Error bodies as the OpenAPI has them (OCM-SHARE-061). */
export function refuse(problems: { field: string; status: number; message: string }[]): PeerReply {
  const status = [413, 400, 403, 501].find((s) => problems.some((p) => p.status === s)) ?? 400;
  if (status !== 400) return jsonReply(status, { message: REASONS[status] ?? 'REFUSED' });
  return jsonReply(400, {
    message: 'BAD_REQUEST',
    validationErrors: problems.map(({ field, message }) => ({ name: field, message })),
  });
}

const REASONS: Record<number, string> = { 403: 'FORBIDDEN', 413: 'TOO_LARGE', 501: 'NOT_SUPPORTED' };

export function failure(): PeerReply {
  return { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Internal Server Error</h1>' };
}

function taken(host: HostContext, body: Record<string, unknown> | undefined, user: string | undefined): PeerReply {
  const name = user === undefined ? identifierOf(body?.shareWith) : host.state.accounts.get(user)?.displayName;
  return jsonReply(201, { recipientDisplayName: name ?? '' });
}

/** A share of a host that cannot be asked for its WebDAV path is of no use (OCM-SHARE-070, OCM-DAV-001). */
async function senderProblem(
  host: HostContext,
  body: Record<string, unknown>,
  account: string | undefined,
): Promise<ShareProblem | undefined> {
  if (!host.behaviour.discoversSender) return undefined;
  const field = host.behaviour.looksAt === 'owner' ? 'owner' : senderField(body);
  const authority = authorityOf(body[field]);
  const found = authority === undefined ? undefined : await host.discover(authority, account);
  return found?.document ? undefined : problem(field, 'unreachable');
}

/** The same share again is the same share; another share under its id is refused (OCM-SHARE-014). */
function repeatedProblem(
  host: HostContext,
  body: Record<string, unknown>,
  share: IncomingShare,
): ShareProblem | undefined {
  if (host.behaviour.storesTwice) return undefined;
  const { secret } = accessOf(body, share);
  const earlier = sameShare(host, body).filter((known) => known.secret !== secret);
  return earlier.length > 0 ? problem('providerId', 'repeated') : undefined;
}

/** Living shares of this sender with this providerId for this recipient. */
function sameShare(host: HostContext, body: Record<string, unknown>): ReceivedShare[] {
  const senderHost = senderHostOf(host, body);
  const users = recipientsOf(body, host.state, host.behaviour)?.map(({ user }) => user) ?? [];
  return host.state
    .receivedFrom(senderHost, String(body.providerId))
    .filter((known) => users.includes(known.user) && (known.state === 'pending' || known.state === 'accepted'));
}

function senderHostOf(host: HostContext, body: Record<string, unknown>): string {
  return authorityOf(host.behaviour.looksAt === 'owner' ? body.owner : body[senderField(body)]) ?? '';
}

function store(host: HostContext, body: Record<string, unknown>, share: IncomingShare, exchange: string): void {
  const { state, behaviour } = host;
  const known = behaviour.storesTwice ? [] : sameShare(host, body);
  const from = body[senderField(body)];
  for (const { user, group } of recipientsOf(body, state, behaviour) ?? []) {
    if (known.some((earlier) => earlier.user === user)) continue;
    const { expiration } = body;
    const received: ReceivedShare = {
      id: newId(),
      user,
      ...(group === undefined ? {} : { group }),
      body,
      name: typeof body.name === 'string' ? body.name : '',
      kind: body.resourceType === 'folder' ? 'folder' : 'file',
      providerId: String(body.providerId ?? ''),
      resourceType: String(body.resourceType ?? 'file'),
      from: typeof from === 'string' ? from : '',
      senderHost: senderHostOf(host, body),
      state: 'pending',
      exchange,
      form: share.form ?? 'legacy',
      ...accessOf(body, share),
      ...(typeof expiration === 'number' ? { expiration } : {}),
    };
    state.received.set(received.id, received);
  }
}

/** Secret and address of the resource, by form (OCM-SHARE-034). */
function accessOf(
  body: Record<string, unknown>,
  share: IncomingShare,
): Pick<ReceivedShare, 'secret' | 'uri' | 'permission'> {
  const protocol = isObject(body.protocol) ? body.protocol : {};
  const details = share.form === 'legacy' ? protocol.options : protocol.webdav;
  if (!isObject(details)) return { secret: '' };
  const { sharedSecret, uri, permissions } = details;
  return {
    secret: typeof sharedSecret === 'string' ? sharedSecret : '',
    ...(typeof uri === 'string' && share.form !== 'legacy' ? { uri } : {}),
    ...(Array.isArray(permissions)
      ? { permission: permissions.includes('write') ? ('edit' as const) : ('read' as const) }
      : {}),
  };
}

/** The one account that a share is for; undefined for a group, and when nobody is meant. */
function recipientOf(host: HostContext, share: IncomingShare): string | undefined {
  if (!share.body || share.body.shareType === 'group') return undefined;
  return recipientsOf(share.body, host.state, host.behaviour)?.[0]?.user;
}
