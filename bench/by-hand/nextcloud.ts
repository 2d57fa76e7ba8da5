import type { Locator, Page } from '@playwright/test';
import { answered, type ByHand, fileOf, type Person, saved } from './contract.js';

const SHARES = '/apps/files_sharing/api/v1/shares';

/** Through the Files app and its sharing sidebar. */
export const nextcloudByHand: ByHand = async (owner, recipient, name) => {
  await Promise.all([logIn(owner), logIn(recipient)]);
  const [mine, theirs] = [owner.page, recipient.page];
  const row = (page: Page): Locator => page.locator(`[data-cy-files-list-row-name="${name}"]`);
  const act = async (page: Page, action: string): Promise<Locator> => {
    await row(page).getByRole('button', { name: 'Actions', exact: true }).click();
    return page.locator(`[data-cy-files-list-row-action="${action}"]`).getByRole('menuitem');
  };
  await mine.locator('[data-cy-upload-picker-input]').first().setInputFiles(fileOf(name));
  await row(mine).getByRole('button', { name: 'Sharing options' }).click();
  const box = mine.getByRole('combobox', { name: 'Enter external recipients' });
  await box.click();
  await box.fill(recipient.address);
  await mine
    .getByRole('option')
    .filter({ has: mine.locator('[sharetype="6"]') })
    .first()
    .click();
  await mine.getByRole('radio', { name: 'Allow editing' }).first().check({ force: true });
  await answered(mine, 'POST', SHARES, mine.getByRole('button', { name: 'Save share', exact: true }));

  await view(theirs, 'pendingshares');
  await answered(theirs, 'POST', '/remote_shares/pending/', row(theirs).getByRole('button', { name: 'Accept share' }));
  await row(theirs).waitFor({ state: 'detached' });
  await view(theirs, 'files');
  await row(theirs).waitFor();
  // This list is not asked for again by a click while the page still has an older one.
  await theirs.goto(`${recipient.url}/index.php/apps/files/sharingin`);
  await row(theirs).waitFor();
  await view(theirs, 'files');
  await saved(theirs, await act(theirs, 'download'));

  const entry = mine.getByRole('complementary').getByRole('listitem').filter({ hasText: recipient.address }).first();
  await entry.getByRole('button', { name: 'Open Sharing Details', exact: true }).click();
  await answered(mine, 'DELETE', SHARES, mine.getByRole('button', { name: 'Delete share', exact: true }));
  await theirs.reload();
  await theirs.locator('[data-cy-files-list]').waitFor();
  await row(theirs).waitFor({ state: 'detached' });
  await mine.getByRole('button', { name: 'Close sidebar' }).click();
  await saved(mine, await act(mine, 'download'));
  await answered(mine, 'DELETE', name, await act(mine, 'delete'));
};

async function logIn({ page, url, user, password }: Person): Promise<void> {
  await page.goto(`${url}/index.php/login?redirect_url=/apps/files/files`);
  await page.getByRole('textbox', { name: 'Account name or email' }).fill(user);
  await page.getByRole('textbox', { name: 'Password' }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await page.locator('[data-cy-files-list]').waitFor();
}

/** Lists of shares stand below "Shares", which is folded at first. */
async function view(page: Page, id: string): Promise<void> {
  const item = (name: string): Locator => page.locator(`[data-cy-files-navigation-item="${name}"]`);
  const link = item(id).getByRole('link').first();
  if (!(await link.isVisible())) await item('shareoverview').getByRole('button', { name: 'Open menu' }).click();
  await link.click();
}
