import { createReadStream } from 'node:fs';
import type { LocalFile } from '../abilities.js';
import { ProductRefused } from '../cloud.js';
import { type AccountClient, type Answer, recordOf, recordsOf } from './client.js';
import { isSame, join, parts, split } from './paths.js';
import { refusal } from './refusal.js';

/** Bytes that are sent at once. */
const PIECE = 8 * 1024 * 1024;

/** Something in a library; `inner` is its absolute path there. */
export interface Place {
  repo: string;
  inner: string;
}

export interface Entry extends Place {
  name: string;
  folder: boolean;
}

/**
 * What a person owns. At the top of an account stand libraries and nothing else: the first part of a path names one, and a folder made
 * there is a new library. As only libraries are shared, a file at the top has a library of its own, which bears its name.
 */
export class Libraries {
  readonly #client: AccountClient;
  readonly #known = new Map<string, string>();

  constructor(client: AccountClient) {
    this.#client = client;
  }

  /** Id of an own library; undefined when there is none of that name. Names need not be unique: the first counts. */
  async find(name: string): Promise<string | undefined> {
    if (!this.#known.has(name)) await this.#all();
    return this.#known.get(name);
  }

  /** Names of all libraries, or what is directly below a folder; undefined when there is no such folder. */
  async list(path: string): Promise<string[] | undefined> {
    if (path === '/') return this.#all();
    const { top, inner } = split(path);
    const repo = await this.find(top);
    return repo === undefined ? undefined : (await this.#entries(repo, inner))?.map(({ name }) => name);
  }

  async put(path: string, content: Uint8Array): Promise<void> {
    const step = `putting ${path}`;
    const { link, name, fields } = await this.#upload(step, path);
    expectGood(step, await this.#client.upload(link, name, content, fields));
  }

  /** Sends a file of this machine piece by piece, as the page does. */
  async putLarge(path: string, { path: file, bytes }: LocalFile): Promise<void> {
    const step = `putting ${path}`;
    const { link, name, fields } = await this.#upload(step, path);
    let start = 0;
    for await (const chunk of createReadStream(file, { highWaterMark: PIECE }) as AsyncIterable<Uint8Array>) {
      expectGood(step, await this.#client.upload(link, name, chunk, fields, { start, of: bytes }));
      start += chunk.length;
    }
  }

  /** No error when there is one already: Seafile itself would make a second one, "name (1)". */
  async makeFolder(path: string): Promise<void> {
    const step = `making ${path}`;
    const { top, inner } = split(path);
    const repo = await this.find(top);
    if (inner === '/') {
      if (repo !== undefined) return;
      const made = recordOf(await this.#client.must(step, 'POST', '/api2/repos/', { form: { name: top } }));
      this.#known.set(top, String(made.repo_id));
      return;
    }
    if (repo === undefined) throw new ProductRefused(`${step}: there is no library ${top}`);
    if (await this.#entries(repo, inner)) return;
    const details = { query: { p: inner }, form: { operation: 'mkdir' } };
    await this.#client.must(step, 'POST', `/api/v2.1/repos/${repo}/dir/`, details);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const entry = await this.#entry(path);
    if (!entry || entry.folder) return undefined;
    const query = { p: entry.inner, reuse: '1' };
    const link = await this.#client.must(`reading ${path}`, 'GET', `/api2/repos/${entry.repo}/file/`, { query });
    const file = await this.#client.follow(String(link));
    expectGood(`reading ${path}`, file);
    return file.bytes;
  }

  /** Deletes a library, a folder or a file; no error when it is gone already. */
  async remove(path: string): Promise<void> {
    const { top, inner } = split(path);
    const repo = await this.find(top);
    if (repo === undefined) return;
    const entry = inner === '/' ? undefined : await this.#entry(path);
    if (inner !== '/' && !entry) return;
    const answer = entry
      ? await this.#client.ask('DELETE', urlOf(entry), { query: { p: entry.inner } })
      : await this.#client.ask('DELETE', `/api/v2.1/repos/${repo}/`);
    if (!entry) this.#known.delete(top);
    if (answer.status !== 404) expectGood(`removing ${path}`, answer);
  }

  /** Renames and moves. A library is renamed, and with it the file for which it was made. */
  async move(from: string, to: string): Promise<void> {
    const step = `moving ${from} to ${to}`;
    const entry = await this.#entry(from);
    const [source, target] = [split(from), split(to)];
    if (source.inner === '/' && target.inner === '/') {
      const repo = await this.find(source.top);
      if (repo === undefined) throw new ProductRefused(`${step}: there is no library ${source.top}`);
      const details = { query: { op: 'rename' }, form: { repo_name: target.top } };
      await this.#client.must(step, 'POST', `/api2/repos/${repo}/`, details);
      this.#known.clear();
      if (entry) await this.#rename(step, entry, target.top);
      return;
    }
    if (!entry) throw new ProductRefused(`${step}: there is no ${from}`);
    const place = await this.#must(step, to);
    const wanted = parts(place.inner);
    if (entry.name !== wanted.name) await this.#rename(step, entry, wanted.name);
    const { folder } = parts(entry.inner);
    if (folder === wanted.folder && entry.repo === place.repo) return;
    const form = {
      src_repo_id: entry.repo,
      src_parent_dir: folder,
      src_dirent_name: wanted.name,
      dst_repo_id: place.repo,
      dst_parent_dir: wanted.folder,
      operation: 'move',
      dirent_type: entry.folder ? 'dir' : 'file',
    };
    await this.#client.must(step, 'POST', '/api/v2.1/copy-move-task/', { form });
  }

  async #upload(step: string, path: string): Promise<{ link: string; name: string; fields: Record<string, string> }> {
    if (split(path).inner === '/') await this.makeFolder(path);
    const { repo, inner } = await this.#must(step, path);
    const { folder, name } = parts(inner);
    const link = await this.#client.must(step, 'GET', `/api2/repos/${repo}/upload-link/`, { query: { p: folder } });
    return { link: `${String(link)}?ret-json=1`, name, fields: { parent_dir: folder, replace: '1' } };
  }

  async #must(step: string, path: string): Promise<Place> {
    const { top, inner } = split(path);
    const repo = await this.find(top);
    if (repo === undefined) throw new ProductRefused(`${step}: there is no library ${top}`);
    return { repo, inner: inner === '/' ? `/${top}` : inner };
  }

  /** A file or folder in a library; for the name of a library, the file for which it was made. */
  async #entry(path: string): Promise<Entry | undefined> {
    const { top, inner } = split(path);
    const repo = await this.find(top);
    if (repo === undefined) return undefined;
    const { folder, name } = parts(inner === '/' ? `/${top}` : inner);
    return (await this.#entries(repo, folder))?.find((entry) => isSame(entry.name, name));
  }

  /** Undefined when there is no such folder. */
  async #entries(repo: string, folder: string): Promise<Entry[] | undefined> {
    const answer = await this.#client.ask('GET', `/api/v2.1/repos/${repo}/dir/`, { query: { p: folder } });
    if (answer.status === 404) return undefined;
    expectGood(`listing ${folder}`, answer);
    return recordsOf(recordOf(answer.data).dirent_list).map(({ name, type }) => ({
      repo,
      inner: join(folder, String(name)),
      name: String(name),
      folder: type === 'dir',
    }));
  }

  async #rename(step: string, entry: Entry, newname: string): Promise<void> {
    const details = { query: { p: entry.inner }, form: { operation: 'rename', newname } };
    await this.#client.must(step, 'POST', urlOf(entry), details);
  }

  async #all(): Promise<string[]> {
    const answer = await this.#client.must('listing libraries', 'GET', '/api/v2.1/repos/', { query: { type: 'mine' } });
    this.#known.clear();
    const names: string[] = [];
    for (const { repo_id, repo_name } of recordsOf(recordOf(answer).repos)) {
      const name = String(repo_name);
      names.push(name);
      if (!this.#known.has(name)) this.#known.set(name, String(repo_id));
    }
    return names;
  }
}

export function expectGood(step: string, answer: Answer): void {
  if (answer.status > 299) throw refusal(`${step}: Seafile answered ${answer.words}`, answer.status);
}

const urlOf = (entry: Entry): string => `/api/v2.1/repos/${entry.repo}/${entry.folder ? 'dir' : 'file'}/`;
