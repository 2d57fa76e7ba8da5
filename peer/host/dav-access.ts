import { type DavEntry, joinPath, parseMultistatus } from '../../protocol/dav-client.js';
import type { HttpReply } from '../../protocol/http-client.js';
import { type Content, Spool } from '../http/content.js';
import type { UserAttempt, UserEntry } from '../user-actions.js';
import type { HostContext } from './context.js';
import { isSuccess, type ReceivedAccess, refusalOf } from './received-access.js';
import { type DavTransfer, patience, remoteDav, rootOf } from './remote-dav.js';
import { notify } from './send.js';
import type { ReceivedShare } from './state.js';

/** A received share over WebDAV. */
export class DavAccess implements ReceivedAccess {
  readonly #host: HostContext;
  readonly #share: ReceivedShare;

  constructor(host: HostContext, share: ReceivedShare) {
    this.#host = host;
    this.#share = share;
  }

  async describe(): Promise<void> {
    await this.#describe(undefined, '0');
  }

  async read(inside: string | undefined): Promise<Content | undefined> {
    const entries = await this.#describe(inside, '0');
    if (!entries) return undefined;
    const spool = new Spool();
    const sink = (chunk: Uint8Array): void => spool.write(chunk);
    const { exchange } = await this.#dav({
      method: 'GET',
      ...at(inside),
      sink,
      timeoutMs: patience(entries[0]?.size ?? 0),
    });
    if (exchange.response?.status === 200) {
      const content = spool.end();
      await this.#transferred();
      return content;
    }
    spool.abandon();
    return undefined;
  }

  async list(inside: string | undefined): Promise<UserEntry[] | undefined> {
    const entries = await this.#describe(inside, '1');
    if (entries?.[0]?.kind !== 'folder') return undefined;
    return entries.slice(1).map(({ name, kind, size, modified }) => ({ name, kind, size, modified: isoOf(modified) }));
  }

  async write(content: Content, inside: string | undefined): Promise<UserAttempt> {
    const headers = { 'content-type': 'application/octet-stream' };
    const timeoutMs = patience(content.length);
    return attempt(await this.#dav({ method: 'PUT', headers, body: content, timeoutMs, ...at(inside) }));
  }

  async makeFolder(inside: string): Promise<UserAttempt> {
    return attempt(await this.#dav({ method: 'MKCOL', inside }));
  }

  async rename(from: string, to: string): Promise<UserAttempt> {
    const destination = joinPath(await rootOf(this.#host, this.#share), to);
    const headers = { destination, overwrite: 'F' };
    return attempt(await this.#dav({ method: 'MOVE', inside: from, headers }));
  }

  async remove(name: string): Promise<UserAttempt> {
    return attempt(await this.#dav({ method: 'DELETE', inside: name }));
  }

  /** What is there for a while, to be transferred, can go when it has been: its sender is told, once (OCM-SHARE-046). No text names the type. */
  async #transferred(): Promise<void> {
    const share = this.#share;
    const isAwaited = share.toTransfer && share.expiration !== undefined && !share.isTransferred;
    if (!isAwaited || this.#host.behaviour.hidesTransfer) return;
    share.isTransferred = true;
    await notify(this.#host, 'SHARE_ACCEPTED', share, {
      edit: [{ set: '/notification/message', value: 'Recipient has transferred the data' }],
    });
  }

  #dav(request: DavTransfer): Promise<HttpReply> {
    return remoteDav(this.#host, this.#share, request);
  }

  /** PROPFIND comes first (OCM-DAV-005); it also tells whether a "file" is a folder, and the rights of the moment. */
  async #describe(inside: string | undefined, depth: '0' | '1'): Promise<DavEntry[] | undefined> {
    if (this.#host.behaviour.davSkipsPropfind && depth === '0') return [];
    const { exchange, bytes } = await this.#dav({ method: 'PROPFIND', headers: { depth }, ...at(inside) });
    if (exchange.response?.status !== 207) return undefined;
    const entries = parseMultistatus(Buffer.from(bytes).toString('utf8'));
    const root = entries?.[0];
    if (root && (inside === undefined || inside === '')) {
      this.#share.kind = root.kind;
      if (root.permissions) this.#share.permission = root.permissions.includes('write') ? 'edit' : 'read';
    }
    return entries;
  }
}

const at = (inside: string | undefined): { inside?: string } => (inside === undefined ? {} : { inside });

function attempt({ exchange }: HttpReply): UserAttempt {
  return isSuccess(exchange) ? { done: true } : { done: false, refusal: refusalOf(exchange) };
}

function isoOf(date: string | undefined): string {
  const time = date === undefined ? Number.NaN : Date.parse(date);
  return new Date(Number.isNaN(time) ? 0 : time).toISOString();
}
