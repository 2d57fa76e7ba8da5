import { basicAuth, bearerAuth, joinPath, PROPFIND_BODY } from '../../protocol/dav-client.js';
import type { HttpReply } from '../../protocol/http-client.js';
import type { DavRequest } from '../contract.js';
import type { HostContext } from './context.js';
import type { ReceivedShare } from './state.js';

/** One WebDAV request on a received share, where and with the credentials that its message demands. Never rejects. */
export async function remoteDav(host: HostContext, share: ReceivedShare, request: DavRequest): Promise<HttpReply> {
  const root = await rootOf(host, share);
  const body = request.body ?? (request.method === 'PROPFIND' ? PROPFIND_BODY : undefined);
  return host.call(
    'dav-request',
    {
      method: request.method,
      url: joinPath(root, request.inside),
      headers: {
        ...credentials(host, share),
        ...(request.method === 'PROPFIND' ? { 'content-type': 'application/xml; charset=utf-8' } : {}),
        ...request.headers,
      },
      ...(body === undefined ? {} : { body }),
    },
    share.user,
  );
}

/** URL of the shared item itself (OCM-DAV-002, -005, -006, -009). */
export async function rootOf(host: HostContext, share: ReceivedShare): Promise<string> {
  const { behaviour, state } = host;
  const uri = behaviour.davTarget === 'root' ? undefined : share.uri;
  if (uri !== undefined && /^https?:\/\//i.test(uri)) return uri;
  const scheme = state.info.url.startsWith('http:') ? 'http' : 'https';
  const { webdavPath = '/' } = await host.discover(share.senderHost, share.user);
  const path = behaviour.davTarget === 'no-prefix' ? '/' : webdavPath;
  const base = /^https?:\/\//i.test(path)
    ? path
    : `${scheme}://${share.senderHost}${path.startsWith('/') ? '' : '/'}${path}`;
  return uri === undefined ? base : `${base.replace(/\/+$/, '')}/${uri.replace(/^\/+/, '')}`;
}

/** Basic with an empty password for the old form, else Bearer (OCM-DAV-007, -009). */
function credentials(host: HostContext, share: ReceivedShare): Record<string, string> {
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
