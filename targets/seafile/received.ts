import type { Attempt, ReceivedShare } from '../cloud.js';
import { type Digest, digester } from '../digest.js';
import { joinAddress } from './address.js';
import { type AccountClient, type Answer, recordOf, recordsOf } from './client.js';
import { expectGood } from './libraries.js';
import { isSame, join, parts } from './paths.js';
import { refusal } from './refusal.js';

/** What came from other servers, whichever feature brought it. Paths are relative to the share. */
export interface Received {
  list(): Promise<ReceivedShare[]>;
  leave(share: ReceivedShare): Promise<void>;
  /** Without `inside` it is a file that was shared by itself. */
  read(share: ReceivedShare, inside?: string): Promise<Uint8Array | undefined>;
  /** Of a file that was shared by itself, as it comes. */
  digest(share: ReceivedShare): Promise<Digest | undefined>;
  names(share: ReceivedShare): Promise<string[] | undefined>;
  write(share: ReceivedShare, content: Uint8Array, inside?: string): Promise<Attempt>;
}

const SHARES = '/api/v2.1/ocm/shares-received/';

/**
 * Libraries of other Seafiles. The own server passes on each look; the bytes themselves come and go by links to the provider's file
 * server, so that host must stand in the profile.
 */
export class ReceivedLibraries implements Received {
  readonly #client: AccountClient;
  /** Where each share is browsed, by its id: known after it has gone, too. */
  readonly #places = new Map<string, string>();

  constructor(client: AccountClient) {
    this.#client = client;
  }

  async list(): Promise<ReceivedShare[]> {
    const answer = await this.#client.must('listing shares from other servers', 'GET', SHARES);
    return recordsOf(recordOf(answer).ocm_share_received_list).map((each) => {
      const id = String(each.id);
      this.#places.set(id, `/api/v2.1/ocm/providers/${String(each.provider_id)}/repos/${String(each.repo_id)}/`);
      const from = joinAddress(String(each.from_user), String(each.from_server_url));
      return { id, name: String(each.repo_name), from };
    });
  }

  async leave(share: ReceivedShare): Promise<void> {
    await this.#client.must(`leaving ${share.name}`, 'DELETE', `${SHARES}${share.id}/`);
  }

  async read(share: ReceivedShare, inside = share.name): Promise<Uint8Array | undefined> {
    return (await this.#get(share, inside))?.bytes;
  }

  async digest(share: ReceivedShare): Promise<Digest | undefined> {
    const { sink, digest } = digester();
    return (await this.#get(share, share.name, sink)) && digest();
  }

  names(share: ReceivedShare): Promise<string[] | undefined> {
    return this.#in(share, '/');
  }

  async write(share: ReceivedShare, content: Uint8Array, inside = share.name): Promise<Attempt> {
    const { folder, name } = parts(`/${inside}`);
    const link = await this.#ask(share, 'upload-link/', folder);
    if (typeof link !== 'string') return { done: false, refusal: said(link) };
    const answer = await this.#client.upload(link, name, content, { parent_dir: folder });
    if (answer.status === 429) throw refusal(`uploading ${inside} to ${share.name}: ${answer.words}`, answer.status);
    if (answer.status > 299)
      return { done: false, refusal: `uploading answered ${answer.words}`, status: answer.status };
    const [made] = recordsOf(answer.data);
    // What is there is not overwritten.
    if (made && !isSame(String(made.name), name))
      return { done: false, refusal: `the upload made ${String(made.name)} beside it` };
    return { done: true };
  }

  /** A library read as one file is the file for which it was made: the one of its name. */
  async #get(share: ReceivedShare, inside: string, sink?: (chunk: Uint8Array) => void): Promise<Answer | undefined> {
    const { folder, name } = parts(`/${inside}`);
    const stored = (await this.#in(share, folder))?.find((each) => isSame(each, name));
    if (stored === undefined) return undefined;
    const link = await this.#ask(share, 'download-link/', join(folder, stored));
    if (typeof link !== 'string') return undefined;
    const answer = await this.#client.follow(link, sink);
    if (answer.status === 403 || answer.status === 404) return undefined;
    expectGood(`reading ${inside} of ${share.name}`, answer);
    return answer;
  }

  async #in(share: ReceivedShare, path: string): Promise<string[] | undefined> {
    const { dirent_list } = recordOf(await this.#ask(share, 'dir/', path));
    return dirent_list === undefined ? undefined : recordsOf(dirent_list).map(({ name }) => String(name));
  }

  /**
   * The server passes the provider's words on with status 200, errors too: only the shape of what came tells one from the other.
   * What cannot be passed on at all (the provider is silent) is told as 500.
   */
  async #ask(share: ReceivedShare, what: string, path: string): Promise<unknown> {
    if (!this.#places.has(share.id)) await this.list();
    const place = this.#places.get(share.id);
    if (place === undefined) return undefined;
    const answer = await this.#client.ask('GET', `${place}${what}`, { query: { path } });
    if (answer.status === 429) throw refusal(`asking for ${what} of ${share.name}: ${answer.words}`, answer.status);
    return answer.status > 299 ? { detail: answer.words } : answer.data;
  }
}

function said(answer: unknown): string {
  const { detail, error_msg } = recordOf(answer);
  return String(detail ?? error_msg ?? 'it is not among the shares from other servers');
}
