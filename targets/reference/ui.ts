import type { BrowserContext, Locator } from '@playwright/test';
import { openContext, snapshotOf } from '../browser.js';
import {
  type Account,
  type Attempt,
  type Cloud,
  type CloudSession,
  ProductRefused,
  type ReceivedShare,
  type SentShare,
} from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { type AccountClient, accountClient, exchangesOf, loginRefused } from './client.js';
import { Actor, LOGIN } from './page-actions.js';
import { traits } from './traits.js';

/** Drives the reference peer through its web UI. */
export function createUiCloud(options: DriverOptions): Cloud {
  const contexts = new Set<BrowserContext>();
  const clients = new Map<string, AccountClient>();
  const { profile, budgets, browser } = options;
  return {
    via: 'ui',
    traits,
    async open(account) {
      if (!browser) throw new Error(`driving ${profile.id} through its web UI needs a browser`);
      const hosts = [new URL(profile.url).host, ...profile.hosts];
      const context = await openContext(await browser(), hosts, budgets.step);
      contexts.add(context);
      const actor = new Actor(await context.newPage(), profile.url);
      await logIn(actor, account, profile.url);
      clients.set(account.user, accountClient(options, account));
      return session(actor, account.user);
    },
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      contexts.clear();
      await options.http.close();
    },
    // What the peer recorded is no page of its: it is read through the API also when people are driven through the UI.
    exchangesSince: (at) => exchangesOf(clients.values(), at),
  };
}

async function logIn(actor: Actor, account: Account, url: string): Promise<void> {
  const { page } = actor;
  await actor.go(LOGIN);
  await page.getByRole('textbox', { name: 'User name' }).fill(account.user);
  await page.getByLabel('Password').fill(account.password);
  await actor.follow(actor.button('Log in'));
  if (actor.isAt(LOGIN)) throw loginRefused(account.user, url);
}

function session(actor: Actor, user: string): CloudSession {
  const { page } = actor;

  return {
    user,
    async address() {
      return (await page.getByRole('note', { name: 'Your OCM address' }).textContent()) ?? '';
    },

    async putFile(path, content) {
      await inFolder(actor, parentOf(path));
      await actor.upload('File to upload', nameOf(path), content);
      await actor.must(`uploading ${path}`, actor.button('Upload'));
    },
    async makeFolder(path) {
      await inFolder(actor, parentOf(path));
      await page.getByRole('textbox', { name: 'Name of the new folder' }).fill(nameOf(path));
      await actor.must(`making folder ${path}`, actor.button('Create folder'));
    },
    async readFile(path) {
      if ((await actor.go(filesPage(parentOf(path)))) === 404) return undefined;
      return actor.downloadIfThere(actor.entry(nameOf(path)));
    },
    async list(path) {
      if ((await actor.go(filesPage(path))) === 404) return undefined;
      return namesIn(actor, 'Files');
    },
    async remove(path) {
      if ((await actor.go(filesPage(parentOf(path)))) === 404) return;
      const button = actor.button(`Delete ${nameOf(path)}`);
      if ((await button.count()) > 0) await actor.must(`deleting ${path}`, button);
    },

    async share(path, address, permission) {
      const link = actor.link(`Share ${nameOf(path)}`);
      await inFolder(actor, parentOf(path), link);
      await actor.follow(link);
      await page.getByRole('textbox', { name: 'OCM address' }).fill(address);
      await page.getByRole('radio', { name: permission === 'edit' ? 'Can edit' : 'Can view' }).check();
      await actor.must(`sharing ${path} with ${address}`, actor.button('Share'));
      // Newest last; the form's own message stands for it being there.
      const shares = (await sentIn(actor)).filter((share) => share.path === path && share.to === address);
      const made = shares.at(-1);
      if (!made) throw new Error(`sharing ${path} with ${address}: the page says it is shared, and does not list it`);
      return made;
    },
    async listSent(path) {
      await actor.go('/ui/sent');
      return (await sentIn(actor)).filter((share) => share.path === path);
    },
    async setPermission(share, permission) {
      const what = `of ${share.to} on ${share.path}`;
      const choice = page.getByRole('combobox', { name: `Permission ${what}`, exact: true });
      await actor.reach('/ui/sent', choice);
      await choice.selectOption({ label: permission === 'edit' ? 'Can edit' : 'Can view' });
      await actor.must(`changing the permission ${what}`, actor.button(`Save permission ${what}`));
    },
    async unshare(share) {
      const button = actor.button(`Unshare ${share.path} from ${share.to}`);
      await actor.reach('/ui/sent', button);
      await actor.must(`unsharing ${share.path}`, button);
    },

    async listPending() {
      await actor.go('/ui/incoming');
      return receivedIn(actor, 'Incoming shares');
    },
    accept: (share) => answer(actor, share, 'Accept', '/ui/incoming'),
    decline: (share) => answer(actor, share, 'Decline', '/ui/incoming'),
    async listReceived() {
      await actor.go('/ui/shared');
      return receivedIn(actor, 'Shared with me');
    },
    leave: (share) => answer(actor, share, 'Leave', '/ui/shared'),

    async readReceived(share, inside) {
      if (inside !== undefined) {
        if ((await actor.go(receivedPage(share, inside))) === 404) return undefined;
        return actor.downloadIfThere(actor.entry(nameOf(inside)));
      }
      const link = actor.link(`Download ${about(share)}`);
      await actor.reach('/ui/shared', link);
      return actor.downloadIfThere(link);
    },
    async listInside(share) {
      if ((await actor.go(receivedPage(share, ''))) === 404) return undefined;
      return namesIn(actor, 'Contents');
    },
    writeReceived(share, content, inside) {
      const [field, label] =
        inside === undefined ? ['New version', 'Upload new version'] : ['File to upload', 'Upload'];
      return change(actor, receivedPage(share, inside ?? ''), actor.button(label), async (button) => {
        await actor.upload(field, nameOf(inside ?? share.name), content);
        return actor.attempt(button);
      });
    },
    renameInside(share, from, to) {
      const name = `Rename ${nameOf(from)}`;
      return change(actor, receivedPage(share, from), actor.button(name), async (button) => {
        await button.click();
        const dialog = page.getByRole('dialog', { name, exact: true });
        await dialog.getByRole('textbox', { name: 'New name' }).fill(nameOf(to));
        return actor.attempt(dialog.getByRole('button', { name: 'Save name' }));
      });
    },
    removeInside(share, name) {
      const button = actor.button(`Delete ${nameOf(name)}`);
      return change(actor, receivedPage(share, name), button, () => actor.attempt(button));
    },

    snapshot: () => snapshotOf(page),
  };
}

/** Shows an own folder, unless it is in view with what is needed. */
async function inFolder(actor: Actor, folder: string, needed?: Locator): Promise<void> {
  if (actor.isAt(filesPage(folder)) && (!needed || (await needed.count()) > 0)) return;
  if ((await actor.go(filesPage(folder))) === 404) throw new ProductRefused(`${folder} is not among the own folders`);
}

/** Does something on a received item's page; a page or button that is not there is a refusal as good as any. */
async function change(
  actor: Actor,
  path: string,
  button: Locator,
  act: (button: Locator) => Promise<Attempt>,
): Promise<Attempt> {
  const there = actor.isAt(path) && (await button.count()) > 0;
  if (!there && (await actor.go(path)) === 404) return { done: false, refusal: await actor.words() };
  if ((await button.count()) === 0) return { done: false, refusal: 'the page does not list it' };
  return act(button);
}

/** Presses the button beside a received share. */
async function answer(actor: Actor, share: ReceivedShare, label: string, path: string): Promise<void> {
  const button = actor.button(`${label} ${about(share)}`);
  await actor.reach(path, button);
  if ((await button.count()) === 0) throw new ProductRefused(`${path} does not list ${about(share)}`);
  await actor.must(`${label} ${about(share)}`, button);
}

async function namesIn(actor: Actor, table: string): Promise<string[]> {
  return (await actor.rows(table)).map(({ cells: [name = ''] }) => name);
}

async function sentIn(actor: Actor): Promise<SentShare[]> {
  return (await actor.rows('My shares')).map(({ id, cells: [path = '', to = ''] }) => ({ id, path, to }));
}

async function receivedIn(actor: Actor, table: string): Promise<ReceivedShare[]> {
  return (await actor.rows(table)).map(({ id, cells: [name = '', from = ''] }) => ({ id, name, from }));
}

/** Name and origin: what the buttons beside a received share say it is about. */
const about = (share: ReceivedShare): string => `${share.name} from ${share.from}`;
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const parentOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');
const filesPage = (folder: string): string => `/ui/files${folder === '/' ? '' : encoded(folder)}`;

/** The page on which an entry of a received folder stands; with no entry, that of the share itself. */
function receivedPage(share: ReceivedShare, entry: string): string {
  const folder = parentOf(entry);
  return `/ui/shared/${encodeURIComponent(share.id)}${folder === '' ? '' : `/in/${encoded(folder)}`}`;
}
