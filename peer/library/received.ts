import type { Exchange } from '../../protocol/exchange.js';
import { jsonOf } from '../../protocol/exchange.js';
import type { HttpReply } from '../../protocol/http-client.js';
import type { HostContext } from '../host/context.js';
import { type ReceivedAccess, refusalOf } from '../host/received-access.js';
import { patience } from '../host/remote-dav.js';
import { isObject } from '../host/share-problems.js';
import type { ReceivedShare } from '../host/state.js';
import { bytesOf, type Content, Spool } from '../http/content.js';
import type { UserAttempt, UserEntry } from '../user-actions.js';
import { VIA_TOKEN_PATH } from './paths.js';

/** A received library: listed with the secret as token, read and written through links that the owner's server gives. */
export class LibraryAccess implements ReceivedAccess {
  readonly #host: HostContext;
  readonly #share: ReceivedShare;

  constructor(host: HostContext, share: ReceivedShare) {
    this.#host = host;
    this.#share = share;
  }

  async describe(): Promise<void> {
    await this.list(undefined);
  }

  async read(inside: string | undefined): Promise<Content | undefined> {
    if (inside === undefined) return undefined;
    const found = await this.#find(inside);
    if (found === undefined) return undefined;
    const { link } = await this.#link('download-link', { path: found.path });
    if (link === undefined) return undefined;
    const spool = new Spool();
    const sink = (chunk: Uint8Array): void => spool.write(chunk);
    const timeoutMs = patience(found.size);
    const { exchange } = await this.#request({ method: 'GET', url: link, headers: {}, sink, timeoutMs });
    if (exchange.response?.status === 200) return spool.end();
    spool.abandon();
    return undefined;
  }

  async list(inside: string | undefined): Promise<UserEntry[] | undefined> {
    const { exchange } = await this.#ask('dir', { path: `/${inside ?? ''}`, with_thumbnail: 'false' });
    const listing = exchange.response?.status === 200 ? jsonOf(exchange.response.body) : undefined;
    if (!isObject(listing) || !Array.isArray(listing.dirent_list)) return undefined;
    if (typeof listing.user_perm === 'string') this.#share.permission = listing.user_perm === 'rw' ? 'edit' : 'read';
    return listing.dirent_list.filter(isObject).map(entryOf);
  }

  /** An existing file is overwritten, which the pages of such servers do not offer but their interface does. */
  async write(content: Content, inside: string | undefined): Promise<UserAttempt> {
    if (inside === undefined) return { done: false, refusal: 'a library cannot be overwritten' };
    const found = await this.#find(inside);
    const exists = found !== undefined;
    const { folder, name } = found ?? partsOf(inside);
    const how: Record<string, string> = exists ? { from: 'api', replace: '1' } : { from: 'web' };
    const { link, exchange } = await this.#link('upload-link', { path: folder, ...how });
    if (link === undefined) return { done: false, refusal: refusalOf(exchange) };
    const form = new FormData();
    form.append('parent_dir', folder);
    if (exists) form.append('replace', '1');
    form.append('file', new Blob([new Uint8Array(bytesOf(content))]), name);
    const posted = new Response(form);
    const body = new Uint8Array(await posted.arrayBuffer());
    const headers = { 'content-type': posted.headers.get('content-type') ?? '', accept: 'application/json' };
    const url = exists ? `${link}${link.includes('?') ? '&' : '?'}ret-json=1` : link;
    const timeoutMs = patience(content.length);
    const { exchange: sent } = await this.#request({ method: 'POST', url, headers, body, timeoutMs });
    return sent.response?.status === 200 ? { done: true } : { done: false, refusal: refusalOf(sent) };
  }

  makeFolder(): Promise<UserAttempt> {
    return Promise.resolve({ done: false, refusal: 'folders cannot be made in a received library' });
  }

  rename(): Promise<UserAttempt> {
    return Promise.resolve({ done: false, refusal: 'files of a received library cannot be renamed' });
  }

  remove(): Promise<UserAttempt> {
    return Promise.resolve({ done: false, refusal: 'files of a received library cannot be deleted' });
  }

  /** A file under the name that its owner's server gives it: the same letters may be written in another Unicode form there. */
  async #find(inside: string): Promise<{ folder: string; name: string; path: string; size: number } | undefined> {
    const { folder, name: asked } = partsOf(inside);
    const entries = (await this.list(folder.slice(1))) ?? [];
    const entry =
      entries.find(({ name }) => name === asked) ??
      entries.find(({ name }) => name.normalize('NFC') === asked.normalize('NFC'));
    if (entry === undefined) return undefined;
    const { name, size } = entry;
    return { folder, name, path: `${folder === '/' ? '' : folder}/${name}`, size };
  }

  /** A link is a JSON string; what else comes with 200 is a refusal of servers that pass errors on. */
  async #link(
    call: 'download-link' | 'upload-link',
    query: Record<string, string>,
  ): Promise<{ link?: string; exchange: Exchange }> {
    const { exchange } = await this.#ask(call, query);
    const link = exchange.response?.status === 200 ? jsonOf(exchange.response.body) : undefined;
    return typeof link === 'string' && URL.canParse(link) ? { link, exchange } : { exchange };
  }

  #ask(call: 'dir' | 'download-link' | 'upload-link', query: Record<string, string>): Promise<HttpReply> {
    const base = this.#share.library?.serviceUrl.replace(/\/+$/, '') ?? '';
    const url = `${base}${VIA_TOKEN_PATH}/${call}/?${new URLSearchParams(query)}`;
    const headers = { authorization: `token ${this.#share.secret}`, accept: 'application/json' };
    return this.#request({ method: 'GET', url, headers });
  }

  #request(request: Parameters<HostContext['call']>[1]): Promise<HttpReply> {
    return this.#host.call('library-request', request, this.#share.user);
  }
}

function partsOf(inside: string): { folder: string; name: string } {
  const at = inside.lastIndexOf('/');
  return { folder: `/${inside.slice(0, Math.max(0, at))}`, name: inside.slice(at + 1) };
}

function entryOf(entry: Record<string, unknown>): UserEntry {
  const time = typeof entry.mtime === 'string' ? Date.parse(entry.mtime) : Number.NaN;
  return {
    name: String(entry.name ?? ''),
    kind: entry.type === 'dir' ? 'folder' : 'file',
    size: typeof entry.size === 'number' ? entry.size : 0,
    modified: new Date(Number.isNaN(time) ? 0 : time).toISOString(),
  };
}
