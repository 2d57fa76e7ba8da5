import type { BrowserContext } from '@playwright/test';
import type { ServerAbilities } from '../abilities.js';
import { type CloudSession, ProductRefused } from '../cloud.js';
import { Actor } from './page-actions.js';

type Inviting = Pick<Required<CloudSession>, 'createInvite' | 'acceptInvite' | 'listContacts' | 'removeContact'>;

const PAGE = '/ui/contacts';

/** Invites and contacts, through the pages. */
export function pageInviting(actor: Actor): Inviting {
  const { page } = actor;
  return {
    async createInvite(ends) {
      await actor.go(PAGE);
      if (ends) await page.getByLabel('Ends (UTC), if not in a week').fill(ends.toISOString().slice(0, 19));
      await actor.must('making an invite', actor.button('Create invite'));
      const said = (await page.getByRole('status').textContent()) ?? '';
      const [, text, until, link] = /^Invite (\S+) until (\S+), or by link (\S+)$/.exec(said) ?? [];
      if (text === undefined || until === undefined) throw new Error(`making an invite: the page says "${said}"`);
      return { text, ends: new Date(until), ...(link === undefined ? {} : { link }) };
    },
    async acceptInvite(text) {
      await actor.go(PAGE);
      await page.getByRole('textbox', { name: 'Invite', exact: true }).fill(text);
      await actor.must('taking an invite', actor.button('Take invite'));
    },
    async listContacts() {
      await actor.go(PAGE);
      return (await actor.listed('Contacts', 'Remove')).map(({ name: address, line }) => ({
        address,
        name: line.slice(address.length),
      }));
    },
    async removeContact({ address }) {
      const button = actor.button(`Remove ${address}`);
      if (!(await actor.reach(PAGE, button))) throw new ProductRefused(`${address} is not among the contacts`);
      await actor.must(`removing ${address}`, button);
    },
  };
}

/** A visitor follows the link of an invite, in a browser of their own. */
export function followInviteBy(open: () => Promise<BrowserContext>): NonNullable<ServerAbilities['followInvite']> {
  return async (link, server) => {
    const context = await open();
    try {
      const page = await context.newPage();
      const shown = await page.goto(link, { waitUntil: 'domcontentloaded' });
      if (shown?.status() !== 200) throw new ProductRefused(`following ${link}: status ${shown?.status() ?? 'none'}`);
      const actor = new Actor(page, new URL(link).origin);
      const list = page.getByRole('list', { name: 'Servers' });
      const rows = (await list.count()) > 0 ? ((await list.textContent()) ?? '').split('\n') : [];
      const offered = rows.flatMap((row) => /https?:\/\/\S+/.exec(row)?.[0] ?? []);
      if (server === undefined) return { offered };
      await page.getByRole('textbox', { name: 'Your server' }).fill(server);
      const answer = page.waitForResponse((response) => response.request().method() === 'POST');
      await actor.depart(actor.button('Continue'));
      const sentTo = (await answer).headers().location;
      if (sentTo === undefined) throw new ProductRefused(`choosing ${server}: the visitor is sent nowhere`);
      return { offered, sentTo };
    } finally {
      await context.close();
    }
  };
}
