import type { Locator, Page, Response } from '@playwright/test';
import { type Permission, ProductRefused } from '../../cloud.js';
import { SHARE_TYPE } from '../traits.js';
import { attemptOf, must, pathOf } from './answers.js';
import type { Quiet } from './quiet.js';

const API = '/apps/files_sharing/api/v1/shares';
/** Time in which suggestions are shown once they are there, in ms. */
const OFFERED_WITHIN = 8_000;

/** The sidebar's tab in which an item is shared. */
export class SharingSidebar {
  readonly #page: Page;
  readonly #quiet: Quiet;

  constructor(page: Page, quiet: Quiet) {
    this.#page = page;
    this.#quiet = quiet;
  }

  /** Opens it for a row, and waits until it knows the shares. */
  async open(row: Locator): Promise<void> {
    await row.locator('a.action-share').click();
    await this.#field().waitFor({ state: 'attached' });
    await this.#quiet.settled();
    // It opens where it was left, at the links perhaps.
    await this.#page.locator('#shareTabView .subtab-localshare').click();
  }

  /** Shares with a person of another server, whom the suggestion calls federated. */
  async shareRemotely(step: string, address: string, permission: Permission): Promise<void> {
    await this.#share(step, address, 'Federated');
    await this.setPermission(step, address, permission);
  }

  /** As `shareRemotely`, with the rights that the page gives by itself. */
  async shareAsOffered(step: string, address: string): Promise<void> {
    await this.#share(step, address, 'Federated');
  }

  /** Shares with a person of the same server. */
  async shareLocally(step: string, user: string, permission: Permission): Promise<void> {
    await this.#share(step, user, 'User');
    await this.setPermission(step, user, permission);
  }

  /** Addresses at other servers with which the item is shared, and the day on which that ends where one is set. */
  async addresses(): Promise<{ address: string; until: string | undefined }[]> {
    const found: { address: string; until: string | undefined }[] = [];
    for (const entry of await this.#page.locator(`#shareWithList li[data-share-type="${SHARE_TYPE.remote}"]`).all()) {
      const until = await entry.locator('input.expiration').inputValue();
      found.push({ address: (await entry.getAttribute('data-share-with')) ?? '', until: until || undefined });
    }
    return found;
  }

  /** Ticks the boxes that make up a permission; each is sent at once. */
  async setPermission(step: string, sharee: string, permission: Permission): Promise<void> {
    await this.#unfold(sharee);
    // The box of editing stands for creating, changing and deleting.
    for (const name of ['edit', 'share']) {
      const box = this.#entry(sharee).locator(`input.permissions[name="${name}"]`);
      if ((await box.count()) === 0 || (await box.isChecked()) === (permission === 'edit')) continue;
      // The box itself is drawn by its label.
      const label = this.#entry(sharee).locator(`label[for="${(await box.getAttribute('id')) ?? ''}"]`);
      await this.#must(step, 'PUT', () => label.click());
    }
  }

  /** Sets the last day of a share, given as `23-11-2026`, and gives back the one that is shown then. */
  async setLastDay(step: string, sharee: string, day: string): Promise<string> {
    await this.#unfold(sharee);
    const field = this.#entry(sharee).locator('input.expiration');
    // The calendar that opens follows what is typed, not what is filled in; Enter takes the day it stands on.
    await field.fill('');
    await field.pressSequentially(day);
    await this.#must(step, 'PUT', () => field.press('Enter'));
    return field.inputValue();
  }

  async unshare(step: string, address: string): Promise<void> {
    const entry = this.#entry(address);
    await this.#must(step, 'DELETE', () => entry.locator('a.unshare').click());
    await entry.waitFor({ state: 'detached' });
  }

  async #share(step: string, sharee: string, kind: string): Promise<void> {
    await this.#field().click();
    // The field looks people up as one types, not when it is filled.
    const found = this.#page.waitForResponse((response) => isLookUp(response, sharee));
    await this.#field().fill('');
    await this.#field().pressSequentially(sharee);
    // It does not look up by itself what it has looked up before; asked for the list, it does.
    await this.#field().press('ArrowDown');
    await found;
    const suggestion = this.#page.locator('#shareTabView .ui-autocomplete li').filter({
      has: this.#page.locator('.autocomplete-item-typeInfo').getByText(kind, { exact: true }),
    });
    const offered = await suggestion
      .first()
      .waitFor({ timeout: OFFERED_WITHIN })
      .then(
        () => true,
        () => false,
      );
    // So it is with whom the item is shared already.
    if (!offered) throw new ProductRefused(`${step}: the page offers nobody of that address`);
    await this.#must(step, 'POST', () => suggestion.first().click());
  }

  async #unfold(sharee: string): Promise<void> {
    const entry = this.#entry(sharee);
    await entry.waitFor();
    if (!(await entry.locator('.shareOption').first().isVisible())) await entry.locator('.toggleShareDetails').click();
  }

  #field(): Locator {
    return this.#page.locator('#shareTabView .shareWithField');
  }

  #entry(sharee: string): Locator {
    return this.#page.locator(`#shareWithList li[data-share-with=${JSON.stringify(sharee)}]`);
  }

  async #must(step: string, method: string, act: () => Promise<void>): Promise<void> {
    const isAnswer = (response: Response): boolean =>
      response.request().method() === method && pathOf(response).includes(API);
    const [response] = await Promise.all([this.#page.waitForResponse(isAnswer), act()]);
    must(step, await attemptOf(response));
    await this.#quiet.settled();
  }
}

/** The answer to the look-up of the whole text, not of what was typed before. */
function isLookUp(response: Response, text: string): boolean {
  return pathOf(response).endsWith('/sharees') && new URL(response.url()).searchParams.get('search') === text;
}
