import type { Locator, Page, Response } from '@playwright/test';
import { type Permission, ProductRefused, ProductThrottled } from '../../cloud.js';
import { REMOTE_USER } from '../traits.js';

const API = '/apps/files_sharing/api/v1/shares';

/**
 * The sidebar in which an item is shared.
 * While it is open, reading many elements in one call fails inside the page (a custom element refers to itself): one at a time works.
 */
export class SharingSidebar {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens it for a row, and waits until it knows the shares. */
  async open(row: Locator): Promise<void> {
    const known = this.#page.waitForResponse((response) => isApi(response, 'GET') && response.url().includes('path='));
    known.catch(() => undefined);
    await row.getByRole('button', { name: /Sharing options|Shared/ }).click();
    await this.#recipient().waitFor();
    await known;
  }

  /** Shares the item that it is open for. */
  async share(step: string, address: string, permission: Permission): Promise<void> {
    const page = this.#page;
    await this.#recipient().click();
    await this.#recipient().fill(address);
    // The same address is also offered as an e-mail and as a group.
    const person = page.getByRole('option').filter({ has: page.locator(`[sharetype="${REMOTE_USER}"]`) });
    await person
      .filter({ hasText: userOf(address) })
      .first()
      .click();
    await page
      .getByRole('radio', { name: permission === 'edit' ? 'Allow editing' : 'View only' })
      .first()
      .check({ force: true });
    const save = page.getByRole('button', { name: 'Save share', exact: true });
    await this.#must(step, 'POST', () => save.click());
    await this.#entry(address).waitFor();
  }

  /** Addresses at other servers with which the item is shared. */
  async addresses(): Promise<string[]> {
    const entries = this.#entries();
    // It lists as many at once as the server has told.
    const found: string[] = [];
    for (let i = 0, n = await entries.count(); i < n; i += 1) {
      const address = REMOTE.exec((await entries.nth(i).textContent()) ?? '')?.[1];
      if (address !== undefined) found.push(address);
    }
    return found;
  }

  async setPermission(step: string, address: string, permission: Permission): Promise<void> {
    const label = permission === 'edit' ? 'Can edit' : 'View only';
    const choice = this.#entry(address).getByRole('button', { name: /^(View only|Can edit|Custom permissions)/ });
    await choice.waitFor();
    if ((await choice.textContent())?.trim() === label) return;
    await choice.click();
    const option = this.#page.getByRole('menuitemradio', { name: label, exact: true });
    await this.#must(step, 'PUT', () => option.click());
  }

  async unshare(step: string, address: string): Promise<void> {
    await this.#entry(address).getByRole('button', { name: 'Open Sharing Details', exact: true }).click();
    const button = this.#page.getByRole('button', { name: 'Delete share', exact: true });
    await this.#must(step, 'DELETE', () => button.click());
    await this.#entry(address).waitFor({ state: 'detached' });
  }

  #recipient(): Locator {
    return this.#page.getByRole('combobox', { name: 'Enter external recipients' });
  }

  #entries(): Locator {
    return this.#page.getByRole('complementary').getByRole('listitem').filter({ hasText: REMOTE });
  }

  #entry(address: string): Locator {
    return this.#entries()
      .filter({ hasText: `${address} (remote)` })
      .first();
  }

  async #must(step: string, method: string, act: () => Promise<void>): Promise<void> {
    const [response] = await Promise.all([this.#page.waitForResponse((each) => isApi(each, method)), act()]);
    if (response.ok()) return;
    const words = /"message":"([^"]*)"/.exec(await response.text().catch(() => ''))?.[1] ?? '';
    const Refusal = response.status() === 429 ? ProductThrottled : ProductRefused;
    throw new Refusal(`${step}: ${method} ${API} answered ${response.status()} ${words}`.trim(), response.status());
  }
}

const REMOTE = /([^\s()]+@[^\s()]+)\s+\(remote\)/;

function isApi(response: Response, method: string): boolean {
  return response.request().method() === method && new URL(response.url()).pathname.includes(API);
}

const userOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));
