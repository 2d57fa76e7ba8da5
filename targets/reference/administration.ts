import type { Administration } from '../abilities.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { accountClient, logIn } from './client.js';

/** What an administrator of the reference peer does. There are no pages for it: it goes through the API by whatever way people are driven. */
export async function administer(options: DriverOptions, account: Account): Promise<Administration> {
  const client = accountClient(options, account);
  await logIn(client, options.profile.url);
  const user = (name: string): string => `/admin/users/${encodeURIComponent(name)}`;
  return {
    async createUser({ user: name, password }) {
      await client.must(`creating ${name}`, 'PUT', user(name), { password });
    },
    async removeUser(name) {
      await client.must(`removing ${name}`, 'DELETE', user(name));
    },
  };
}
