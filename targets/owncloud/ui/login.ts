import type { Page } from '@playwright/test';
import { InteropError } from '../../../vocabulary.js';
import type { Account } from '../../cloud.js';

/** Logs in and lands in Files. Rejects with `login-refused` when the page says that the credentials are wrong. */
export async function logIn(page: Page, url: string, account: Account): Promise<void> {
  const base = url.replace(/\/+$/, '');
  await page.goto(`${base}/index.php/login?redirect_url=%252Findex.php%252Fapps%252Ffiles%252F`, {
    waitUntil: 'domcontentloaded',
  });
  await fillIn(page, account);
  const inside = page.locator('#app-navigation');
  const refused = page.locator('.warning');
  await inside.or(refused).first().waitFor({ state: 'attached' });
  if ((await inside.count()) > 0) return;
  const words = ((await refused.first().textContent()) ?? '').trim();
  throw new InteropError(
    'login-refused',
    `${url} refused the password of ${account.user}: ${words}; correct it, or enable the account`,
    { exit: 2 },
  );
}

/** Gives name and password to the login page in view. */
export async function fillIn(page: Page, account: Account): Promise<void> {
  await page.locator('#user').fill(account.user);
  await page.locator('#password').fill(account.password);
  await page.locator('#submit').click();
}
