import type { Administration } from '../abilities.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { accountClient, logIn } from './client.js';

/** What an administrator of the reference peer does, through the API. */
export async function administer(options: DriverOptions, account: Account): Promise<Administration> {
  const client = accountClient(options, account);
  await logIn(client, options.profile.url);
  const user = (name: string): string => `/admin/users/${encodeURIComponent(name)}`;
  const group = (name: string): string => `/admin/groups/${encodeURIComponent(name)}`;
  return {
    async createUser({ user: name, password, displayName }) {
      const named = displayName === undefined ? {} : { displayName };
      await client.must(`creating ${name}`, 'PUT', user(name), { password, ...named });
    },
    async removeUser(name) {
      await client.must(`removing ${name}`, 'DELETE', user(name));
    },

    async createGroup(name, members) {
      await client.must(`creating group ${name}`, 'PUT', group(name), { members: [...members] });
    },
    async removeGroup(name) {
      await client.must(`removing group ${name}`, 'DELETE', group(name));
    },
    async leaveGroup(name, member) {
      const path = `${group(name)}/members/${encodeURIComponent(member)}`;
      await client.must(`taking ${member} out of ${name}`, 'DELETE', path);
    },

    async trust(origin) {
      await client.must(`trusting ${origin}`, 'PUT', `/admin/trusted/${encodeURIComponent(origin)}`);
    },
    async distrust(origin) {
      await client.must(`trusting ${origin} no more`, 'DELETE', `/admin/trusted/${encodeURIComponent(origin)}`);
    },
    async useDirectory(url, key) {
      await client.must(`using ${url}`, 'PUT', `/admin/directories/${encodeURIComponent(url)}`, { key });
    },
    async dropDirectory(url) {
      await client.must(`dropping ${url}`, 'DELETE', `/admin/directories/${encodeURIComponent(url)}`);
    },
    async switchIncoming(on) {
      await client.must('switching incoming shares', 'PUT', '/admin/switches/incoming', { on });
    },
    async switchOutgoing(on) {
      await client.must('switching outgoing shares', 'PUT', '/admin/switches/outgoing', { on });
    },
  };
}
