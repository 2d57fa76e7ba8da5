import type { BrowserContext, Locator } from '@playwright/test';
import type { ServerAbilities } from '../abilities.js';
import { type CloudSession, ProductRefused, type SentShare } from '../cloud.js';
import { Actor } from './page-actions.js';
import { about, encoded, type ReceivedItems } from './received-items.js';
import { NOTICE } from './traits.js';

type Sharing = Pick<
  Required<CloudSession>,
  'shareWithGroup' | 'shareLocally' | 'listLocal' | 'reshare' | 'setExpiry' | 'makeLink' | 'removeLink' | 'acceptBy'
>;

/** People tell their shares apart by what is shared with whom; so does this driver. */
export function sentShare(path: string, to: string, expires?: Date): SentShare {
  return { id: `${path} to ${to}`, path, to, ...(expires ? { expires } : {}) };
}

/** More ways to share, through the pages. */
export function pageSharing(actor: Actor, items: ReceivedItems): Sharing {
  const { page } = actor;
  const sharePage = async (path: string): Promise<void> => {
    if (!actor.isAt(pageOf(path)) && (await actor.go(pageOf(path), '/ui/files')) === 404)
      throw new ProductRefused(`${path} is not among the own files`);
  };

  return {
    async shareWithGroup(path, address, permission) {
      await sharePage(path);
      await page.getByRole('textbox', { name: 'OCM address' }).fill(address);
      await page.getByRole('radio', { name: 'a group' }).check();
      await page.getByRole('radio', { name: permission === 'edit' ? 'Can edit' : 'Can view' }).check();
      await actor.must(`sharing ${path} with the group ${address}`, actor.button('Share'));
      return sentShare(path, address);
    },
    async shareLocally(path, user, permission) {
      await sharePage(path);
      await page.getByRole('textbox', { name: 'User name here' }).fill(user);
      await page.getByRole('combobox', { name: 'Permission here' }).selectOption(permission);
      await actor.must(`sharing ${path} with ${user} here`, actor.button('Share here'));
      const to = /with (\S+)$/.exec((await page.getByRole('status').textContent()) ?? '')?.[1];
      return sentShare(path, to ?? user);
    },
    async listLocal() {
      await actor.go('/ui/shared');
      return (await actor.listed('Shared here', 'Leave')).map(({ name, from }) => ({
        id: about({ name, from }),
        name,
        from,
      }));
    },
    async reshare(share, address, permission) {
      const step = `passing ${share.name} on to ${address}`;
      if (!(await items.show(share))) throw new ProductRefused(`${step}: ${about(share)} is not listed`);
      await page.getByRole('textbox', { name: 'OCM address' }).fill(address);
      await page.getByRole('combobox', { name: 'Permission of the one after you' }).selectOption(permission);
      await actor.must(step, actor.button('Pass on'));
      return sentShare(`Shared with me/${share.name}`, address);
    },
    async setExpiry(share, at) {
      const what = `of ${share.to} on ${share.path}`;
      const field = page.getByLabel(`End ${what}`, { exact: true });
      await actor.reach('/ui/sent', field);
      const ends = new Date(Math.floor(at.getTime() / 1000) * 1000);
      await field.fill(ends.toISOString().slice(0, 19));
      await actor.must(`setting the end ${what}`, actor.button(`Set end ${what}`));
      return ends;
    },
    async makeLink(path, permission) {
      await sharePage(path);
      await page.getByRole('combobox', { name: 'Permission of the link' }).selectOption(permission);
      await actor.must(`making a link to ${path}`, actor.button('Create link'));
      const url = /https?:\S+/.exec((await page.getByRole('status').textContent()) ?? '')?.[0] ?? '';
      return { id: url, path, url };
    },
    async removeLink({ path, url }) {
      await sharePage(path);
      await actor.must(`removing the link to ${path}`, actor.button(`Remove ${url}`));
    },
    async acceptBy(door, share) {
      if (door !== NOTICE) throw new Error(`there is no door "${door}"`);
      items.forget(share);
      const button: Locator = actor.button(`Take in ${about(share)}`);
      if (!(await actor.reach('/ui/files', button))) throw new ProductRefused(`no notice tells of ${about(share)}`);
      await actor.must(`taking in ${about(share)}`, button);
    },
  };
}

/** What a visitor of a link does, in a browser of their own. */
export function saveLinkBy(open: () => Promise<BrowserContext>): NonNullable<ServerAbilities['saveLink']> {
  return async ({ url, path }, address) => {
    const context = await open();
    try {
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      const actor = new Actor(page, new URL(url).origin);
      await page.getByRole('textbox', { name: 'Your OCM address' }).fill(address);
      await actor.must(`adding ${path} to ${address}`, actor.button('Add to my cloud'));
    } finally {
      await context.close();
    }
  };
}

const pageOf = (path: string): string => `/ui/share${encoded(path)}`;
