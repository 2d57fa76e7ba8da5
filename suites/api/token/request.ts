import type { CheckContext, Outcome } from '../../../fixtures/check.js';
import type { PeerHostInfo, SignatureEdit } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import type { ClauseId } from '../../../vocabulary.js';
import { answerInWords, inconclusive, isSuccess, objectOf } from '../support/answer.js';
import { appliesAt, hasCapability } from '../support/in-force.js';
import { nothingArrived } from '../support/own-share.js';

/** The check that says why no token can be had for a share. */
export const ISSUED = 'token/issued';

/** Why nothing is asked of this target; undefined when it exchanges secrets for tokens and one of the clauses binds it. */
export function notFor(ctx: CheckContext, clauses: readonly [ClauseId, ...ClauseId[]]): string | undefined {
  if (!hasCapability(ctx, 'exchange-token') && !ctx.target.profile.claims?.includes('exchange-token'))
    return 'its discovery document has no capability `exchange-token`, and the profile claims none';
  return clauses.some((clause) => appliesAt(ctx, clause) === undefined) ? undefined : appliesAt(ctx, clauses[0]);
}

/** Where the target says that tokens are asked for; undefined when it says so nowhere. */
export function tokenEndPoint({ target }: CheckContext): string | undefined {
  const url = target.document?.tokenEndPoint;
  return typeof url === 'string' && URL.canParse(url) ? url : undefined;
}

/** The secret of a share, in whichever form it was announced. */
export function secretOf(creation: Exchange): string | undefined {
  const body = objectOf(creation.request.body) as
    | { protocol?: { webdav?: { sharedSecret?: unknown }; options?: { sharedSecret?: unknown } } }
    | undefined;
  const secret = body?.protocol?.webdav?.sharedSecret ?? body?.protocol?.options?.sharedSecret;
  return typeof secret === 'string' ? secret : undefined;
}

/** What a token can be asked for with: where, for whom, and the code. */
export interface Code {
  url: string;
  host: PeerHostInfo;
  code: string;
}

/** What is different from a right request. A parameter that is undefined is left out. */
export interface Departure {
  form?: Record<string, string | undefined>;
  /** Sent in place of the form. */
  raw?: { type: string; body: (form: Record<string, string>) => string };
  signature?: SignatureEdit;
  /** Another host of ours that sends it. */
  by?: PeerHostInfo;
}

/** A token request of ours, right but for what is different. */
export function ask(ctx: CheckContext, { url, host, code }: Code, departure: Departure = {}): Promise<Exchange> {
  const { by = host, raw, signature = {} } = departure;
  const form: Record<string, string> = {};
  const right = { grant_type: 'authorization_code', client_id: by.authority, code };
  for (const [name, value] of Object.entries({ ...right, ...departure.form }))
    if (value !== undefined) form[name] = value;
  const type = raw?.type ?? 'application/x-www-form-urlencoded';
  const headers = { 'content-type': type, accept: 'application/json' };
  const body = raw ? raw.body(form) : new URLSearchParams(form).toString();
  return ctx.peer.send(by.id, { method: 'POST', url, headers, body, signature });
}

/** A code from the share that the target sent, which many checks look at. */
export async function knownCode(ctx: CheckContext): Promise<Code | Outcome> {
  const { creation, host } = await ctx.sentShare('file');
  return creation ? codeFrom(ctx, creation, host) : nothingArrived();
}

export function codeFrom(ctx: CheckContext, creation: Exchange, host: PeerHostInfo): Code | Outcome {
  const url = tokenEndPoint(ctx);
  const code = secretOf(creation);
  if (url === undefined)
    return {
      kind: 'blocked',
      by: 'discovery/token-end-point-is-url',
      reason: 'the target lists `exchange-token`, and no tokenEndPoint that can be used',
    };
  if (code === undefined)
    return { kind: 'blocked', by: 'sent-share/protocol-form', reason: 'the share that reached us has no secret' };
  return { url, host, code };
}

/** The token in an answer; undefined when there is none. */
export function tokenIn(exchange: Exchange): string | undefined {
  const token = isSuccess(exchange) ? objectOf(exchange.response?.body)?.access_token : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** A token for a share, or why there is none. */
export async function tokenFor(ctx: CheckContext, code: Code): Promise<{ token: string; answer: Exchange } | Outcome> {
  const answer = await ask(ctx, code);
  const token = tokenIn(answer);
  if (token !== undefined) return { token, answer };
  return inconclusive(answer) ?? { kind: 'blocked', by: ISSUED, reason: `no token is given: ${answerInWords(answer)}` };
}

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
