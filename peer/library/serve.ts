import { createHash, randomUUID } from 'node:crypto';
import type { LibraryDialect } from '../../protocol/library-dialect.js';
import type { Handled, HostContext } from '../host/context.js';
import type { FileNode, FileTree } from '../host/file-tree.js';
import { mediaType, normalPath, parentOf } from '../host/file-tree.js';
import type { FileLink, SentShare } from '../host/state.js';
import { jsonReply, type PeerReply, type PeerRequest, savedAs } from '../http/router.js';
import { readForm } from '../ui/form.js';
import { serviceUrlOf, VIA_TOKEN_PATH } from './paths.js';

/** A request on a library whose secret was right. */
interface Access {
  host: HostContext;
  request: PeerRequest;
  share: SentShare;
  files: FileTree;
  canWrite: boolean;
}

/** Browsers at the recipient's server fetch from, and post to, this server directly. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, PUT, PATCH, DELETE, OPTIONS',
  'access-control-allow-headers':
    'x-requested-with, content-type, content-range, content-disposition, accept, origin, authorization',
};

/** Everything below the two paths through which libraries are read and written. */
export async function serveLibrary(host: HostContext, request: PeerRequest, dialect: LibraryDialect): Promise<Handled> {
  if (request.path.startsWith(`${dialect.filesPath}/`)) return serveLink(host, request, dialect);
  if (!request.path.endsWith('/')) return { reply: withSlash(request) };
  const share = authorize(host, request);
  const files = share && host.state.accounts.get(share.owner)?.files;
  if (!share || !files) return { reply: refused(401, 'Token inactive or deleted', 'detail') };
  const { behaviour } = host;
  const granted = behaviour.allowsWriteOnReadOnly || share.permission === 'edit';
  const access: Access = { host, request, share, files, canWrite: granted && !behaviour.forbidsWrites };
  return { reply: act(access, dialect), account: share.owner };
}

/** A path without its last slash is another path, which is told with a redirect; who follows it turns a POST into a GET. */
export function withSlash({ basePath, path, query }: PeerRequest): PeerReply {
  const search = query.toString();
  return { status: 301, headers: { location: `${basePath}${path}/${search === '' ? '' : `?${search}`}` } };
}

function act(access: Access, dialect: LibraryDialect): PeerReply {
  const { request, share } = access;
  if (request.method !== 'GET') return jsonReply(405, messages('METHOD_NOT_ALLOWED', 'detail'), { allow: 'GET' });
  switch (request.path.slice(VIA_TOKEN_PATH.length)) {
    case '/dir/':
      return list(access);
    case '/download-link/':
      return downloadLink(access, dialect);
    case '/upload-link/':
      return uploadLink(access, dialect);
    case '/repo-info/':
      return jsonReply(200, { repo_id: share.repoId, repo_name: nameOf(share.path) });
    default:
      return refused(404, 'NOT_FOUND');
  }
}

/** The secret of a living share, as token. */
function authorize({ state, behaviour }: HostContext, request: PeerRequest): SentShare | undefined {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(/\s+/, 2);
  const share = scheme.toLowerCase() === 'token' ? state.sentBySecret(token) : undefined;
  if (share?.repoId !== undefined) return isOpen(share, behaviour.keepsEnded) ? share : undefined;
  const mayLackSecret =
    behaviour.davIgnoresSecret === 'any' || (behaviour.davIgnoresSecret === 'absent' && scheme === '');
  if (!mayLackSecret) return undefined;
  return [...state.sent.values()].filter((sent) => isOpen(sent, behaviour.keepsEnded)).at(-1);
}

const isOpen = ({ state }: SentShare, keepsEnded: string): boolean => state !== 'ended' || keepsEnded === 'unshared';

function list({ request, share, files, canWrite }: Access): PeerReply {
  const path = insideOf(request);
  const names = path === undefined ? undefined : namesIn(files, share, path);
  if (path === undefined || !names) return refused(404, `Folder ${path ?? ''}/ not found.`);
  const permission = canWrite ? 'rw' : 'r';
  const entries = names.flatMap((name) => {
    const node = files.get(ownersPath(files, share, `${path}/${name}`));
    return node ? [entryOf(name, node, { permission, parent: `${path}/`, owner: share.owner })] : [];
  });
  const folder = files.get(ownersPath(files, share, path));
  return jsonReply(200, {
    user_perm: permission,
    dir_id: folder ? idOf(folder) : '',
    repo_name: nameOf(share.path),
    dirent_list: [...entries.filter(({ type }) => type === 'dir'), ...entries.filter(({ type }) => type === 'file')],
  });
}

/** Whether a file is shared: as a library of its own, which holds nothing else. */
const isFile = (files: FileTree, share: SentShare): boolean => files.get(share.path)?.kind === 'file';

/** Path in the owner's files of what stands at a path in the library; empty, which is nothing, where a file's library holds no such thing. */
function ownersPath(files: FileTree, share: SentShare, inside: string): string {
  if (!isFile(files, share)) return share.path + inside;
  return inside === '' || inside === `/${nameOf(share.path)}` ? share.path : '';
}

/** Names in a folder of the library; undefined when it has no such folder. */
function namesIn(files: FileTree, share: SentShare, inside: string): string[] | undefined {
  if (isFile(files, share)) return inside === '' ? [nameOf(share.path)] : undefined;
  const path = share.path + inside;
  return files.get(path)?.kind === 'folder' ? files.names(path) : undefined;
}

function entryOf(
  name: string,
  node: FileNode,
  { permission, parent, owner }: { permission: string; parent: string; owner: string },
): Record<string, unknown> & { type: string } {
  const mtime = node.modified.toISOString().replace(/\.\d+Z$/, '+00:00');
  const entry = { id: idOf(node), name, mtime, permission, parent_dir: parent, starred: false };
  if (node.kind === 'folder') return { type: 'dir', ...entry };
  const modifier = { modifier_email: owner, modifier_name: owner, modifier_contact_email: owner };
  return { type: 'file', ...entry, size: node.content.length, ...modifier };
}

function downloadLink({ host, request, share, files }: Access, dialect: LibraryDialect): PeerReply {
  const path = insideOf(request) ?? '';
  const target = path === '' ? '' : ownersPath(files, share, path);
  if (files.get(target)?.kind !== 'file') return refused(404, 'File not found');
  const token = issue(host, { share, target, use: 'download', mayReplace: false });
  return jsonReply(200, linkOf(host, dialect, `files/${token}/${encodeURIComponent(nameOf(path))}`));
}

function uploadLink({ host, request, share, files, canWrite }: Access, dialect: LibraryDialect): PeerReply {
  const path = insideOf(request);
  const from = request.query.get('from') ?? 'api';
  if (path === undefined || !namesIn(files, share, path)) return refused(404, `Folder ${path ?? ''}/ not found.`);
  if (!canWrite) return refused(403, 'You do not have permission to access this folder.');
  if (from !== 'web' && from !== 'api') return refused(400, 'from invalid.');
  const token = issue(host, { share, target: share.path + path, use: 'upload', mayReplace: from === 'api' });
  return jsonReply(200, linkOf(host, dialect, `${from === 'web' ? 'upload-aj' : 'upload-api'}/${token}`));
}

function issue(host: HostContext, link: FileLink): string {
  const token = randomUUID();
  host.state.links.set(token, link);
  return token;
}

const linkOf = ({ state }: HostContext, { filesPath }: LibraryDialect, path: string): string =>
  `${serviceUrlOf(state.info)}${filesPath.slice(1)}/${path}`;

async function serveLink(host: HostContext, request: PeerRequest, dialect: LibraryDialect): Promise<Handled> {
  if (request.method === 'OPTIONS') return { reply: { status: 200, headers: CORS } };
  const [kind = '', token = ''] = request.path.slice(dialect.filesPath.length + 1).split('/');
  const link = host.state.links.get(token);
  const files = link && host.state.accounts.get(link.share.owner)?.files;
  const isLiving = link !== undefined && isOpen(link.share, host.behaviour.keepsEnded);
  if (!isLiving || !files || (link.use === 'download') !== (kind === 'files'))
    return { reply: { status: 403, headers: CORS, body: 'Access token not found' } };
  const account = link.share.owner;
  if (link.use === 'upload') {
    const reply =
      request.method === 'POST'
        ? await upload(host, request, link, files)
        : { status: 405, headers: { allow: 'POST' } };
    return { reply: { ...reply, headers: { ...CORS, ...reply.headers } }, account };
  }
  // A link serves once, so that one in a log is worth nothing.
  if (request.method === 'GET') host.state.links.delete(token);
  const content = files.get(link.target)?.content;
  // A page follows the link itself: what is not marked as to be saved would be shown in its place.
  const headers = { ...CORS, 'content-type': mediaType(link.target), ...savedAs(nameOf(link.target)) };
  return { reply: content ? { status: 200, headers, body: content } : { status: 404, headers: CORS }, account };
}

/** One file to the folder of the link; an existing one keeps its name unless the form says otherwise, which alone decides in such servers. */
async function upload(host: HostContext, request: PeerRequest, link: FileLink, files: FileTree): Promise<PeerReply> {
  const form = await readForm(request).catch(() => undefined);
  const file = form?.file('file');
  const parent = normalPath(form?.text('parent_dir') ?? '');
  if (!file || parent === undefined) return { status: 400, body: 'Invalid parameter.' };
  const replaces = link.mayReplace && form?.text('replace') === '1';
  const folder = link.share.path + (parent === '/' ? '' : parent);
  const alone = isFile(files, link.share);
  const isElsewhere = folder !== link.target || (alone && (!replaces || file.name !== nameOf(link.share.path)));
  if (isElsewhere) return { status: 403, body: 'Permission denied.' };
  const name = replaces ? file.name : freeName(files, folder, file.name);
  const path = alone ? link.share.path : normalPath(`${folder}/${name}`);
  if (path === undefined || (!alone && parentOf(path) !== folder)) return { status: 400, body: 'Invalid filename.' };
  if (!host.behaviour.davIgnoresWrites && !files.put(path, file.content)) return { status: 404, body: 'Not found.' };
  const node = files.get(path);
  const answer = [{ name, id: node ? idOf(node) : '', size: file.content.length }];
  return jsonReply(200, answer);
}

/** `a (1).txt` when there is an `a.txt`. */
function freeName(files: FileTree, folder: string, name: string): string {
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  for (let count = 0; ; count += 1) {
    const candidate = count === 0 ? name : `${stem} (${count})${ending}`;
    if (!files.get(`${folder}/${candidate}`)) return candidate;
  }
}

/** Path below the library, empty for the library itself; undefined when there can be none. */
function insideOf({ query }: PeerRequest): string | undefined {
  const path = normalPath(query.get('path') ?? '/');
  return path === '/' ? '' : path;
}

/** Errors in the dialect's member, and in that of OCM. */
function refused(status: number, message: string, member = 'error_msg'): PeerReply {
  return jsonReply(status, messages(message, member));
}

const messages = (message: string, member: string): Record<string, string> => ({ [member]: message, message });
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const idOf = ({ etag }: FileNode): string => createHash('sha1').update(etag).digest('hex');
