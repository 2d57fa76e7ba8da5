import type { Account } from '../../cloud.js';
import type { DriverOptions } from '../../driver.js';
import { loginRefused } from '../client.js';
import type { Shell } from './shell.js';

/** Logs in and lands in "My Libraries". Rejects with `login-refused` when the page says that the credentials are wrong. */
export async function logIn(shell: Shell, options: DriverOptions, account: Account): Promise<void> {
  const { page } = shell;
  const inside = page.locator('.side-nav');
  const refused = page.locator('form .error:not(.hide)');
  const renewal = page.locator('input[name=new_password1]');
  await sendCredentials(shell, account);
  await inside.or(refused).or(renewal).first().waitFor();
  if (await renewal.isVisible()) {
    await keepPassword(shell, account);
    await sendCredentials(shell, account);
    await inside.or(refused).first().waitFor();
  }
  if (await refused.isVisible())
    throw loginRefused(options, account.user, ((await refused.first().textContent()) ?? '').trim());
  // The very first visit of a person brings a dialog, "Welcome to ...", together with the list; it covers the page.
  await shell.shown();
  await shell.closeDialog();
}

async function sendCredentials(shell: Shell, { user, password }: Account): Promise<void> {
  const { page } = shell;
  await page.goto(shell.url('/accounts/login/?next=/my-libs/'), { waitUntil: 'domcontentloaded' });
  await page.locator('input[name=login]').fill(user);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

/** Whom an administrator has made is asked for a new password at the first visit, and then to log in again: the old one is taken for it. */
async function keepPassword(shell: Shell, { password }: Account): Promise<void> {
  const { page } = shell;
  for (const name of ['old_password', 'new_password1', 'new_password2'])
    await page.locator(`input[name=${name}]`).fill(password);
  const submit = page.locator('input[type=submit]');
  await shell.must('keeping the password', 'GET', '/password/change/done/', () => submit.click());
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
