import type { Locator } from '@playwright/test';
import { ProductRefused } from '../../cloud.js';
import type { Shell } from './shell.js';

const PATH = '/my-libs/';
const LISTING = '/api/v2.1/repos/';

/** "My Libraries". */
export class LibraryList {
  readonly #shell: Shell;
  /** Where each library is, by its name: known once it was seen. */
  readonly #pages = new Map<string, string>();

  constructor(shell: Shell) {
    this.#shell = shell;
  }

  /** Shows the list as it is now. */
  async show(): Promise<void> {
    await this.#shell.show(PATH, LISTING, this.#shell.page.locator('a[title="My Libraries"]'));
  }

  async names(): Promise<string[]> {
    await this.show();
    return this.#shell.page.locator('.cur-view-content tbody tr a[href^="/library/"]').allTextContents();
  }

  /** Makes a library unless there is one. */
  async make(name: string): Promise<void> {
    const { page } = this.#shell;
    await this.#inView();
    if ((await this.row(name).count()) > 0) return;
    await page.getByRole('button', { name: 'New Library' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
    const submit = dialog.getByRole('button', { name: 'Submit', exact: true });
    await this.#shell.must(`making library ${name}`, 'POST', '/api2/repos/', () => submit.click());
    await this.row(name).waitFor();
    await dialog.waitFor({ state: 'detached' });
    await this.pageOf(name);
  }

  /** Path of a library's page; undefined when the list, as it is now, has none of that name. */
  async pageOf(name: string): Promise<string | undefined> {
    const known = this.#pages.get(name);
    if (known !== undefined) return known;
    if (!this.#shell.isAt(PATH) || (await this.row(name).count()) === 0) await this.show();
    const row = this.row(name);
    if ((await row.count()) === 0) return undefined;
    const path = await row.getByRole('link', { name, exact: true }).getAttribute('href');
    if (path !== null) this.#pages.set(name, path);
    return path ?? undefined;
  }

  /** Deletes a library; no error when it is gone already. */
  async remove(name: string): Promise<void> {
    const { page } = this.#shell;
    await this.show();
    const row = this.row(name);
    if ((await row.count()) === 0) return;
    await (await this.button(row, 'Delete')).click();
    const dialog = page.getByRole('dialog').filter({ hasText: 'Delete Library' });
    const sure = dialog.getByRole('button', { name: 'Delete', exact: true });
    await this.#shell.must(`deleting library ${name}`, 'DELETE', LISTING, () => sure.click());
    this.#pages.delete(name);
    await row.waitFor({ state: 'detached' });
  }

  /** The row of a library that an earlier step has made. */
  async need(step: string, name: string): Promise<Locator> {
    await this.#inView();
    const row = this.row(name);
    if ((await row.count()) === 0) await this.show();
    if ((await row.count()) === 0) throw new ProductRefused(`${step}: "My Libraries" does not list ${name}`);
    return row;
  }

  /** What one makes and deletes oneself is in the list without asking anew. */
  async #inView(): Promise<void> {
    if (this.#shell.isAt(PATH)) await this.#shell.closeDialog();
    else await this.show();
  }

  row(name: string): Locator {
    const { page } = this.#shell;
    return page
      .locator('.cur-view-content tbody tr')
      .filter({ has: page.getByRole('link', { name, exact: true }) })
      .first();
  }

  /** The buttons of a row are there only while the mouse is over it. */
  async button(row: Locator, name: string): Promise<Locator> {
    await row.hover();
    return row.getByRole('button', { name, exact: true });
  }
}
