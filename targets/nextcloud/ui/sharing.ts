import type { BrowserContext, Page } from '@playwright/test';
import type { ServerAbilities } from '../../abilities.js';
import { type CloudSession, ProductRefused, type ReceivedShare, type SentShare } from '../../cloud.js';
import { NOTIFICATION, REMOTE_GROUP } from '../traits.js';
import { pathOf } from './answers.js';
import type { FilesPage } from './files-page.js';
import type { SharingSidebar } from './sharing-sidebar.js';

type Sharing = Pick<
  Required<CloudSession>,
  'shareWithGroup' | 'shareLocally' | 'listLocal' | 'reshare' | 'setExpiry' | 'makeLink' | 'removeLink' | 'acceptBy'
>;

/** The page shows no handle of a share: path and address say which one is meant. */
export function sentShare(path: string, to: string, expires?: Date): SentShare {
  return { id: `${path} ${to}`, path, to, ...(expires ? { expires } : {}) };
}

/** More ways to share, in the sidebar and by the bell. `open` opens the sidebar for a path. */
export function pageSharing(
  files: FilesPage,
  sidebar: SharingSidebar,
  open: (step: string, share: { path: string }) => Promise<void>,
): Sharing {
  return {
    async shareWithGroup(path, address, permission) {
      const step = `sharing ${path} with the group ${address}`;
      await open(step, { path });
      await sidebar.share(step, address, permission, REMOTE_GROUP);
      return sentShare(path, address);
    },
    async shareLocally(path, user, permission) {
      const step = `sharing ${path} with ${user} here`;
      await open(step, { path });
      return sentShare(path, await sidebar.shareHere(step, user, permission));
    },
    // The list does not tell shares of people here from those of others.
    async listLocal() {
      await files.show('files');
      await files.show('sharingin');
      return files.rows();
    },
    async reshare(share, address, permission) {
      const path = share.path ?? `/${share.name}`;
      const step = `passing ${path} on to ${address}`;
      await open(step, { path });
      await sidebar.share(step, address, permission);
      return sentShare(path, address);
    },
    async setExpiry(share, at) {
      const step = `setting the end of the share of ${share.path}`;
      const day = at.toISOString().slice(0, 10);
      await open(step, share);
      await sidebar.setEnd(step, share.to, day);
      return new Date(`${day}T23:59:59Z`);
    },
    async makeLink(path) {
      const step = `making a link to ${path}`;
      await open(step, { path });
      return { path, ...(await sidebar.makeLink(step)) };
    },
    async removeLink({ path }) {
      const step = `removing the link to ${path}`;
      await open(step, { path });
      await sidebar.removeLink(step);
    },
    async acceptBy(door, share) {
      if (door !== NOTIFICATION) throw new Error(`there is no door "${door}"`);
      await acceptInBell(files.page, share);
      await files.show('files');
    },
  };
}

/** Notifications are asked for seldom: loading the page anew brings the ones of this moment. */
async function acceptInBell(page: Page, share: ReceivedShare): Promise<void> {
  await page.reload({ waitUntil: 'domcontentloaded' });
  const bell = page.getByRole('banner').getByRole('button', { name: 'Notifications', exact: true });
  await bell.click();
  const told = page.getByRole('banner').getByRole('listitem').filter({ hasText: share.name }).first();
  await told.waitFor();
  const [response] = await Promise.all([
    page.waitForResponse(
      (each) => each.request().method() === 'POST' && pathOf(each).includes('/remote_shares/pending/'),
    ),
    told.getByRole('button', { name: 'Accept', exact: true }).click(),
  ]);
  if (!response.ok())
    throw new ProductRefused(`accepting ${share.name} by its notification: POST answered ${response.status()}`);
  await page.keyboard.press('Escape');
}

/** What a visitor of a public link does: "Add to your Nextcloud", in a browser of their own. */
export function saveLinkBy(open: () => Promise<BrowserContext>): NonNullable<ServerAbilities['saveLink']> {
  return async ({ url, path }, address) => {
    const context = await open();
    try {
      const page = await context.newPage();
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      await page.getByRole('button', { name: 'More actions', exact: true }).click();
      await page.getByRole('menuitem', { name: /^Add to your/ }).click();
      const dialog = page.getByRole('dialog', { name: /^Add to your/ });
      await dialog.getByRole('textbox', { name: 'Federated user' }).fill(address);
      const sent = page.waitForResponse((each) => pathOf(each).endsWith('/createFederatedShare'));
      await dialog.getByRole('button', { name: 'Create share', exact: true }).click();
      const response = await sent;
      // The browser moves on to the other server at once: of a success there is nothing to read.
      if (!response.ok()) throw new ProductRefused(`adding ${path} to ${address}: POST answered ${response.status()}`);
    } finally {
      await context.close();
    }
  };
}
