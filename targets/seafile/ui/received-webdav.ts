import type { Download, Locator } from '@playwright/test';
import { type Attempt, ProductRefused, type ReceivedShare } from '../../cloud.js';
import { type Digest, digestOfFile } from '../../digest.js';
import { joinAddress } from '../address.js';
import { parts } from '../paths.js';
import type { Received } from '../received.js';
import { bytesOf, type Shell } from './shell.js';

const PATH = '/ocm-via-webdav/';
const LISTING = '/ocm-via-webdav/received-shares/';

/** "Shared from other servers" as it is for what a Nextcloud sent: one page, whose address stays the same in folders. */
export class ReceivedOverWebdavPage implements Received {
  readonly #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  async list(): Promise<ReceivedShare[]> {
    await this.#shell.show(PATH, LISTING, this.#shell.page.locator('a[title="Shared from other servers"]'));
    const shares: ReceivedShare[] = [];
    for (const row of await this.#rows().all()) {
      const [shown = '', sharedBy = ''] = (await row.getByRole('cell').allTextContents()).slice(1);
      const name = shown.trim().replace(/^\//, '');
      const at = sharedBy.lastIndexOf('@');
      const from = joinAddress(sharedBy.slice(0, at), sharedBy.slice(at + 1));
      shares.push({ id: `${name} from ${from}`, name, from });
    }
    return shares;
  }

  async leave(share: ReceivedShare): Promise<void> {
    const step = `leaving ${share.name}`;
    const row = await this.#shared(share);
    if (!row) throw new ProductRefused(`${step}: "Shared from other servers" does not list it`);
    await row.hover();
    await this.#shell.must(step, 'DELETE', LISTING, () => row.getByTitle('Leave Share', { exact: true }).click());
  }

  async read(share: ReceivedShare, inside?: string): Promise<Uint8Array | undefined> {
    const download = await this.#save(share, inside);
    return download && bytesOf(download);
  }

  async digest(share: ReceivedShare): Promise<Digest | undefined> {
    const download = await this.#save(share, undefined);
    return download && digestOfFile(await download.path());
  }

  async names(share: ReceivedShare): Promise<string[] | undefined> {
    return (await this.#open(share, '/')) ? this.#names() : undefined;
  }

  async write(): Promise<Attempt> {
    return { done: false, refusal: 'what came over WebDAV has "Download" and "Leave Share" only' };
  }

  async #open(share: ReceivedShare, folder: string): Promise<boolean> {
    let row = await this.#shared(share);
    for (const name of [undefined, ...folder.split('/').filter((each) => each !== '')]) {
      if (name !== undefined) row = await this.#find(name);
      const link = row?.getByRole('link').first();
      if (!link || (await link.count()) === 0) return false;
      const answer = await this.#shell.answer('GET', LISTING, () => link.click());
      // On failure there is a message, and the page goes on saying that it loads.
      if (!answer.ok()) return false;
      await this.#shell.shown();
    }
    return true;
  }

  async #shared(share: ReceivedShare): Promise<Locator | undefined> {
    const at = (await this.list()).findIndex(({ id }) => id === share.id);
    return at < 0 ? undefined : this.#rows().nth(at);
  }

  async #save(share: ReceivedShare, inside: string | undefined): Promise<Download | undefined> {
    const { folder, name } = parts(`/${inside ?? ''}`);
    if (inside !== undefined && !(await this.#open(share, folder))) return undefined;
    const row = await (inside === undefined ? this.#shared(share) : this.#find(name));
    if (!row) return undefined;
    const started = this.#shell.page.waitForEvent('download');
    await row.hover();
    await row.getByTitle('Download', { exact: true }).click();
    return started;
  }

  async #names(): Promise<string[]> {
    return (await this.#rows().locator('td:nth-child(2)').allTextContents()).map((name) => name.trim());
  }

  async #find(name: string): Promise<Locator | undefined> {
    const at = (await this.#names()).indexOf(name);
    return at < 0 ? undefined : this.#rows().nth(at);
  }

  #rows(): Locator {
    return this.#shell.page.locator('.cur-view-content tbody tr');
  }
}
