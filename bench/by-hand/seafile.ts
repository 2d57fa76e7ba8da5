import type { Page } from '@playwright/test';
import { answered, type ByHand, fileOf, type Person, saved } from './contract.js';

const SHARES = '/api/v2.1/ocm/shares-prepare/';

/** A library with the file in it: nothing smaller is shared with other servers. */
export const seafileByHand: ByHand = async (owner, recipient, name) => {
  await Promise.all([logIn(owner), logIn(recipient)]);
  const [mine, theirs] = [owner.page, recipient.page];
  const row = (page: Page) =>
    page.locator('.cur-view-content tbody tr').filter({ has: page.getByRole('link', { name, exact: true }) });
  const file = (page: Page) => page.locator('.cur-view-content tbody tr').filter({ hasText: name }).first();
  await mine.getByRole('button', { name: 'New Library' }).click();
  const dialog = mine.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await dialog.getByRole('button', { name: 'Submit', exact: true }).click();
  await row(mine).getByRole('link', { name, exact: true }).click();
  await mine.getByRole('button', { name: 'Upload', exact: true }).click();
  const [chooser] = await Promise.all([
    mine.waitForEvent('filechooser'),
    mine.getByRole('menuitem', { name: 'Upload Files', exact: true }).click(),
  ]);
  await chooser.setFiles(fileOf(name));
  await file(mine).waitFor();
  const library = mine.url();
  await mine.locator('a[title="My Libraries"]').click();
  await row(mine).hover();
  await row(mine).getByRole('button', { name: 'Share', exact: true }).click();
  await dialog.getByRole('tab', { name: 'Share to other server' }).click();
  const panel = mine.locator('#share-to-other-server-panel');
  await panel.locator('input[id^="react-select"]').first().focus();
  await mine.keyboard.press('ArrowDown');
  const server = await serverOf(mine, recipient.url);
  await mine.locator('[id*="-option-"]').getByText(server, { exact: true }).click();
  await panel.locator('input.form-control').fill(recipient.user);
  await answered(mine, 'POST', SHARES, panel.getByRole('button', { name: 'Submit', exact: true }));

  await theirs.locator('a[title="Shared from other servers"]').click();
  await row(theirs).getByRole('link', { name, exact: true }).click();
  await file(theirs).hover();
  await saved(theirs, file(theirs).getByTitle('Download', { exact: true }));

  const entry = panel.locator('.share-list-container tbody tr').first();
  await entry.hover();
  await answered(mine, 'DELETE', SHARES, entry.getByRole('button', { name: 'Delete', exact: true }));
  await theirs.locator('a[title="Shared from other servers"]').click();
  await row(theirs).waitFor({ state: 'detached' });
  await mine.goto(library);
  await file(mine).hover();
  await saved(mine, file(mine).getByRole('button', { name: 'Download', exact: true }));
  await mine.locator('a[title="My Libraries"]').click();
  await row(mine).hover();
  await row(mine).getByRole('button', { name: 'Delete', exact: true }).click();
  await answered(
    mine,
    'DELETE',
    '/api/v2.1/repos/',
    dialog.filter({ hasText: 'Delete Library' }).getByRole('button', { name: 'Delete', exact: true }),
  );
};

/** How the list of servers calls the one of this URL. */
async function serverOf(page: Page, url: string): Promise<string> {
  const servers = (await page.evaluate('window.app.pageOptions.ocmRemoteServers')) as {
    label: string;
    value: string;
  }[];
  const bare = (text: string): string => text.replace(/\/*$/, '').toLowerCase();
  const found = servers.find(({ value }) => bare(value) === bare(url));
  if (!found) throw new Error(`the page lists no server ${url}`);
  return found.label;
}

async function logIn({ page, url, user, password }: Person): Promise<void> {
  await page.goto(`${url}/accounts/login/?next=/my-libs/`);
  await page.locator('input[name=login]').fill(user);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('a[title="My Libraries"]').waitFor();
}
