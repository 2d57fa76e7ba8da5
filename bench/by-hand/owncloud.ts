import type { Locator, Page } from '@playwright/test';
import { answered, type ByHand, fileOf, type Person, saved } from './contract.js';

const SHARES = '/apps/files_sharing/api/v1/shares';

/** Through the Files app; what waits is asked about in a dialog when that is loaded. */
export const owncloudByHand: ByHand = async (owner, recipient, name) => {
  await Promise.all([logIn(owner), logIn(recipient)]);
  const [mine, theirs] = [owner.page, recipient.page];
  const row = (page: Page): Locator => page.locator(`#app-content > div:not(.hidden) tr[data-file="${name}"]`);
  const act = async (page: Page, action: string): Promise<Locator> => {
    await row(page).locator('.action-menu').click();
    return page.locator(`.fileActionsMenu .action-${action}`);
  };
  await mine.locator('#file_upload_start').setInputFiles(fileOf(name));
  await row(mine).locator('a.action-share').click();
  const field = mine.locator('#shareTabView .shareWithField');
  await field.pressSequentially(recipient.address);
  const federated = mine
    .locator('#shareTabView .ui-autocomplete li')
    .filter({ has: mine.locator('.autocomplete-item-typeInfo').getByText('Federated', { exact: true }) });
  await answered(mine, 'POST', SHARES, federated.first());

  await theirs.reload();
  const dialog = theirs.locator('.oc-dialog:visible').last();
  await answered(theirs, 'POST', '/externalShares', dialog.locator('.oc-dialog-buttonrow button').nth(1));
  await row(theirs).waitFor();
  await theirs.locator('#app-navigation li[data-id="sharingin"] > a').click();
  await row(theirs).waitFor();
  await theirs.locator('#app-navigation li[data-id="files"] > a').click();
  await saved(theirs, await act(theirs, 'download'));

  const entry = mine.locator(`#shareWithList li[data-share-with="${recipient.address}"]`);
  await answered(mine, 'DELETE', SHARES, entry.locator('a.unshare'));
  await theirs.reload();
  await theirs.locator('#app-content-files #fileList').waitFor({ state: 'attached' });
  await row(theirs).waitFor({ state: 'detached' });
  await saved(mine, await act(mine, 'download'));
  await answered(mine, 'DELETE', name, await act(mine, 'delete'));
};

async function logIn({ page, url, user, password }: Person): Promise<void> {
  await page.goto(`${url}/index.php/login?redirect_url=%252Findex.php%252Fapps%252Ffiles%252F`);
  await page.locator('#user').fill(user);
  await page.locator('#password').fill(password);
  await page.locator('#submit').click();
  await page.locator('#app-navigation').waitFor({ state: 'attached' });
}
