import type { Locator } from '@playwright/test';
import { type Permission, ProductRefused } from '../../cloud.js';
import { joinAddress } from '../address.js';
import { refusal } from '../refusal.js';
import type { LibraryList } from './library-list.js';
import type { Server } from './login.js';
import { jsonOf, type Shell, wordsOf } from './shell.js';

const API = '/api/v2.1/ocm/shares-prepare/';

/** The dialog in which a library is shared, at its tab "Share to other server". */
export class ShareDialog {
  readonly #shell: Shell;
  readonly #libraries: LibraryList;

  constructor(shell: Shell, libraries: LibraryList) {
    this.#shell = shell;
    this.#libraries = libraries;
  }

  /** Opens it for a library, and waits until it knows the shares. */
  async open(step: string, library: string): Promise<void> {
    const { page } = this.#shell;
    const row = await this.#libraries.need(step, library);
    await (await this.#libraries.button(row, 'Share')).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('tab').first().waitFor();
    const tab = dialog.getByRole('tab', { name: 'Share to other server' });
    if ((await tab.count()) === 0)
      throw new ProductRefused(`${step}: the dialog has no tab "Share to other server" (ENABLE_OCM is not set)`);
    const answer = await this.#shell.must(step, 'GET', API, () => tab.click());
    const { ocm_share_list: shares } = (await jsonOf(answer)) as { ocm_share_list: unknown[] };
    // Until the answer is worked in, the list is empty like one of nothing.
    if (shares.length > 0)
      await this.#rows()
        .nth(shares.length - 1)
        .waitFor();
    await this.#shell.dialogSettled();
  }

  async share(step: string, server: Server, user: string, permission: Permission): Promise<void> {
    const { page } = this.#shell;
    // A second click on the list of servers would shut it: the keyboard opens it surely.
    await this.#panel().locator('input[id^="react-select"]').first().focus();
    await page.keyboard.press('ArrowDown');
    await page.locator('[id*="-option-"]').getByText(server.label, { exact: true }).click();
    await this.#panel().locator('input.form-control').fill(user);
    if (permission === 'read') {
      await this.#panel().locator('.permission-editor input').focus();
      await page.keyboard.press('ArrowDown');
      await page
        .locator('.permission-editor__option')
        .filter({ hasText: /^Read-Only/ })
        .click();
    }
    const submit = this.#panel().getByRole('button', { name: 'Submit', exact: true });
    // Success shows no message: the row just appears, and it does so even when the other server has refused.
    await this.#shell.must(step, 'POST', API, () => submit.click());
    await this.#row(user, server.value).waitFor();
  }

  /** Addresses with which the library is shared. */
  async addresses(): Promise<string[]> {
    const found: string[] = [];
    for (const row of await this.#rows().all()) {
      const [server, user] = [
        await row.getByRole('link').getAttribute('href'),
        await row.getByRole('cell').nth(1).textContent(),
      ];
      found.push(joinAddress(user ?? '', server ?? ''));
    }
    return found;
  }

  async remove(step: string, user: string, server: string): Promise<void> {
    const row = this.#row(user, server);
    if ((await row.count()) === 0) throw new ProductRefused(`${step}: the dialog does not list it`);
    await row.hover();
    const button = row.getByRole('button', { name: 'Delete', exact: true });
    const answer = await this.#shell.answer('DELETE', API, () => button.click());
    if (!answer.ok()) throw refusal(`${step}: DELETE answered ${await wordsOf(answer)}`, answer.status());
    await row.waitFor({ state: 'detached' });
  }

  #panel(): Locator {
    return this.#shell.page.locator('#share-to-other-server-panel');
  }

  #rows(): Locator {
    return this.#panel().locator('.share-list-container tbody tr');
  }

  #row(user: string, server: string): Locator {
    const { page } = this.#shell;
    const link = page.locator(`a[href=${JSON.stringify(server.replace(/\/*$/, '/').toLowerCase())}]`);
    return this.#rows()
      .filter({ has: link })
      .filter({ has: page.getByRole('cell', { name: user, exact: true }) });
  }
}
