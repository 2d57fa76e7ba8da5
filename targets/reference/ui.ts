import type { BrowserContext, Locator } from '@playwright/test';
import { alertsIn, openContext, patiently, snapshotOf } from '../browser.js';
import {
  type Account,
  type Cloud,
  type CloudSession,
  ProductRefused,
  type ReceivedShare,
  type SentShare,
} from '../cloud.js';
import { digestOfFile } from '../digest.js';
import type { DriverOptions } from '../driver.js';
import type { Budgets } from '../profile.js';
import { type AccountClient, accountClient, exchangesOf, logIn as logInApi, loginRefused } from './client.js';
import { claimed, inLibraries } from './libraries.js';
import { Actor, LOGIN } from './page-actions.js';
import { pageAdministration } from './page-administration.js';
import { openAppOf } from './page-app.js';
import { followInviteBy, pageInviting } from './page-inviting.js';
import { pageSharing, saveLinkBy, sentShare } from './page-sharing.js';
import { about, encoded, nameOf, parentOf, ReceivedItems } from './received-items.js';
import { pageTraitsOf } from './traits.js';

/** Drives the reference peer through its web UI. */
export function createUiCloud(options: DriverOptions): Cloud {
  const contexts = new Set<BrowserContext>();
  const clients = new Map<string, AccountClient>();
  const { profile, budgets, browser } = options;
  let traits = pageTraitsOf({});
  const newContext = async (): Promise<BrowserContext> => {
    if (!browser) throw new Error(`driving ${profile.id} through its web UI needs a browser`);
    return openContext(await browser(), [new URL(profile.url).host, ...profile.hosts], budgets.step);
  };
  const enter = async (account: Account): Promise<Actor> => {
    const context = await newContext();
    contexts.add(context);
    const actor = new Actor(await context.newPage(), profile.url);
    await logIn(actor, account, profile.url);
    return actor;
  };
  return {
    via: 'ui',
    get traits() {
      return traits;
    },
    async open(account) {
      const actor = await enter(account);
      const client = accountClient(options, account);
      const self = await logInApi(client, profile.url);
      const { dialect } = self;
      traits = pageTraitsOf(self);
      clients.set(account.user, client);
      const person = session(actor, account.user, budgets);
      return dialect === undefined ? claimed(person, traits.lacks) : inLibraries(person, traits);
    },
    administer: async (account) => pageAdministration(await enter(account)),
    saveLink: saveLinkBy(newContext),
    followInvite: followInviteBy(newContext),
    alerts: () => alertsIn(contexts),
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      contexts.clear();
      await options.http.close();
    },
    // What the peer recorded is no page of its: it is read through the API also when people are driven through the UI.
    exchangesSince: (at, after) => exchangesOf(clients.values(), at, after),
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

function session(actor: Actor, user: string, budgets: Budgets): CloudSession {
  const { page } = actor;
  const items = new ReceivedItems(actor);

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
      if ((await actor.go(filesPage(parentOf(path)), OWN)) === 404) return undefined;
      return actor.downloadIfThere(actor.entry(nameOf(path)));
    },
    async list(path) {
      if ((await actor.go(filesPage(path), OWN)) === 404) return undefined;
      return namesIn(actor, 'Files');
    },
    async moveOwn(from, to) {
      const button = actor.button(`Move ${nameOf(from)}`);
      await inFolder(actor, parentOf(from), button);
      await actor.must(`moving ${from} to ${to}`, await dialogFor(actor, button, 'New path', to));
    },
    async remove(path) {
      if ((await actor.go(filesPage(parentOf(path)), OWN)) === 404) return;
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
      return sentShare(path, address);
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
      return receivedIn(actor, 'Incoming shares', 'Decline');
    },
    async accept(share) {
      items.forget(share);
      await answer(actor, share, 'Accept', '/ui/incoming');
    },
    decline: (share) => answer(actor, share, 'Decline', '/ui/incoming'),
    async listReceived() {
      await actor.go('/ui/shared');
      return receivedIn(actor, 'Shared with me', 'Leave');
    },
    leave: (share) => answer(actor, share, 'Leave', '/ui/shared'),

    async readReceived(share, inside) {
      if (inside !== undefined)
        return (await items.show(share, inside)) ? actor.downloadIfThere(actor.entry(nameOf(inside))) : undefined;
      const link = actor.link(`Download ${about(share)}`);
      return (await actor.reach('/ui/shared', link)) ? actor.download(link) : undefined;
    },
    async listInside(share) {
      return (await items.show(share)) ? namesIn(actor, 'Contents') : undefined;
    },
    writeReceived(share, content, inside) {
      const [field, label] =
        inside === undefined ? ['New version', 'Upload new version'] : ['File to upload', 'Upload'];
      return items.change(share, inside, actor.button(label), async (button) => {
        await actor.upload(field, nameOf(inside ?? share.name), content);
        return actor.attempt(button);
      });
    },
    renameInside(share, from, to) {
      return items.change(share, from, actor.button(`Rename ${nameOf(from)}`), async (button) => {
        return actor.attempt(await dialogFor(actor, button, 'New name', nameOf(to)));
      });
    },
    removeInside(share, name) {
      return items.change(share, name, actor.button(`Delete ${nameOf(name)}`), (button) => actor.attempt(button));
    },

    ...pageSharing(actor, items),
    ...pageInviting(actor),

    openApp: (share) => openAppOf(actor, items, share),

    async putLarge(path, { path: file }) {
      await inFolder(actor, parentOf(path));
      await actor.uploadFile('File to upload', file);
      await patiently(page, budgets, () => actor.must(`uploading ${path}`, actor.button('Upload')));
    },
    async digestReceived(share, inside) {
      const link = inside === undefined ? actor.link(`Download ${about(share)}`) : actor.entry(nameOf(inside));
      const there = inside === undefined ? actor.reach('/ui/shared', link) : items.show(share, inside);
      if (!(await there) || (await link.count()) === 0) return undefined;
      const saved = await patiently(page, budgets, () => actor.save(link));
      return saved === undefined ? undefined : digestOfFile(saved);
    },
    makeFolderInside(share, inside) {
      return items.change(share, inside, actor.button('Create folder'), async (button) => {
        await page.getByRole('textbox', { name: 'Name of the new folder' }).fill(nameOf(inside));
        return actor.attempt(button);
      });
    },
    moveInside(share, from, to) {
      return items.change(share, from, actor.button(`Move ${nameOf(from)}`), async (button) => {
        return actor.attempt(await dialogFor(actor, button, 'New path', to));
      });
    },

    snapshot: () => snapshotOf(page),
  };
}

/** Shows an own folder, unless it is in view with what is needed. */
async function inFolder(actor: Actor, folder: string, needed?: Locator): Promise<void> {
  if (actor.isAt(filesPage(folder)) && (!needed || (await needed.count()) > 0)) return;
  if ((await actor.go(filesPage(folder), OWN)) === 404)
    throw new ProductRefused(`${folder} is not among the own folders`);
}

/** Opens the dialog of a button and fills its field in; gives the button that saves. */
async function dialogFor(actor: Actor, button: Locator, field: string, value: string): Promise<Locator> {
  await button.press('Enter');
  const dialog = actor.page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: field, exact: true }).fill(value);
  return dialog.getByRole('button', { name: field.replace('New', 'Save'), exact: true });
}

/** Presses the button beside a received share. */
async function answer(actor: Actor, share: ReceivedShare, label: string, path: string): Promise<void> {
  const button = actor.button(`${label} ${about(share)}`);
  if (!(await actor.reach(path, button))) throw new ProductRefused(`${path} does not list ${about(share)}`);
  await actor.must(`${label} ${about(share)}`, button);
}

async function namesIn(actor: Actor, table: string): Promise<string[]> {
  return (await actor.listed(table, 'Delete')).map(({ name }) => name);
}

async function sentIn(actor: Actor): Promise<SentShare[]> {
  return (await actor.listed('My shares', 'Unshare')).map(({ name, from, line }) => {
    const ends = /ends at (\S+Z)/.exec(line)?.[1];
    return sentShare(name, from, ends === undefined ? undefined : new Date(ends));
  });
}

async function receivedIn(actor: Actor, table: string, label: string): Promise<ReceivedShare[]> {
  return (await actor.listed(table, label)).map(({ name, from }) => ({ id: about({ name, from }), name, from }));
}

const OWN = '/ui/files';
const filesPage = (folder: string): string => `${OWN}${folder === '/' ? '' : encoded(folder)}`;
