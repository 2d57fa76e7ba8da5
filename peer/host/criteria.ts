import type { PeerHostInfo } from '../contract.js';
import { hasInvites } from '../invites/form.js';

/** Words of all versions for what a receiver demands, by whether a host can do it. */
const DEMANDS: Record<string, (info: PeerHostInfo) => boolean> = {
  invite: hasInvites,
  'must-invite': hasInvites,
  code: ({ tokens }) => tokens === 'code',
  'token-exchange': ({ tokens }) => tokens === 'exchange',
  'must-exchange-token': ({ tokens }) => tokens === 'exchange',
  'http-request-signatures': ({ signs }) => signs !== undefined,
  'must-use-http-sig': ({ signs }) => signs !== undefined,
};
const INVITE = ['invite', 'must-invite'];
const SIGNATURE = ['http-request-signatures', 'must-use-http-sig'];
const TOKEN = ['code', 'token-exchange', 'must-exchange-token'];

/** What a receiver lists as its criteria. */
function criteriaOf(document: Record<string, unknown> | undefined): string[] {
  const list = document?.criteria;
  return Array.isArray(list) ? list.filter((entry): entry is string => typeof entry === 'string') : [];
}

/** The first criterion of a receiver that a host cannot meet: sharing would only be refused there (OCM-DISC-055, OCM-TOKEN-024). */
export function unmetCriterion(info: PeerHostInfo, document: Record<string, unknown> | undefined): string | undefined {
  return criteriaOf(document).find(
    (criterion) => Object.hasOwn(DEMANDS, criterion) && DEMANDS[criterion]?.(info) === false,
  );
}

/** Whether a server takes only signed messages. */
export function demandsSignature(document: Record<string, unknown> | undefined): boolean {
  return criteriaOf(document).some((criterion) => SIGNATURE.includes(criterion));
}

/** Whether a receiver takes only shares whose secret is exchanged for a token. */
export function demandsToken(document: Record<string, unknown> | undefined): boolean {
  return criteriaOf(document).some((criterion) => TOKEN.includes(criterion));
}

/** Whether a receiver takes shares only from people whom its own have met through an invite. */
export function demandsInvite(document: Record<string, unknown> | undefined): boolean {
  return criteriaOf(document).some((criterion) => INVITE.includes(criterion));
}
