import type { Administration } from '../abilities.js';
import type { Actor } from './page-actions.js';

const PAGE = '/ui/admin';

/** What an administrator of the reference peer does on the page for it. */
export function pageAdministration(actor: Actor): Administration {
  const { page } = actor;
  const fillIn = async (fields: Record<string, string>): Promise<void> => {
    await actor.go(PAGE);
    for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value);
  };
  const press = async (step: string, button: string): Promise<void> => {
    if (!(await actor.reach(PAGE, actor.button(button)))) return;
    await actor.must(step, actor.button(button));
  };
  const turn = async (which: 'incoming' | 'outgoing', on: boolean): Promise<void> => {
    await actor.go(PAGE);
    // The button offers the other state: where it is not there, the state is the wanted one already.
    await press(`switching ${which} shares`, `Switch ${which} shares ${on ? 'on' : 'off'}`);
  };
  return {
    async createUser({ user, password, displayName = '' }) {
      await fillIn({ 'User name': user, Password: password, 'Display name': displayName });
      await actor.must(`creating ${user}`, actor.button('Create person'));
    },
    removeUser: (user) => press(`removing ${user}`, `Delete person ${user}`),
    async createGroup(name, members) {
      await fillIn({ 'Group name': name, 'Members, by comma': members.join(', ') });
      await actor.must(`creating group ${name}`, actor.button('Create group'));
    },
    removeGroup: (name) => press(`removing group ${name}`, `Delete group ${name}`),
    leaveGroup: (name, member) => press(`taking ${member} out of ${name}`, `Take out ${member} of ${name}`),
    async trust(origin) {
      await fillIn({ Server: origin });
      await actor.must(`trusting ${origin}`, actor.button('Trust'));
    },
    distrust: (origin) => press(`trusting ${origin} no more`, `Distrust ${new URL(origin).host}`),
    async useDirectory(url, key) {
      await fillIn({ Directory: url, 'Public key of the directory': key });
      await actor.must(`using ${url}`, actor.button('Use directory'));
    },
    dropDirectory: (url) => press(`dropping ${url}`, `Drop ${url}`),
    switchIncoming: (on) => turn('incoming', on),
    switchOutgoing: (on) => turn('outgoing', on),
  };
}
