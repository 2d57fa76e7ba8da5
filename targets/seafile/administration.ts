import type { Administration } from '../abilities.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { logIn } from './client.js';

const USERS = '/api/v2.1/admin/users/';

/** What an administrator does, through the API by whatever way people are driven. A login name is an e-mail address. */
export async function administer(options: DriverOptions, account: Account): Promise<Administration> {
  const client = await logIn(options, account);
  return {
    async createUser({ user, password, displayName }) {
      const named = displayName === undefined ? {} : { name: displayName };
      const form = { email: user, password, is_active: 'true', ...named };
      await client.must(`creating ${user}`, 'POST', USERS, { form });
    },
    async removeUser(user) {
      await client.must(`removing ${user}`, 'DELETE', `${USERS}${encodeURIComponent(user)}/`);
    },
  };
}
