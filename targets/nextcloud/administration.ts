import type { Administration } from '../abilities.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { accountClient, logIn, recordsOf } from './client.js';

/**
 * What an administrator does, through the provisioning API by whatever way people are driven: the settings pages are no part of sharing,
 * and a throw-away person is made the same by either.
 */
export async function administer(options: DriverOptions, account: Account): Promise<Administration> {
  const uid = await logIn(options, account);
  const client = accountClient(options.http, options.profile.url, account, uid);
  const set = async (key: string, on: boolean): Promise<void> => {
    const path = `/apps/provisioning_api/api/v1/config/apps/files_sharing/${key}`;
    await client.ocs(`setting ${key}`, 'POST', path, { value: on ? 'yes' : 'no' });
  };
  return {
    async createUser({ user, password, displayName }) {
      const named = displayName === undefined ? {} : { displayName };
      await client.ocs(`creating ${user}`, 'POST', '/cloud/users', { userid: user, password, ...named });
    },
    async removeUser(user) {
      await client.ocs(`removing ${user}`, 'DELETE', `/cloud/users/${encodeURIComponent(user)}`);
    },

    async createGroup(groupid, members) {
      await client.ocs(`creating group ${groupid}`, 'POST', '/cloud/groups', { groupid });
      for (const member of members)
        await client.ocs(`adding ${member} to ${groupid}`, 'POST', groupsOf(member), { groupid });
    },
    async removeGroup(name) {
      await client.ocs(`removing group ${name}`, 'DELETE', `/cloud/groups/${encodeURIComponent(name)}`);
    },
    async leaveGroup(groupid, member) {
      await client.ocs(`taking ${member} out of ${groupid}`, 'DELETE', groupsOf(member), { groupid });
    },

    async trust(url) {
      await client.ocs(`trusting ${url}`, 'POST', TRUSTED, { url });
    },
    async distrust(origin) {
      const step = `trusting ${origin} no more`;
      const known = recordsOf(await client.ocs(step, 'GET', TRUSTED));
      for (const { id } of known.filter(({ url }) => hostIn(String(url)) === hostIn(origin)))
        await client.ocs(step, 'DELETE', `${TRUSTED}/${String(id)}`);
    },
    switchIncoming: (on) => set('incoming_server2server_share_enabled', on),
    switchOutgoing: (on) => set('outgoing_server2server_share_enabled', on),
  };
}

const TRUSTED = '/apps/federation/trusted-servers';

const groupsOf = (user: string): string => `/cloud/users/${encodeURIComponent(user)}/groups`;

const hostIn = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : origin);
