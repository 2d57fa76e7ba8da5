import type { Administration } from '../abilities.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { accountClient, logIn } from './client.js';

/**
 * What an administrator does, through the provisioning API by whatever way people are driven: the settings pages are no part of sharing,
 * and a throw-away person is made the same by either.
 */
export async function administer(options: DriverOptions, account: Account): Promise<Administration> {
  const uid = await logIn(options, account);
  const client = accountClient(options.http, options.profile.url, account, uid);
  return {
    async createUser({ user, password }) {
      await client.ocs(`creating ${user}`, 'POST', '/cloud/users', { userid: user, password });
    },
    async removeUser(user) {
      await client.ocs(`removing ${user}`, 'DELETE', `/cloud/users/${encodeURIComponent(user)}`);
    },
  };
}
