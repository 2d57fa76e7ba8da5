import type { Attempt, ReceivedShare } from '../cloud.js';
import { type Digest, digester } from '../digest.js';
import { joinAddress } from './address.js';
import { type AccountClient, type Answer, recordOf, recordsOf } from './client.js';
import { expectGood } from './libraries.js';
import { parts } from './paths.js';
import type { Received } from './received.js';

const SHARES = '/ocm-via-webdav/received-shares/';

/** Files and folders that a Nextcloud sent. Everything passes through the own server, which asks the sender anew each time. */
export class ReceivedOverWebdav implements Received {
  readonly #client: AccountClient;

  constructor(client: AccountClient) {
    this.#client = client;
  }

  async list(): Promise<ReceivedShare[]> {
    const answer = await this.#client.must('listing shares from other servers', 'GET', SHARES);
    return listed(answer).map(({ id, name, shared_by }) => {
      const at = String(shared_by).lastIndexOf('@');
      const from = joinAddress(String(shared_by).slice(0, at), String(shared_by).slice(at + 1));
      return { id: String(id), name: String(name).replace(/^\//, ''), from };
    });
  }

  async leave(share: ReceivedShare): Promise<void> {
    await this.#client.must(`leaving ${share.name}`, 'DELETE', `${SHARES}${share.id}/`);
  }

  async read(share: ReceivedShare, inside?: string): Promise<Uint8Array | undefined> {
    // What the sender answers comes through with status 200, be it a file or an error page: only the list tells what is there.
    if (
      inside !== undefined &&
      !(await this.#in(share, parts(`/${inside}`).folder))?.includes(parts(`/${inside}`).name)
    )
      return undefined;
    const query = { share_id: share.id, path: inside ?? '/' };
    const answer = await this.#client.ask('GET', '/ocm-via-webdav/download-received-file/', { query });
    if (isGone(answer)) return undefined;
    expectGood(`reading ${share.name}`, answer);
    return answer.bytes;
  }

  /** It passes through the own server, which holds the whole of it anyway. */
  async digest(share: ReceivedShare): Promise<Digest | undefined> {
    const bytes = await this.read(share);
    if (!bytes) return undefined;
    const { sink, digest } = digester();
    sink(bytes);
    return digest();
  }

  names(share: ReceivedShare): Promise<string[] | undefined> {
    return this.#in(share, '/');
  }

  async write(): Promise<Attempt> {
    return { done: false, refusal: 'what came over WebDAV can be downloaded and left, nothing else' };
  }

  async #in(share: ReceivedShare, path: string): Promise<string[] | undefined> {
    const answer = await this.#client.ask('GET', `${SHARES}${share.id}/`, { query: { path } });
    if (isGone(answer) || answer.status === 501) return undefined;
    expectGood(`listing ${share.name}`, answer);
    return listed(answer.data).map(({ name }) => String(name));
  }
}

/** The share is nobody's or somebody else's; 501 is its sender's server that does not give it any more. */
const isGone = (answer: Answer): boolean => answer.status === 403 || answer.status === 404;

const listed = (data: unknown): Record<string, unknown>[] => recordsOf(recordOf(data).received_share_list);
