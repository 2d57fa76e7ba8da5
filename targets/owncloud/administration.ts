import { Buffer } from 'node:buffer';
import type { Administration } from '../abilities.js';
import type { Account } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { type Answer, accountClient, logIn, recordOf } from './client.js';
import { refused } from './refused.js';
import { openSettings, type SettingsPages } from './settings-pages.js';

/** Since 10.15; older versions store a setting elsewhere. */
const SETTINGS = '/index.php/settings/appconfig';
const TRUSTED = '/index.php/apps/federation/trusted-servers';

/**
 * What an administrator does, through the provisioning API and what the settings pages send, by whatever way people are driven: those pages
 * are no part of sharing, and the effect is the same by either.
 */
export async function administer(options: DriverOptions, account: Account): Promise<Administration> {
  const uid = await logIn(options, account);
  const client = accountClient(options.http, options.profile.url, account, uid);
  const trusted = new Map<string, string>();
  let opened: Promise<SettingsPages> | undefined;
  const pages = (): Promise<SettingsPages> => {
    opened ??= openSettings(options.http, options.profile.url, account);
    return opened;
  };

  const set = async (app: string, key: string, value: string): Promise<void> => {
    const answer = await (await pages()).send('PUT', SETTINGS, { app, key, value });
    if (answer.status !== 200) refuse(`setting ${app} ${key}`, `PUT ${SETTINGS}`, answer);
  };
  const enc = encodeURIComponent;

  return {
    async createUser({ user, password, displayName }) {
      await client.ocs(`creating ${user}`, 'POST', '/cloud/users', { userid: user, password });
      const named = { key: 'display', value: displayName ?? user };
      if (displayName !== undefined)
        await client.ocs(`calling ${user} something else`, 'PUT', `/cloud/users/${enc(user)}`, named);
    },
    async removeUser(user) {
      await client.ocs(`removing ${user}`, 'DELETE', `/cloud/users/${enc(user)}`);
    },
    async createGroup(name, members) {
      await client.ocs(`creating group ${name}`, 'POST', '/cloud/groups', { groupid: name });
      for (const member of members)
        await client.ocs(`${member} joining ${name}`, 'POST', `/cloud/users/${enc(member)}/groups`, { groupid: name });
    },
    async removeGroup(name) {
      await client.ocs(`removing group ${name}`, 'DELETE', `/cloud/groups/${enc(name)}`);
    },
    async leaveGroup(name, member) {
      const path = `/cloud/users/${enc(member)}/groups`;
      await client.ocs(`${member} leaving ${name}`, 'DELETE', path, { groupid: name });
    },
    async trust(origin) {
      // To be in the list is one thing, that its shares are accepted at once another.
      await set('federatedfilesharing', 'auto_accept_trusted', 'yes');
      const answer = await (await pages()).send('POST', TRUSTED, { url: origin });
      const { id } = said(answer);
      if (id === undefined) refuse(`trusting ${origin}`, `POST ${TRUSTED}`, answer);
      trusted.set(origin, String(id));
    },
    async distrust(origin) {
      const id = trusted.get(origin);
      if (id === undefined) throw new Error(`distrusting ${origin}: this administrator has not made it trusted`);
      const answer = await (await pages()).send('DELETE', `${TRUSTED}/${id}`);
      if (answer.status !== 200) refuse(`distrusting ${origin}`, `DELETE ${TRUSTED}/${id}`, answer);
      trusted.delete(origin);
      if (trusted.size === 0) await set('federatedfilesharing', 'auto_accept_trusted', 'no');
    },
    switchIncoming: (on) => set('files_sharing', 'incoming_server2server_share_enabled', on ? 'yes' : 'no'),
    switchOutgoing: (on) => set('files_sharing', 'outgoing_server2server_share_enabled', on ? 'yes' : 'no'),
  };
}

/** The JSON object of an answer; empty when it is none. */
function said({ bytes }: Answer): Record<string, unknown> {
  try {
    return recordOf(JSON.parse(Buffer.from(bytes).toString('utf8')));
  } catch {
    return {};
  }
}

function refuse(step: string, what: string, answer: Answer): never {
  const { message, hint } = said(answer);
  const words = typeof hint === 'string' ? hint : message;
  const told = typeof words === 'string' ? words : '';
  throw refused(`${step}: ${what} answered ${answer.status} ${told}`.trim(), answer.status);
}
