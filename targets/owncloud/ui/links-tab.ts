import type { Page, Response } from '@playwright/test';
import type { Permission } from '../../cloud.js';
import { attemptOf, must, pathOf } from './answers.js';
import type { Quiet } from './quiet.js';

const API = '/apps/files_sharing/api/v1/shares';

/** The part of the sidebar's sharing tab in which public links are made; the sidebar is open. */
export class LinksTab {
  readonly #page: Page;
  readonly #quiet: Quiet;

  constructor(page: Page, quiet: Quiet) {
    this.#page = page;
    this.#quiet = quiet;
  }

  async make(step: string, name: string, permission: Permission): Promise<{ id: string; url: string }> {
    const page = this.#page;
    await page.locator('.subtab-publicshare').click();
    await page.locator('#shareTabView .addLink').click();
    const dialog = page.locator('.oc-dialog:visible').filter({ has: page.locator('input[name="linkName"]') });
    await dialog.locator('input[name="linkName"]').fill(name);
    // The choices are ordered from reading to doing everything.
    const choices = dialog.locator('input[name="publicPermissions"]');
    const values = await choices.evaluateAll((inputs: { value: string }[]) => inputs.map(({ value }) => Number(value)));
    const wanted = permission === 'read' ? 1 : Math.max(...values);
    const id = (await choices.nth(values.indexOf(wanted)).getAttribute('id')) ?? '';
    await dialog.locator(`label[for="${id}"]`).click();
    await this.#must(step, 'POST', () => dialog.locator('.oc-dialog-buttonrow button').last().click());
    const entry = page.locator('#shareDialogLinkList .link-entry').filter({ hasText: name });
    await entry.waitFor();
    return {
      id: (await entry.getAttribute('data-id')) ?? '',
      url: await entry.locator('input.linkText').inputValue(),
    };
  }

  async remove(step: string, id: string): Promise<void> {
    const page = this.#page;
    await page.locator('.subtab-publicshare').click();
    await page.locator(`#shareDialogLinkList .link-entry[data-id="${id}"] .removeLink`).click();
    const sure = page.locator('.oc-dialog:visible .oc-dialog-buttonrow button').last();
    await this.#must(step, 'DELETE', () => sure.click());
  }

  async #must(step: string, method: string, act: () => Promise<void>): Promise<void> {
    const isAnswer = (response: Response): boolean =>
      response.request().method() === method && pathOf(response).includes(API);
    const [response] = await Promise.all([this.#page.waitForResponse(isAnswer), act()]);
    must(step, await attemptOf(response));
    await this.#quiet.settled();
  }
}
