import { requestedProperties } from '../../protocol/dav-client.js';
import type { Behaviour } from '../behaviour.js';
import type { PeerReply, PeerRequest } from '../http/router.js';
import type { UserPermission } from '../user-actions.js';
import type { Handled, HostContext } from './context.js';
import { type Described, davError, multistatus } from './dav-xml.js';
import { WEBDAV_PATH } from './discovery-document.js';
import { type FileTree, mediaType, normalPath, parentOf } from './file-tree.js';
import { type Account, isExpired, type SentShare } from './state.js';

const ALLOW = 'OPTIONS, GET, HEAD, PROPFIND, PUT, MKCOL, MOVE, DELETE';
const XML = { 'content-type': 'application/xml; charset=utf-8' };

/** A request on a share whose secret was right. */
interface Access {
  host: HostContext;
  request: PeerRequest;
  share: SentShare;
  owner: Account;
  files: FileTree;
  /** Path in the owner's files. */
  target: string;
  /** Path below the shared item, empty for the item itself. */
  inside: string;
  /** Percent-encoded path of the shared item in URLs, as the client asked for it. */
  rootHref: string;
}

/** Everything below the WebDAV path: the shares of this host's accounts, each opened by its secret. */
export function serveDav(host: HostContext, request: PeerRequest): Handled {
  if (request.method === 'OPTIONS') return { reply: { status: 200, headers: { dav: '1', allow: ALLOW } } };
  const share = authorize(host, request);
  if (!share) return { reply: unauthorized() };
  const access = locate(host, request, share);
  const reply = access ? act(access) : failed(404, 'Nothing is shared here');
  return { reply, account: share.owner };
}

function act(access: Access): PeerReply {
  switch (access.request.method) {
    case 'GET':
    case 'HEAD':
      return read(access);
    case 'PROPFIND':
      return propfind(access);
    case 'PUT':
    case 'MKCOL':
    case 'DELETE':
    case 'MOVE':
      return write(access);
    default:
      return { ...failed(501, 'This method is not offered'), headers: { ...XML, allow: ALLOW } };
  }
}

/** OCM-DAV-008, -010, -016: Bearer, or Basic with the secret as user name and no password (or the secret again, AMB-012). */
function authorize(host: HostContext, request: PeerRequest): SentShare | undefined {
  const { behaviour } = host;
  const [scheme = '', credentials = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  const kind = scheme.toLowerCase();
  if (kind !== '' && kind === behaviour.davRefusesScheme) return undefined;
  let secret: string | undefined;
  if (kind === 'bearer') secret = credentials;
  if (kind === 'basic') {
    const [user = '', ...rest] = Buffer.from(credentials, 'base64').toString('utf8').split(':');
    const password = rest.join(':');
    if (password === '' || password === user) secret = user;
  }
  const isToken = secret !== undefined && host.state.sentBySecret(secret) === undefined;
  const share = secret === undefined ? undefined : opened(host, secret, kind);
  if (share && behaviour.davOpensByPath === (isToken ? 'token' : 'secret')) return shareByPath(host, request);
  if (share) return isOpen(share, behaviour) || (isToken && behaviour.davTokensOutlive) ? share : undefined;
  const mayLackSecret =
    behaviour.davIgnoresSecret === 'any' || (behaviour.davIgnoresSecret === 'absent' && kind === '');
  return mayLackSecret ? shareByPath(host, request) : undefined;
}

/** What a secret or a token opens; the secret of a share that demands tokens opens nothing (OCM-TOKEN-019). */
function opened({ behaviour, state }: HostContext, secret: string, kind: string): SentShare | undefined {
  const bySecret = state.sentBySecret(secret);
  if (bySecret) return bySecret.mustExchange && !behaviour.davTakesRawSecret ? undefined : bySecret;
  if (kind !== 'bearer' || behaviour.davRefusesTokens) return undefined;
  return state.tokens.shareOf(secret, { evenExpired: behaviour.davKeepsTokens });
}

/** OCM-DAV-017, -018. */
function isOpen(share: SentShare, { keepsEnded }: Behaviour): boolean {
  return (share.state !== 'ended' || keepsEnded === 'unshared') && (!isExpired(share) || keepsEnded === 'expired');
}

/** Only for a server that forgets to ask for the secret: the share that the path names, else the newest. */
function shareByPath(host: HostContext, request: PeerRequest): SentShare | undefined {
  const [first = ''] = below(request.path);
  const open = [...host.state.sent.values()].filter((share) => isOpen(share, host.behaviour));
  return open.find((share) => share.uri === first) ?? open.at(-1);
}

function below(path: string): string[] {
  return path
    .slice(WEBDAV_PATH.length)
    .split('/')
    .filter((part) => part !== '');
}

/** A share is found at its own segment, and at the root too, which the old form uses. */
function locate(host: HostContext, request: PeerRequest, share: SentShare): Access | undefined {
  const owner = host.state.accounts.get(share.owner);
  if (!owner) return undefined;
  const parts = below(request.path);
  const named = parts[0] === share.uri || (host.behaviour.davIgnoresPath && isNamed(host, parts[0]));
  const inside = insideOf(named ? parts.slice(1) : parts);
  if (inside === undefined) return undefined;
  const target = inside === '' ? share.path : `${share.path}/${inside}`;
  const rootHref = `${request.basePath}${WEBDAV_PATH}${named ? `/${parts[0]}` : ''}`;
  return { host, request, share, owner, files: owner.files, target, inside, rootHref };
}

const isNamed = ({ state }: HostContext, uri: string | undefined): boolean =>
  [...state.sent.values()].some((share) => share.uri === uri);

function insideOf(parts: string[]): string | undefined {
  try {
    return normalPath(parts.map(decodeURIComponent).join('/'))?.slice(1);
  } catch {
    return undefined;
  }
}

function permissionOf({ host, share }: Access): UserPermission {
  if (host.behaviour.forbidsWrites) return 'read';
  return host.behaviour.allowsWriteOnReadOnly ? 'edit' : share.permission;
}

function read({ files, target, inside, host }: Access): PeerReply {
  const node = files.get(target);
  if (!node || (inside !== '' && host.behaviour.davRefusesInside)) return failed(404, 'There is no such file');
  if (node.kind === 'folder') return { ...failed(405, 'This is a folder'), headers: { ...XML, allow: ALLOW } };
  const headers = {
    'content-type': mediaType(target),
    etag: node.etag,
    'last-modified': node.modified.toUTCString(),
  };
  return { status: 200, headers, body: node.content };
}

function propfind(access: Access): PeerReply {
  const { files, target, inside, host, request, share, rootHref } = access;
  const node = files.get(target);
  if (!node || (inside !== '' && host.behaviour.davRefusesInside)) return failed(404, 'There is nothing here');
  const base = [rootHref, ...inside.split('/').filter(Boolean).map(encodeURIComponent)].join('/');
  const describeAt = (path: string, href: string): Described[] => {
    const found = files.get(path);
    if (!found) return [];
    // A read-only share says so, also on a server that does not hold to it.
    const entry = {
      name: path.split('/').at(-1) ?? '',
      node: found,
      permission: share.permission,
      isRoot: href === rootHref,
    };
    return [{ ...entry, href: found.kind === 'folder' ? `${href}/` : href }];
  };
  const entries = describeAt(target, base);
  if (node.kind === 'folder' && request.headers.depth !== '0') {
    for (const name of files.names(target))
      entries.push(...describeAt(`${target}/${name}`, `${base}/${encodeURIComponent(name)}`));
  }
  const wanted = requestedProperties(Buffer.from(request.body).toString('utf8'));
  return { status: 207, headers: XML, body: multistatus(entries, wanted) };
}

/** OCM-DAV-015: only a share with the right to write is changed. */
function write(access: Access): PeerReply {
  const { files, target, inside, host, request } = access;
  if (permissionOf(access) === 'read') return failed(403, 'This share is read only');
  if (inside !== '' && host.behaviour.davRefusesInside) return failed(404, 'There is nothing here');
  const node = files.get(target);
  if (host.behaviour.davIgnoresWrites) return { status: node ? 204 : 201 };
  switch (request.method) {
    case 'PUT':
      if (node?.kind === 'folder') return failed(405, 'This is a folder');
      if (!files.put(target, request.stored ?? request.body)) return failed(409, 'There is no such folder');
      return { status: node ? 204 : 201, headers: { etag: files.get(target)?.etag ?? '' } };
    case 'MKCOL':
      if (node) return failed(405, 'Something is here already');
      return files.mkdir(target) ? { status: 201 } : failed(409, 'There is no such folder');
    case 'DELETE':
      if (inside === '') return failed(403, 'The shared item itself is not deleted by its receiver');
      return files.remove(target) ? { status: 204 } : failed(404, 'There is nothing here');
    default:
      return move(access);
  }
}

function move(access: Access): PeerReply {
  const { host, owner, files, target, inside, request, share } = access;
  if (inside === '') return failed(403, 'The shared item itself is not moved by its receiver');
  if (!files.get(target)) return failed(404, 'There is nothing here');
  const destination = destinationOf(access);
  if (destination === undefined || destination === '') return failed(403, 'The destination is not in this share');
  const to = `${share.path}/${destination}`;
  const replaced = files.get(to) !== undefined;
  if (replaced && request.headers.overwrite?.toUpperCase() === 'F') return failed(412, 'The destination exists');
  if (files.get(parentOf(to))?.kind !== 'folder') return failed(409, 'There is no such folder');
  return host.state.move(owner, target, to)
    ? { status: replaced ? 204 : 201 }
    : failed(403, 'It cannot be moved there');
}

/** Path below the shared item that a Destination header names; undefined when it is elsewhere. */
function destinationOf({ request, rootHref }: Access): string | undefined {
  const header = request.headers.destination;
  if (header === undefined || !URL.canParse(header, request.origin)) return undefined;
  const url = new URL(header, request.origin);
  if (url.host !== new URL(request.origin).host || !url.pathname.startsWith(`${rootHref}/`)) return undefined;
  return insideOf(url.pathname.slice(rootHref.length + 1).split('/'));
}

function unauthorized(): PeerReply {
  const headers = { ...XML, 'www-authenticate': ['Bearer', 'Basic realm="shares", charset="UTF-8"'] };
  return { status: 401, headers, body: davError('The secret of a share is needed') };
}

function failed(status: number, message: string): PeerReply {
  return { status, headers: XML, body: davError(message) };
}
