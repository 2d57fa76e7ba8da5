import type { Discovered } from '../../protocol/discovery.js';
import type { Exchange } from '../../protocol/exchange.js';
import type { BodyEdit, SignatureEdit } from '../contract.js';
import type { HostContext } from './context.js';

const JSON_HEADERS = { 'content-type': 'application/json', accept: 'application/json' };

/** Posts a message in JSON, or what is sent in its place. */
export async function post(
  host: HostContext,
  kind: 'share-creation' | 'notification' | 'invite-acceptance',
  url: string,
  body: Record<string, unknown>,
  changes: { edit?: BodyEdit[]; rawBody?: string; headers?: Record<string, string>; signature?: SignatureEdit },
  account: string,
): Promise<Exchange> {
  const { exchange } = await host.call(
    kind,
    {
      method: 'POST',
      url,
      headers: { ...JSON_HEADERS, ...changes.headers },
      body: changes.rawBody ?? JSON.stringify(body),
      ...(changes.signature ? { signature: changes.signature } : {}),
    },
    account,
  );
  return exchange;
}

/** The exchange that says why nothing could be sent. */
export function lookUp(found: Discovered | undefined): Exchange {
  if (!found) throw new RangeError('there was neither a guess nor a discovery');
  return found.exchange;
}
