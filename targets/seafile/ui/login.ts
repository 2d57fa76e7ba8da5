import type { Account } from '../../cloud.js';
import type { DriverOptions } from '../../driver.js';
import { loginRefused } from '../client.js';
import type { Shell } from './shell.js';

/** Logs in and lands in "My Libraries". Rejects with `login-refused` when the page says that the credentials are wrong. */
export async function logIn(shell: Shell, options: DriverOptions, account: Account): Promise<void> {
  const { page } = shell;
  await page.goto(shell.url('/accounts/login/?next=/my-libs/'), { waitUntil: 'domcontentloaded' });
  await page.locator('input[name=login]').fill(account.user);
  await page.locator('input[name=password]').fill(account.password);
  await page.locator('button[type=submit]').click();
  const inside = page.locator('.side-nav');
  const refused = page.locator('form .error');
  await inside.or(refused).first().waitFor();
  if (await refused.isVisible())
    throw loginRefused(options, account.user, ((await refused.first().textContent()) ?? '').trim());
  // The very first visit of a person brings a dialog, "Welcome to ...", together with the list; it covers the page.
  await shell.shown();
  const welcome = page.locator('.modal');
  if ((await welcome.count()) === 0) return;
  await welcome.locator('.close').click();
  await welcome.waitFor({ state: 'detached' });
}

/** The id under which the server knows who is logged in, and the servers that can be shared with: both stand in the page. */
export async function whoAmI(shell: Shell): Promise<{ id: string; servers: Server[] }> {
  const options = (await shell.page.evaluate('window.app.pageOptions')) as {
    username: string;
    ocmRemoteServers?: Server[];
  };
  return { id: options.username, servers: options.ocmRemoteServers ?? [] };
}

/** An entry of the list of servers: its name, and its base URL. */
export interface Server {
  label: string;
  value: string;
}
