import type { Locator, Page, Response } from '@playwright/test';
import { type Permission, ProductRefused, ProductThrottled } from '../../cloud.js';
import { LOCAL_USER, type REMOTE_GROUP, REMOTE_USER } from '../traits.js';
import { pathOf } from './answers.js';

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

  /** Shares the item that it is open for with a person, or group, of another server; gives how the page calls the recipient. */
  async share(
    step: string,
    address: string,
    permission: Permission,
    kind: typeof REMOTE_USER | typeof REMOTE_GROUP = REMOTE_USER,
  ): Promise<void> {
    // The same address is also offered as an e-mail, and as that of a person and of a group.
    await this.#choose(step, 'Enter external recipients', address, kind, userOf(address));
    await this.#save(step, permission);
    await this.#entry(address).waitFor();
  }

  /** Shares with a person of the same server; gives the name by which the page lists them. */
  async shareHere(step: string, user: string, permission: Permission): Promise<string> {
    await this.#choose(step, 'Search for internal recipients', user, LOCAL_USER, user);
    const name = /"share_with_displayname":"((?:[^"\\]|\\.)*)"/.exec(await this.#save(step, permission))?.[1];
    return name === undefined ? user : (JSON.parse(`"${name}"`) as string);
  }

  async #choose(step: string, field: string, text: string, kind: number, shown: string): Promise<void> {
    const page = this.#page;
    const box = page.getByRole('combobox', { name: field });
    await box.click();
    const found = page.waitForResponse((response) => pathOf(response).endsWith('/sharees'));
    await box.fill(text);
    await found;
    const option = page
      .getByRole('option')
      .filter({ has: page.locator(`[sharetype="${kind}"]`) })
      .filter({ hasText: shown })
      .first();
    const offered = await option.waitFor({ timeout: OFFERED_WITHIN }).then(
      () => true,
      () => false,
    );
    if (!offered) throw new ProductRefused(`${step}: the page offers nobody of that address`);
    await option.click();
  }

  /** Presses "Save share"; gives the answer. */
  async #save(step: string, permission: Permission): Promise<string> {
    const page = this.#page;
    await page
      .getByRole('radio', { name: permission === 'edit' ? 'Allow editing' : 'View only' })
      .first()
      .check({ force: true });
    const save = page.getByRole('button', { name: 'Save share', exact: true });
    return this.#must(step, 'POST', () => save.click());
  }

  /** People and groups of other servers with whom the item is shared, with the day on which that ends. */
  async recipients(): Promise<{ to: string; ends: Date | undefined }[]> {
    const entries = this.#entries();
    // It lists as many at once as the server has told.
    const found: { to: string; ends: Date | undefined }[] = [];
    for (let i = 0, n = await entries.count(); i < n; i += 1) {
      const entry = entries.nth(i);
      const to = REMOTE.exec((await entry.textContent()) ?? '')?.[1];
      if (to === undefined) continue;
      const end = entry.getByRole('button', { name: ENDS });
      const label = (await end.count()) > 0 ? ((await end.first().getAttribute('aria-label')) ?? '') : '';
      found.push({ to, ends: dayIn(label) });
    }
    return found;
  }

  /** Lets a share end with a day. */
  async setEnd(step: string, to: string, day: string): Promise<void> {
    const page = this.#page;
    await this.#details(to);
    const field = page.getByRole('textbox', { name: 'Expiration date' });
    if ((await field.count()) === 0) {
      await page.getByRole('button', { name: 'Advanced settings' }).click();
      await page.getByRole('checkbox', { name: 'Set expiration date' }).check({ force: true });
    }
    await field.fill(day);
    const update = page.getByRole('button', { name: 'Update share', exact: true });
    await this.#must(step, 'PUT', () => update.click());
    await this.#entry(to).waitFor();
  }

  /** Makes a public link; gives its id and URL. */
  async makeLink(step: string): Promise<{ id: string; url: string }> {
    const create = this.#page.getByRole('button', { name: 'Create a new share link', exact: true });
    const { ocs } = JSON.parse(await this.#must(step, 'POST', () => create.click())) as {
      ocs: { data: { id: string | number; url: string } };
    };
    return { id: String(ocs.data.id), url: ocs.data.url };
  }

  /** Removes the only public link of the item. */
  async removeLink(step: string): Promise<void> {
    const page = this.#page;
    await page
      .getByRole('button', { name: /^Actions for "/ })
      .first()
      .click();
    await this.#must(step, 'DELETE', () => page.getByRole('menuitem', { name: 'Unshare', exact: true }).click());
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
    await this.#details(address);
    const button = this.#page.getByRole('button', { name: 'Delete share', exact: true });
    await this.#must(step, 'DELETE', () => button.click());
    await this.#entry(address).waitFor({ state: 'detached' });
  }

  #recipient(): Locator {
    return this.#page.getByRole('combobox', { name: 'Enter external recipients' });
  }

  async #details(to: string): Promise<void> {
    await this.#entry(to).getByRole('button', { name: 'Open Sharing Details', exact: true }).click();
  }

  #entries(): Locator {
    return this.#page.getByRole('complementary').getByRole('listitem').filter({ hasText: REMOTE });
  }

  /** By address, or by name where that is what a share within the server is listed by. */
  #entry(to: string): Locator {
    if (!to.includes('@'))
      return this.#page.getByRole('complementary').getByRole('listitem').filter({ hasText: to }).first();
    const listed = new RegExp(`(^|[^\\w.@+-])${escaped(to)} \\((remote|remote group)\\)`);
    return this.#entries().filter({ hasText: listed }).first();
  }

  /** Presses what sends something; gives the answer. Rejects when that is no success. */
  async #must(step: string, method: string, act: () => Promise<void>): Promise<string> {
    const [response] = await Promise.all([this.#page.waitForResponse((each) => isApi(each, method)), act()]);
    const answer = await response.text().catch(() => '');
    if (response.ok()) return answer;
    const words = /"message":"([^"]*)"/.exec(answer)?.[1] ?? '';
    const Refusal = response.status() === 429 ? ProductThrottled : ProductRefused;
    throw new Refusal(`${step}: ${method} ${API} answered ${response.status()} ${words}`.trim(), response.status());
  }
}

const REMOTE = /([^\s()]+@[^\s()]+)\s+\((?:remote|remote group)\)/;
const ENDS = /^Share expiration:/;
/** Time in which suggestions are shown once they are there, in ms. */
const OFFERED_WITHIN = 8_000;

/** `Share expiration: 11/30/2026, 11:59:59 PM`, in the language that these pages are driven in; told as the end of that day. */
function dayIn(label: string): Date | undefined {
  const [, month, day, year] = /(\d+)\/(\d+)\/(\d{4})/.exec(label) ?? [];
  if (!month || !day || !year) return undefined;
  return new Date(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T23:59:59Z`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

function isApi(response: Response, method: string): boolean {
  return response.request().method() === method && new URL(response.url()).pathname.includes(API);
}

const userOf = (address: string): string => address.slice(0, address.lastIndexOf('@'));
