import type { Page } from '@playwright/test';
import { InteropError } from '../../../vocabulary.js';
import type { Account } from '../../cloud.js';

/**
 * Logs in and lands in Files; gives the account's id, which is not what was typed when that was an e-mail address. Rejects with `login-refused` when the page says that the credentials are wrong.
 * `/index.php` answers with and without pretty URLs; the redirect passes by whatever app the server opens first.
 */
export async function logIn(page: Page, url: string, account: Account): Promise<string> {
  const base = url.replace(/\/+$/, '');
  await page.goto(`${base}/index.php/login?redirect_url=/apps/files/files`, { waitUntil: 'domcontentloaded' });
  await page.getByRole('textbox', { name: 'Account name or email' }).fill(account.user);
  await page.getByRole('textbox', { name: 'Password' }).fill(account.password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  const inside = page.locator('[data-cy-files-list]');
  const refused = page.getByText(/Wrong login or password|This account is disabled/);
  await inside.or(refused).first().waitFor();
  if (await refused.isVisible()) {
    const words = ((await refused.first().textContent()) ?? '').trim();
    throw new InteropError(
      'login-refused',
      `${url} refused the password of ${account.user}: ${words}; correct it, or enable the account`,
      { exit: 2 },
    );
  }
  const uid = await page.locator('head').getAttribute('data-user');
  if (!uid)
    throw new Error(`logging in ${account.user}: the page does not tell who is logged in (data-user of its head)`);
  return uid;
}
