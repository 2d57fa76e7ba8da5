import { posix } from 'node:path';
import { canonicalAuthority, serverIn } from '../../protocol/address.js';
import { hasOffer } from '../beyond/discovery.js';
import { sshPublicKey } from '../beyond/keys.js';
import { lookAtHints } from '../beyond/open.js';
import type { PeerHostInfo } from '../contract.js';
import { jsonReply, type PeerReply, type PeerRequest } from '../http/router.js';
import { LibraryIntake } from '../library/intake.js';
import { isOf } from '../signing/signing.js';
import type { Handled, HostContext } from './context.js';
import { OcmIntake } from './ocm-intake.js';
import { notify } from './send.js';
import type { Intake } from './share-intake.js';
import {
  type IncomingShare,
  identifierOf,
  isObject,
  problem,
  readIncomingShare,
  type ShareProblem,
  senderField,
} from './share-problems.js';
import { newId, type ReceivedShare } from './state.js';

/** POST {endPoint}/shares. */
export function receiveShare(host: HostContext, request: PeerRequest, exchange: string): Promise<Handled> {
  return host.behaviour.takesSharesInTurn
    ? inTurn(host, () => receive(host, request, exchange))
    : receive(host, request, exchange);
}

async function receive(host: HostContext, request: PeerRequest, exchange: string): Promise<Handled> {
  const { share, problems } = readIncomingShare(request.headers, request.body);
  const { dialect } = host.state.info;
  const intake: Intake = dialect ? new LibraryIntake(host, dialect) : new OcmIntake(host);
  const account = recipientOf(intake, share);
  problems.push(...(await signatureProblems(host, request, share, account)));
  const isTooMuch = host.behaviour.failsAtLargeDocuments && (await isLarge(host, share, account));
  const reply = isTooMuch ? failure() : await decide({ host, intake, share, exchange, account }, problems);
  return account === undefined ? { reply } : { reply, account };
}

/** Whether the document of the sender's server is more than anybody should read. */
async function isLarge(host: HostContext, { body }: IncomingShare, account: string | undefined): Promise<boolean> {
  const by = body && serverIn(body[senderField(body)]);
  const found = by === undefined ? undefined : await host.discover(by, account);
  return found?.exchange.error?.code === 'too-large';
}

/**
 * The signature by the server that the message says it is from (OCM-SIG-036), and the people in it being of that server (OCM-SIG-035).
 * An owner elsewhere is refused, too: whether a server may share on for others is not settled (OCM-AMB-033).
 */
async function signatureProblems(
  host: HostContext,
  request: PeerRequest,
  { body }: IncomingShare,
  account: string | undefined,
): Promise<ShareProblem[]> {
  const by = body && serverIn(body[senderField(body)]);
  const { refused, ...admitted } = await host.signing.admit(request, by, account);
  if (refused) return [problem('signature', 'signature', 401)];
  const signer = 'signer' in admitted ? admitted.signer : undefined;
  if (signer === undefined || host.behaviour.ignoresSigner) return [];
  return ['owner', 'sender']
    .filter((name) => body?.[name] !== undefined && !isOf(signer, body[name]))
    .map((name) => problem(name, 'signer', 403));
}

/** One share that came in. */
interface Arrival {
  host: HostContext;
  intake: Intake;
  share: IncomingShare;
  exchange: string;
  account: string | undefined;
}

async function decide(arrival: Arrival, early: ShareProblem[]): Promise<PeerReply> {
  const { intake, share, account } = arrival;
  const { behaviour } = arrival.host;
  const { body } = share;
  if (!arrival.host.state.takesShares) return refuse([{ field: 'shareWith', status: 403, message: 'FORBIDDEN' }]);
  const problems = [...early, ...(body ? intake.problemsOf(body) : [])];
  if (problems.some((p) => behaviour.failsOn.some((fails) => fails(p, share)))) return failure();
  const standing = problems.filter((p) => !behaviour.overlooks.some((overlooks) => overlooks(p, share)));
  const refusal = standing.length === 0 ? behaviour.refuses.find(({ when }) => when(share)) : undefined;
  if (standing.length > 0 || refusal) {
    if (behaviour.storesRefused && body) store(arrival, body);
    return refusal ? jsonReply(refusal.status, { message: 'REFUSED' }) : refuse(standing);
  }
  if (!body) return taken(arrival, undefined);
  const { listed } = arrival.host.state;
  // The receiver may discard shares from servers that are not on its list (OCM-SHARE-065).
  if (listed && !listed.has(canonicalAuthority(intake.details(body, share).senderHost)))
    return refuse([{ field: 'sender', status: 403, message: 'FORBIDDEN' }]);
  const late = await intake.lateProblem(body, share, account);
  if (late) return refuse([late]);
  if (!behaviour.losesAccepted) store(arrival, body);
  return taken(arrival, body);
}

const turns = new WeakMap<HostContext, Promise<unknown>>();

/** One thing after the other, whoever it is for. */
function inTurn<T>(host: HostContext, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(host) ?? Promise.resolve()).then(work);
  turns.set(
    host,
    mine.catch(() => undefined),
  );
  return mine;
}

/** Error bodies as the OpenAPI has them (OCM-SHARE-061). */
export function refuse(problems: { field: string; status: number; message: string }[]): PeerReply {
  const status = [413, 401, 400, 403, 501].find((s) => problems.some((p) => p.status === s)) ?? 400;
  if (status !== 400) return jsonReply(status, { message: REASONS[status] ?? 'REFUSED' });
  return jsonReply(400, {
    message: 'BAD_REQUEST',
    validationErrors: problems.map(({ field, message }) => ({ name: field, message })),
  });
}

const REASONS: Record<number, string> = {
  401: 'INVALID_SIGNATURE',
  403: 'FORBIDDEN',
  413: 'TOO_LARGE',
  501: 'NOT_SUPPORTED',
};

export function failure(): PeerReply {
  return { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Internal Server Error</h1>' };
}

function taken({ host, account }: Arrival, body: Record<string, unknown> | undefined): PeerReply {
  const name = account === undefined ? identifierOf(body?.shareWith) : host.state.accounts.get(account)?.displayName;
  const keys = body && wantsKeys(host.state.info, body) ? { recipientPublicKeys: sshPublicKey(`${account}`) } : {};
  return jsonReply(201, { recipientDisplayName: name ?? '', ...keys });
}

/** A share over ssh is answered with the key that is to be let in (OCM-SHARE-051). */
function wantsKeys(info: PeerHostInfo, { protocol }: Record<string, unknown>): boolean {
  return hasOffer(info, 'ssh') && isObject(protocol) && isObject(protocol.ssh);
}

function store({ host, intake, share, exchange }: Arrival, body: Record<string, unknown>): void {
  const { state, behaviour } = host;
  const known = behaviour.storesTwice ? [] : intake.same(body);
  for (const { user, group } of intake.recipientsOf(body) ?? []) {
    if (known.some((earlier) => earlier.user === user)) continue;
    const id = newId();
    const received: ReceivedShare = {
      id,
      user,
      ...(group === undefined ? {} : { group }),
      body,
      exchange,
      ...intake.details(body, share),
    };
    state.received.set(id, received);
    if (behaviour.namesArePaths) appear(state, user, received.name);
    if (behaviour.fetchesIconHint) host.schedule(0, () => lookAtHints(host, received));
    if (state.trusted.has(canonicalAuthority(received.senderHost))) acceptUnasked(host, received);
  }
}

/** Puts something at the path that a name is when it is taken for one, from the files of a person on. */
function appear(state: HostContext['state'], user: string, name: string): void {
  const [owner, ...below] = posix.join('/', user, name.replaceAll('\\', '/')).split('/').slice(1);
  state.accounts.get(owner ?? '')?.files.put(`/${below.join('/')}`, Buffer.from('a file of somebody else'));
}

/** What a trusted server sends is accepted without a gesture. Its owner is told when the share itself has been answered. */
function acceptUnasked(host: HostContext, share: ReceivedShare): void {
  if (share.state !== 'pending') return;
  share.state = 'accepted';
  if (share.group !== undefined || host.behaviour.withholdsNotification.has('SHARE_ACCEPTED')) return;
  host.schedule(0, () => notify(host, 'SHARE_ACCEPTED', share));
}

/** The one account that a share is for; undefined for a group, and when nobody is meant. */
function recipientOf(intake: Intake, share: IncomingShare): string | undefined {
  if (!share.body || share.body.shareType === 'group') return undefined;
  return intake.recipientsOf(share.body)?.[0]?.user;
}
