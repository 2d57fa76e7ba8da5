import { ProductRefused } from '../cloud.js';
import { type AccountClient, type Answer, recordOf, recordsOf } from './client.js';

/** Where a path leads: into a library, `inner` being absolute within it. */
export interface Place {
  repo: string;
  inner: string;
}

export interface Entry {
  name: string;
  folder: boolean;
}

/**
 * What a person owns. At the top of an account stand libraries and nothing else: the first part of a path names one, and a folder made
 * there is a new library. A file at the top goes where Seafile's own clients put loose files, the person's default library.
 */
export class Libraries {
  readonly #client: AccountClient;

  constructor(client: AccountClient) {
    this.#client = client;
  }

  /** Id of an own library; undefined when there is none of that name. Names need not be unique: the first counts. */
  async find(name: string): Promise<string | undefined> {
    return (await this.#all()).find((library) => library.name === name)?.id;
  }

  /** Names of all libraries, and what is loose in the default one; or what is directly below a folder. */
  async list(path: string): Promise<string[] | undefined> {
    if (path === '/' || path === '') {
      const loose = await this.entries({ repo: await this.#default(), inner: '/' });
      return [...(await this.#all()).map(({ name }) => name), ...(loose ?? []).map(({ name }) => name)];
    }
    const { top, inner } = split(path);
    const repo = await this.find(top);
    return repo === undefined ? undefined : (await this.entries({ repo, inner }))?.map(({ name }) => name);
  }

  /** Undefined when there is no such folder. */
  async entries({ repo, inner }: Place): Promise<Entry[] | undefined> {
    const answer = await this.#client.ask('GET', `/api/v2.1/repos/${repo}/dir/`, { query: { p: inner } });
    if (answer.status === 404) return undefined;
    expectGood(`listing ${inner}`, answer);
    return recordsOf(recordOf(answer.data).dirent_list).map(({ name, type }) => ({
      name: String(name),
      folder: type === 'dir',
    }));
  }

  async put(path: string, content: Uint8Array): Promise<void> {
    const { repo, inner } = await this.#must(`putting ${path}`, path);
    const { folder, name } = parts(inner);
    const step = `putting ${path}`;
    const link = await this.#client.must(step, 'GET', `/api2/repos/${repo}/upload-link/`, { query: { p: folder } });
    const fields = { parent_dir: folder, replace: '1' };
    expectGood(step, await this.#client.upload(`${String(link)}?ret-json=1`, name, content, fields));
  }

  /** No error when there is one already: Seafile itself would make a second one, "name (1)". */
  async makeFolder(path: string): Promise<void> {
    const { top, inner } = split(path);
    const step = `making ${path}`;
    const repo = await this.find(top);
    if (inner === '/') {
      if (repo === undefined) await this.#client.must(step, 'POST', '/api2/repos/', { form: { name: top } });
      return;
    }
    if (repo === undefined) throw new ProductRefused(`${step}: there is no library ${top}`);
    if (await this.entries({ repo, inner })) return;
    const details = { query: { p: inner }, form: { operation: 'mkdir' } };
    await this.#client.must(step, 'POST', `/api/v2.1/repos/${repo}/dir/`, details);
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const place = await this.place(path);
    if (!place) return undefined;
    const query = { p: place.inner, reuse: '1' };
    const answer = await this.#client.ask('GET', `/api2/repos/${place.repo}/file/`, { query });
    if (answer.status === 404) return undefined;
    expectGood(`reading ${path}`, answer);
    const file = await this.#client.follow(String(answer.data));
    expectGood(`reading ${path}`, file);
    return file.bytes;
  }

  /** Deletes a library, a folder or a file; no error when it is gone already. */
  async remove(path: string): Promise<void> {
    const found = await this.#entry(path);
    if (!found) return;
    const { repo, inner, folder } = found;
    const url = `/api/v2.1/repos/${repo}/${inner === '/' ? '' : folder ? 'dir/' : 'file/'}`;
    const answer = await this.#client.ask('DELETE', url, inner === '/' ? {} : { query: { p: inner } });
    if (answer.status !== 404) expectGood(`removing ${path}`, answer);
  }

  /** Renames and moves; a library can be renamed only. */
  async move(from: string, to: string): Promise<void> {
    const step = `moving ${from} to ${to}`;
    const found = await this.#entry(from);
    if (!found) throw new ProductRefused(`${step}: there is no ${from}`);
    const { repo, inner, folder } = found;
    if (inner === '/') {
      const form = { repo_name: to.slice(1) };
      await this.#client.must(step, 'POST', `/api2/repos/${repo}/`, { query: { op: 'rename' }, form });
      return;
    }
    const target = await this.#must(step, to);
    const old = parts(inner);
    const wanted = parts(target.inner);
    const url = `/api/v2.1/repos/${repo}/${folder ? 'dir' : 'file'}/`;
    if (old.name !== wanted.name) {
      const form = { operation: 'rename', newname: wanted.name };
      await this.#client.must(step, 'POST', url, { query: { p: inner }, form });
    }
    if (old.folder === wanted.folder && repo === target.repo) return;
    const form = {
      src_repo_id: repo,
      src_parent_dir: old.folder,
      src_dirent_name: wanted.name,
      dst_repo_id: target.repo,
      dst_parent_dir: wanted.folder,
      operation: 'move',
      dirent_type: folder ? 'dir' : 'file',
    };
    await this.#client.must(step, 'POST', '/api/v2.1/copy-move-task/', { form });
  }

  /** Where an own item is, or would be; undefined when its library does not exist. */
  async place(path: string): Promise<Place | undefined> {
    const { top, inner } = split(path);
    const repo = await this.find(top);
    if (repo !== undefined) return { repo, inner };
    return inner === '/' ? { repo: await this.#default(), inner: `/${top}` } : undefined;
  }

  async #must(step: string, path: string): Promise<Place> {
    const place = await this.place(path);
    if (!place) throw new ProductRefused(`${step}: there is no library ${split(path).top}`);
    return place;
  }

  async #entry(path: string): Promise<(Place & { folder: boolean }) | undefined> {
    const place = await this.place(path);
    if (!place || place.inner === '/') return place && { ...place, folder: true };
    const { folder, name } = parts(place.inner);
    const entry = (await this.entries({ repo: place.repo, inner: folder }))?.find((each) => each.name === name);
    return entry && { ...place, folder: entry.folder };
  }

  async #all(): Promise<{ id: string; name: string }[]> {
    const answer = await this.#client.must('listing libraries', 'GET', '/api/v2.1/repos/', { query: { type: 'mine' } });
    return recordsOf(recordOf(answer).repos).map(({ repo_id, repo_name }) => ({
      id: String(repo_id),
      name: String(repo_name),
    }));
  }

  async #default(): Promise<string> {
    // Asked to make one, Seafile gives the one that there is.
    const made = await this.#client.must('looking for the default library', 'POST', '/api2/default-repo/');
    return String(recordOf(made).repo_id);
  }
}

export function expectGood(step: string, answer: Answer): void {
  if (answer.status > 299) throw new ProductRefused(`${step}: Seafile answered ${answer.words}`);
}

/** Library and the absolute path within it. */
export function split(path: string): { top: string; inner: string } {
  const [top = '', ...rest] = path.replace(/^\/+/, '').split('/');
  return { top, inner: `/${rest.join('/')}` };
}

/** `/a/b` is `b` in `/a`; `/b` is `b` in `/`. */
export function parts(inner: string): { folder: string; name: string } {
  const at = inner.lastIndexOf('/');
  return { folder: inner.slice(0, at) || '/', name: inner.slice(at + 1) };
}
