import { sameAuthority } from '../../protocol/address.js';
import type { Handled, HostContext } from '../host/context.js';
import { isObject, readJson } from '../host/share-problems.js';
import { isExpired, type SentShare } from '../host/state.js';
import { jsonReply, type PeerReply, type PeerRequest } from '../http/router.js';
import type { TokenWay } from '../tongues.js';

/** Path of the token endpoint below the API. */
export const TOKEN_PATH = '/token';

/** Seconds that a token opens something, unless the host is told otherwise. */
export const TOKEN_LIFETIME = 300;

/** What a token request asks for; undefined members are missing or of another type. */
interface TokenRequest {
  grant: string | undefined;
  client: string | undefined;
  code: string | undefined;
  /** Parameters besides. */
  extras: string[];
}

type OAuthError = 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type';

const GRANTS: Record<TokenWay, string> = { code: 'ocm_authorization_code', exchange: 'authorization_code' };

/** POST tokenEndPoint (OCM-TOKEN-003 to -018), in 1.2 {endPoint}/token (OCM-TOKEN-030). */
export async function receiveTokenRequest(host: HostContext, request: PeerRequest, way: TokenWay): Promise<Handled> {
  const { behaviour, state } = host;
  const read = way === 'exchange' ? readForm(request) : readJsonRequest(request);
  const share = read?.code === undefined ? undefined : shareFor(host, read.code, way);
  const account = share?.owner;
  const handled = (reply: PeerReply): Handled => (account === undefined ? { reply } : { reply, account });
  const ignores = behaviour.tokenIgnores;
  const admission = await host.signing.admit(request, read?.client, account);
  const isSigned = admission.refused === undefined && admission.signer !== undefined;
  // A token request is signed in any case; only what has no signatures at all cannot ask for that (OCM-TOKEN-018).
  if (state.info.signs !== undefined && !isSigned && !ignores.has('signature'))
    return handled(denied(way, 'invalid_client'));
  if (!read || read.grant === undefined || read.code === undefined || read.client === undefined)
    return handled(denied(way, 'invalid_request'));
  if (read.grant !== GRANTS[way] && !ignores.has('grant')) return handled(denied(way, 'unsupported_grant_type'));
  if (behaviour.tokenMindsExtras && read.extras.length > 0) return handled(denied(way, 'invalid_request'));
  const isOpen = share !== undefined && (ignores.has('end') || (share.state !== 'ended' && !isExpired(share)));
  const given = isOpen ? share : ignores.has('code') ? newestFor(host, read.client) : undefined;
  if (!given || (behaviour.tokenOnlyOnce && state.tokens.wasIssuedFor(given)))
    return handled(denied(way, 'invalid_grant'));
  if (!ignores.has('client') && !isRecipient(given, read.client)) return handled(denied(way, 'invalid_grant'));
  const expiresIn = state.info.tokenLifetime ?? TOKEN_LIFETIME;
  const token = state.tokens.issue(given, expiresIn, behaviour.writesToken);
  const type = way === 'exchange' ? 'Bearer' : 'bearer';
  const body = { access_token: token, token_type: type, expires_in: expiresIn };
  return handled(
    jsonReply(200, way === 'exchange' ? body : { ...body, refresh_token: '' }, { 'cache-control': 'no-store' }),
  );
}

/** The secret is the code, in 1.2 there is one beside it. */
function shareFor({ state }: HostContext, code: string, way: TokenWay): SentShare | undefined {
  if (way === 'exchange') return state.sentBySecret(code);
  return [...state.sent.values()].find((share) => share.code === code);
}

/** Only for a server that minds no code. */
function newestFor({ state }: HostContext, client: string): SentShare | undefined {
  return [...state.sent.values()].filter((share) => isRecipient(share, client)).at(-1);
}

/** A token is for the server that the share went to (OCM-TOKEN-005). */
function isRecipient(share: SentShare, client: string): boolean {
  return sameAuthority(share.to.slice(share.to.lastIndexOf('@') + 1), client);
}

function denied(way: TokenWay, error: OAuthError): PeerReply {
  if (way === 'code') return jsonReply(403, { message: error.toUpperCase() });
  return jsonReply(400, { error }, { 'cache-control': 'no-store' });
}

function readForm({ headers, body }: PeerRequest): TokenRequest | undefined {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  const form = new URLSearchParams(Buffer.from(body).toString('utf8'));
  const known = ['grant_type', 'client_id', 'code'];
  const value = (name: string): string | undefined => form.get(name) || undefined;
  return {
    grant: value('grant_type'),
    client: value('client_id'),
    code: value('code'),
    extras: [...form.keys()].filter((name) => !known.includes(name)),
  };
}

function readJsonRequest({ body }: PeerRequest): TokenRequest | undefined {
  const { json } = readJson(body);
  if (!isObject(json)) return undefined;
  const value = (name: string): string | undefined => {
    const found = json[name];
    return typeof found === 'string' && found !== '' ? found : undefined;
  };
  return { grant: value('grant_type'), client: value('client_id'), code: value('code'), extras: [] };
}
