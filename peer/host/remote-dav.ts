import { basicAuth, bearerAuth, joinPath, PROPFIND_BODY } from '../../protocol/dav-client.js';
import type { HttpReply } from '../../protocol/http-client.js';
import type { OutgoingRequest } from '../behaviour.js';
import type { DavRequest } from '../contract.js';
import { keyTo } from '../tokens/exchange.js';
import { CALL_BUDGET, type HostContext } from './context.js';
import { WEBDAV_PATH } from './discovery-document.js';
import type { ReceivedShare } from './state.js';

/** As a request of the control API, and besides with bodies too large for the memory, and a budget of its own in ms. */
export type DavTransfer = Omit<DavRequest, 'body'> & Pick<OutgoingRequest, 'body' | 'sink' | 'timeoutMs'>;

/** How long a transfer of so many bytes may take, in ms: what any request may, and a second for each megabyte. */
export function patience(bytes: number): number {
  return CALL_BUDGET + Math.ceil(bytes / 1_000);
}

/** One WebDAV request on a received share, where and with the credentials that its message demands. Never rejects. */
export async function remoteDav(host: HostContext, share: ReceivedShare, request: DavTransfer): Promise<HttpReply> {
  const key = await keyTo(host, share);
  if ('refused' in key) return key.refused;
  const root = await rootOf(host, share);
  const body = request.body ?? (request.method === 'PROPFIND' ? PROPFIND_BODY : undefined);
  return host.call(
    'dav-request',
    {
      method: request.method,
      url: placeOf(host, share, root, request.inside),
      headers: {
        ...credentials(host, share, key),
        ...(request.method === 'PROPFIND' ? { 'content-type': 'application/xml; charset=utf-8' } : {}),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body }),
      ...(request.sink ? { sink: request.sink } : {}),
      ...(request.timeoutMs === undefined ? {} : { timeoutMs: request.timeoutMs }),
    },
    share.user,
  );
}

/** What is in a folder is at its address with the path appended (OCM-DAV-012). */
function placeOf({ behaviour }: HostContext, share: ReceivedShare, root: string, inside: string | undefined): string {
  const namesAgain = behaviour.davTarget === 'name-again' && inside !== undefined;
  return joinPath(root, namesAgain ? `${share.name}/${inside}` : inside);
}

/** URL of the shared item itself (OCM-DAV-002, -005, -006, -009). */
export async function rootOf(host: HostContext, share: ReceivedShare): Promise<string> {
  const { behaviour, state } = host;
  const uri = behaviour.davTarget === 'root' ? undefined : share.uri;
  if (uri !== undefined && /^https?:\/\//i.test(uri)) return uri;
  const scheme = state.info.url.startsWith('http:') ? 'http' : 'https';
  const { webdavPath = '/' } = behaviour.guessesSender
    ? { webdavPath: WEBDAV_PATH }
    : await host.discover(share.senderHost, share.user);
  const path = behaviour.davTarget === 'no-prefix' ? '/' : webdavPath;
  const base = /^https?:\/\//i.test(path)
    ? path
    : `${scheme}://${share.senderHost}${path.startsWith('/') ? '' : '/'}${path}`;
  return uri === undefined ? base : `${base.replace(/\/+$/, '')}/${uri.replace(/^\/+/, '')}`;
}

/** Basic with an empty password for the old form, else Bearer (OCM-DAV-007, -009). */
function credentials(
  host: HostContext,
  share: ReceivedShare,
  key: { secret: string } | { token: string },
): Record<string, string> {
  if ('token' in key) return { authorization: bearerAuth(key.token) };
  switch (host.behaviour.davCredentials ?? (share.form === 'legacy' ? 'basic' : 'bearer')) {
    case 'basic':
      return { authorization: basicAuth(share.secret) };
    case 'bearer':
      return { authorization: bearerAuth(share.secret) };
    case 'secret-twice':
      return { authorization: `Basic ${Buffer.from(`${share.secret}:${share.secret}`).toString('base64')}` };
    case 'none':
      return {};
  }
}
