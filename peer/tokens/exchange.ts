import { jsonOf } from '../../protocol/exchange.js';
import type { HttpReply } from '../../protocol/http-client.js';
import type { HostContext } from '../host/context.js';
import { isSuccess } from '../host/received-access.js';
import { isObject } from '../host/share-problems.js';
import type { ReceivedShare } from '../host/state.js';
import { TOKEN_PATH } from './endpoint.js';

/** Seconds before its end at which a token is fetched anew: it must not run out on the way (OCM-TOKEN-012). */
const MARGIN = 2;

/** What opens a received share: its secret, a token for it, or nothing, with the answer that says why. */
export type Key = { secret: string } | { token: string } | { refused: HttpReply };

/**
 * What a receiver has to show for a share (OCM-TOKEN-019 to -021): a token where the share demands one; where the sender only offers them, a
 * token if one can be had; else the secret.
 */
export async function keyTo(host: HostContext, share: ReceivedShare): Promise<Key> {
  const { behaviour, state } = host;
  const way = state.info.tokens;
  if (way === undefined || behaviour.skipsExchange) return { secret: share.secret };
  const isDemanded = share.mustExchange === true;
  const code = way === 'code' ? share.code : share.secret;
  if (code === undefined || (way === 'exchange' && share.form === 'legacy' && !isDemanded))
    return { secret: share.secret };
  const held = share.token;
  if (held && (behaviour.keepsToken || Date.now() < held.until)) return { token: held.value };
  const url = await endPointFor(host, share, way);
  if (url === undefined) return { secret: share.secret };
  const reply = await ask(host, share, url, way, code);
  const found = tokenIn(reply);
  const token = found && behaviour.readsToken(found.value) ? found : undefined;
  if (token) {
    share.token = { value: token.value, until: Date.now() + Math.max(token.seconds - MARGIN, 1) * 1000 };
    return { token: token.value };
  }
  return isDemanded || behaviour.needsExchange ? { refused: reply } : { secret: share.secret };
}

async function endPointFor(
  host: HostContext,
  share: ReceivedShare,
  way: 'code' | 'exchange',
): Promise<string | undefined> {
  const { document, endPoint, capabilities } = await host.discover(share.senderHost, share.user);
  const { guessesTokenPath } = host.behaviour;
  if (guessesTokenPath !== undefined) return endPoint && endPoint + guessesTokenPath;
  if (way === 'code') return endPoint && endPoint + TOKEN_PATH;
  const url = document?.tokenEndPoint;
  const isOffered = share.mustExchange === true || capabilities.includes('exchange-token');
  return isOffered && typeof url === 'string' && URL.canParse(url) ? url : undefined;
}

function ask(
  host: HostContext,
  share: ReceivedShare,
  url: string,
  way: 'code' | 'exchange',
  code: string,
): Promise<HttpReply> {
  const client = host.state.info.authority;
  const isForm = way === 'exchange';
  const body = isForm
    ? new URLSearchParams({ grant_type: 'authorization_code', client_id: client, code }).toString()
    : JSON.stringify({ grant_type: 'ocm_authorization_code', client_id: client, code });
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const headers = { 'content-type': type, accept: 'application/json' };
  return host.call('token-request', { method: 'POST', url, headers, body }, share.user);
}

/** The token is opaque: any text that can stand in a header (OCM-TOKEN-014). */
function tokenIn({ exchange }: HttpReply): { value: string; seconds: number } | undefined {
  const json = isSuccess(exchange) ? jsonOf(exchange.response?.body) : undefined;
  if (!isObject(json)) return undefined;
  const { access_token: value, expires_in: seconds } = json;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) return undefined;
  return { value, seconds: typeof seconds === 'number' && seconds > 0 ? seconds : 0 };
}
