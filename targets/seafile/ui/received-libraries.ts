import type { Download, Locator, Response } from '@playwright/test';
import { type Attempt, ProductRefused, type ReceivedShare } from '../../cloud.js';
import { type Digest, digestOfFile } from '../../digest.js';
import { joinAddress } from '../address.js';
import { isSame, parts } from '../paths.js';
import type { Received } from '../received.js';
import { bytesOf, isAbout, jsonOf, type Shell, saidIn, wordsOf } from './shell.js';

const PATH = '/shared-with-ocm/';
const LISTING = '/api/v2.1/ocm/shares-received/';
const PROVIDERS = '/api/v2.1/ocm/providers/';

/** "Shared from other servers", and the pages of the libraries in it. The bytes come and go between the browser and the provider's host. */
export class ReceivedLibrariesPage implements Received {
  readonly #shell: Shell;
  readonly #hosts: ReadonlySet<string>;
  readonly #pages = new Map<string, string>();

  /** @param hosts host[:port] that the browser reaches. */
  constructor(shell: Shell, hosts: readonly string[]) {
    this.#shell = shell;
    this.#hosts = new Set(hosts);
  }

  async list(): Promise<ReceivedShare[]> {
    await this.#shell.show(PATH, LISTING, this.#shell.page.locator('a[title="Shared from other servers"]'));
    const shares: ReceivedShare[] = [];
    for (const row of await this.#rows().all()) {
      const link = row.getByRole('link').first();
      const [name = '', user = '', server = ''] = (await row.getByRole('cell').allTextContents()).slice(1);
      const from = joinAddress(user, server);
      const id = `${name} from ${from}`;
      this.#pages.set(id, (await link.getAttribute('href')) ?? '');
      shares.push({ id, name, from });
    }
    return shares;
  }

  async leave(share: ReceivedShare): Promise<void> {
    const step = `leaving ${share.name}`;
    const at = (await this.list()).findIndex(({ id }) => id === share.id);
    if (at < 0) throw new ProductRefused(`${step}: "Shared from other servers" does not list it`);
    const row = this.#rows().nth(at);
    await row.hover();
    const button = row.getByRole('button', { name: 'Leave Share', exact: true });
    await this.#shell.must(step, 'DELETE', LISTING, () => button.click());
  }

  async read(share: ReceivedShare, inside = share.name): Promise<Uint8Array | undefined> {
    const download = await this.#save(share, inside);
    return download && bytesOf(download);
  }

  async digest(share: ReceivedShare): Promise<Digest | undefined> {
    const download = await this.#save(share, share.name);
    return download && digestOfFile(await download.path());
  }

  async names(share: ReceivedShare): Promise<string[] | undefined> {
    return (await this.#open(share, '/')) === true ? this.#names() : undefined;
  }

  async write(share: ReceivedShare, content: Uint8Array, inside = share.name): Promise<Attempt> {
    const { folder, name } = parts(`/${inside}`);
    const opened = await this.#open(share, folder);
    if (opened !== true) return { done: false, refusal: opened };
    const { page } = this.#shell;
    if ((await page.getByRole('button', { name: 'Upload', exact: true }).count()) === 0)
      return { done: false, refusal: 'the page offers no "Upload"' };
    const posted = page.waitForResponse(
      (each) => /\/upload-aj\//.test(each.url()) && each.request().method() === 'POST',
    );
    posted.catch(() => undefined);
    const file = { name, mimeType: 'application/octet-stream', buffer: Buffer.from(content) };
    const input = page.locator('.operation input[type=file]');
    const linked = await this.#shell.answer('GET', '/upload-link/', () => input.setInputFiles(file));
    const link = await this.#linkIn(linked);
    if (link === undefined) return { done: false, refusal: saidIn(await jsonOf(linked)) ?? (await wordsOf(linked)) };
    const answer = await posted;
    if (!answer.ok()) return { done: false, refusal: `uploading answered ${answer.status()}`, status: answer.status() };
    const [made] = ((await jsonOf(answer)) ?? []) as { name?: string }[];
    // What is there is not overwritten.
    if (made?.name !== undefined && !isSame(made.name, name))
      return { done: false, refusal: `the upload made ${made.name} beside it` };
    return { done: true };
  }

  /** Shows a folder of a library as it is now; else what is said instead. A page that is loaded anew begins at the top. */
  async #open(share: ReceivedShare, folder: string): Promise<true | string> {
    if (!this.#pages.has(share.id)) await this.list();
    const path = this.#pages.get(share.id);
    if (path === undefined) return '"Shared from other servers" does not list it';
    const link = this.#shell.page.locator(`.cur-view-content a[href=${JSON.stringify(path)}]`).first();
    let answer = await this.#shell.show(path, PROVIDERS, link);
    for (const name of folder.split('/').filter((each) => each !== '')) {
      if (!(await isListed(answer))) break;
      const row = await this.#find(name);
      if (!row) return `the page does not list ${name}`;
      answer = await this.#shell.answer('GET', PROVIDERS, () => row.getByRole('link', { name, exact: true }).click());
      await this.#shell.page.locator('.path-container').getByText(name, { exact: true }).waitFor();
    }
    return (await isListed(answer)) || (saidIn(await jsonOf(answer)) ?? (await wordsOf(answer)));
  }

  async #save(share: ReceivedShare, inside: string): Promise<Download | undefined> {
    const { folder, name } = parts(`/${inside}`);
    if ((await this.#open(share, folder)) !== true) return undefined;
    const row = await this.#find(name);
    if (!row) return undefined;
    const { page } = this.#shell;
    const started = page.waitForEvent('download');
    started.catch(() => undefined);
    await row.hover();
    const linked = await this.#shell.answer('GET', '/download-link/', () =>
      row.getByTitle('Download', { exact: true }).click(),
    );
    const link = await this.#linkIn(linked);
    if (link === undefined) return undefined;
    const refused = page.waitForResponse((each) => each.status() >= 400 && isAbout(each, 'GET', '/seafhttp/'));
    refused.catch(() => undefined);
    const download = await Promise.race([started, refused.then(() => undefined)]);
    return download;
  }

  /** The link in an answer; a failure of the provider is passed on with status 200, and is none. Rejects when the browser may not follow it. */
  async #linkIn(answer: Response): Promise<string | undefined> {
    const link = await jsonOf(answer);
    if (typeof link !== 'string' || !URL.canParse(link)) return undefined;
    const { host } = new URL(link);
    if (this.#hosts.has(host)) return link;
    throw new Error(`files come from and go to ${host} directly, which is not in the profile: add it to \`hosts\``);
  }

  #names(): Promise<string[]> {
    return this.#rows().locator('td:nth-child(2)').allTextContents();
  }

  async #find(name: string): Promise<Locator | undefined> {
    const at = (await this.#names()).findIndex((each) => isSame(each, name));
    return at < 0 ? undefined : this.#rows().nth(at);
  }

  #rows(): Locator {
    return this.#shell.page.locator('.cur-view-content tbody tr');
  }
}

async function isListed(answer: Response): Promise<boolean> {
  const body = (await jsonOf(answer)) as { dirent_list?: unknown } | undefined;
  return answer.ok() && Array.isArray(body?.dirent_list);
}
