import { parseAddress } from '../../protocol/address.js';
import { isHost } from '../../protocol/invite-string.js';
import type { InviteProblem } from '../behaviour.js';
import { MAX_MESSAGE_BYTES, readJson } from '../host/share-problems.js';
import type { HostState, Invite } from '../host/state.js';
import type { PeerRequest } from '../http/router.js';

/** Fields of an acceptance; `email` may be empty, as it is for information only (OCM-INV-006 to -010). */
const FIELDS = ['recipientProvider', 'token', 'userID', 'email', 'name'] as const;
const MAY_BE_EMPTY: readonly string[] = ['email', 'name'];

export type AcceptanceField = (typeof FIELDS)[number];

/** An acceptance as far as it can be read. */
export interface Acceptance {
  body: Record<string, unknown> | undefined;
  /** Fields that are strings; empty for the others. */
  field(name: AcceptanceField): string;
  problems: InviteProblem[];
}

export function readAcceptance({ headers, body: bytes }: PeerRequest): Acceptance {
  const problems: InviteProblem[] = [];
  if (bytes.length > MAX_MESSAGE_BYTES) problems.push(problem('body', 'too-large', 413));
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') problems.push(problem('content-type', type ? 'type' : 'missing'));
  const { json: body, kind } = readJson(bytes);
  if (kind) problems.push(problem('body', kind === 'too-deep' ? 'malformed' : kind));
  const field = (name: AcceptanceField): string => (typeof body?.[name] === 'string' ? body[name] : '');
  if (body) problems.push(...FIELDS.flatMap((name) => fieldProblems(name, body[name])));
  const [provider, userID] = [field('recipientProvider'), field('userID')];
  if (provider !== '' && !isHost(provider)) problems.push(problem('recipientProvider', 'grammar'));
  else if (provider !== '' && userID !== '' && !parseAddress(`${userID}@${provider}`).ok)
    problems.push(problem('userID', 'grammar'));
  return { body, field, problems };
}

function fieldProblems(name: AcceptanceField, value: unknown): InviteProblem[] {
  if (value === undefined || value === null) return [problem(name, 'missing')];
  if (typeof value !== 'string') return [problem(name, 'type')];
  return value === '' && !MAY_BE_EMPTY.includes(name) ? [problem(name, 'empty')] : [];
}

/** What is wrong with the token: 400 where there is none (any more), 409 where it was used (OCM-INV-019, -021). */
export function tokenProblems({ invites }: HostState, token: string): { invite?: Invite; problems: InviteProblem[] } {
  if (token === '') return { problems: [] };
  const invite = invites.get(token);
  if (!invite) return { problems: [problem('token', 'unknown')] };
  if (invite.acceptedBy !== undefined) return { invite, problems: [problem('token', 'used', 409)] };
  return { invite, problems: invite.ends.getTime() <= Date.now() ? [problem('token', 'expired')] : [] };
}

export function problem(field: string, kind: InviteProblem['kind'], status = 400): InviteProblem {
  return { field, kind, status, message: MESSAGES[kind] };
}

const MESSAGES: Record<InviteProblem['kind'], string> = {
  missing: 'REQUIRED',
  type: 'WRONG_TYPE',
  empty: 'EMPTY',
  malformed: 'MALFORMED',
  grammar: 'INVALID',
  'too-large': 'TOO_LARGE',
  unknown: 'TOKEN_INVALID',
  expired: 'TOKEN_EXPIRED',
  used: 'INVITE_ALREADY_ACCEPTED',
  untrusted: 'UNTRUSTED_PROVIDER',
  signature: 'INVALID_SIGNATURE',
  unsigned: 'SIGNATURE_REQUIRED',
};
