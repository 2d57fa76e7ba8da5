import type { Locator, Response } from '@playwright/test';
import { ProductRefused } from '../../cloud.js';
import { isSame } from '../paths.js';
import { refusal } from '../refusal.js';
import { bytesOf, isAbout, type Shell, wordsOf } from './shell.js';

/** Bytes with a name, or the path of a file. */
export type Upload = string | { name: string; mimeType: string; buffer: Buffer };

export const uploadOf = (name: string, content: Uint8Array): Upload => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});

/** The page of an own library, or of a folder in it. */
export class LibraryPage {
  readonly #shell: Shell;

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Shows a folder as it is now; false when there is none. `folder` is absolute within the library whose page `path` is. */
  async show(path: string, folder: string): Promise<boolean> {
    const answer = await this.#shell.show(
      pathOf(path, folder),
      '/dir/',
      this.#shell.page.locator(`a[href=${JSON.stringify(path)}]`),
    );
    return answer.ok();
  }

  /** Shows a folder unless it is in view. */
  async enter(step: string, path: string, folder: string): Promise<void> {
    if (this.#shell.isAt(pathOf(path, folder))) return;
    if (!(await this.show(path, folder))) throw new ProductRefused(`${step}: there is no folder ${folder}`);
  }

  names(): Promise<string[]> {
    return this.#rows().locator('td.name').allTextContents();
  }

  /** The row of a file or folder in view; undefined when there is none. */
  async find(name: string): Promise<Locator | undefined> {
    const at = (await this.names()).findIndex((each) => isSame(each, name));
    return at < 0 ? undefined : this.#rows().nth(at);
  }

  /** Uploads into the folder in view; what has this name already is replaced. */
  async upload(step: string, file: Upload): Promise<void> {
    const { page } = this.#shell;
    const entry = page.getByRole('menuitem', { name: 'Upload Files', exact: true });
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), entry.click()]);
    const sent = page.waitForResponse(isLastAnswer);
    const replace = page.getByRole('dialog').getByRole('button', { name: 'Replace', exact: true });
    const asked = replace.waitFor().then(() => undefined);
    asked.catch(() => undefined);
    await chooser.setFiles(file);
    if (!(await Promise.race([sent, asked]))) await replace.click();
    const answer = await sent;
    if (!answer.ok()) throw refusal(`${step}: uploading answered ${answer.status()}`, answer.status());
    await this.#rows().first().waitFor();
  }

  async makeFolder(step: string, name: string): Promise<void> {
    const { page } = this.#shell;
    if (await this.find(name)) return;
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('menuitem', { name: 'New Folder', exact: true }).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'New Folder' });
    await dialog.getByRole('textbox').fill(name);
    const submit = dialog.getByRole('button', { name: 'Submit', exact: true });
    await this.#shell.must(step, 'POST', '/dir/', () => submit.click());
    await dialog.waitFor({ state: 'detached' });
  }

  async download(row: Locator): Promise<Uint8Array | undefined> {
    const started = this.#shell.page.waitForEvent('download');
    await row.hover();
    await row.getByRole('button', { name: 'Download', exact: true }).click();
    return bytesOf(await started);
  }

  async remove(step: string, row: Locator): Promise<void> {
    const { page } = this.#shell;
    await row.hover();
    const deleted = page.waitForResponse(
      (each) => isAbout(each, 'DELETE', '/api') || isAbout(each, 'POST', '/dirents/'),
    );
    await row.getByRole('button', { name: 'Delete', exact: true }).click();
    const answer = await deleted;
    if (!answer.ok()) throw refusal(`${step}: deleting answered ${await wordsOf(answer)}`, answer.status());
  }

  #rows(): Locator {
    return this.#shell.page.locator('.cur-view-content tbody tr').filter({ has: this.#shell.page.locator('td.name') });
  }
}

/** A large file is sent in pieces: each but the last is answered with nothing but success. */
async function isLastAnswer(response: Response): Promise<boolean> {
  if (response.request().method() !== 'POST' || !/\/seafhttp\/(upload|update)-/.test(response.url())) return false;
  return !response.ok() || !/^\{\s*"success"/.test(await response.text());
}

function pathOf(path: string, folder: string): string {
  return `${path}${folder.slice(1).split('/').map(encodeURIComponent).join('/')}`;
}
