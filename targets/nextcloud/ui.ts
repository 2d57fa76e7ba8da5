import type { BrowserContext } from '@playwright/test';
import { openContext, snapshotOf } from '../browser.js';
import {
  type Attempt,
  type Cloud,
  type CloudSession,
  type Permission,
  ProductRefused,
  type ReceivedShare,
  type SentShare,
} from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { addressOf } from './address.js';
import { administer } from './administration.js';
import { pageTraits } from './traits.js';
import { split } from './ui/answers.js';
import { FilesPage } from './ui/files-page.js';
import { logIn } from './ui/login.js';
import { SharingSidebar } from './ui/sharing-sidebar.js';

/** Drives Nextcloud through its web UI: the Files app and its sharing sidebar. */
export function createUiCloud(options: DriverOptions): Cloud {
  const contexts = new Set<BrowserContext>();
  const { profile, budgets, browser } = options;
  return {
    via: 'ui',
    traits: pageTraits,
    async open(account) {
      if (!browser) throw new Error(`driving ${profile.id} through its web UI needs a browser`);
      const hosts = [new URL(profile.url).host, ...profile.hosts];
      const context = await openContext(await browser(), hosts, budgets.step);
      contexts.add(context);
      const files = new FilesPage(await context.newPage());
      await files.prepare();
      const uid = await logIn(files.page, profile.url, account);
      await files.ready();
      return session(files, uid, addressOf(uid, profile));
    },
    administer: (account) => administer(options, account),
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      contexts.clear();
      await options.http.close();
    },
  };
}

function session(files: FilesPage, user: string, address: string): CloudSession {
  const sidebar = new SharingSidebar(files.page);

  const openSidebar = async (step: string, share: { path: string }): Promise<void> => {
    // Opened anew: one that is open shows what it knew before.
    await files.closeSidebar();
    await sidebar.open(await files.need(step, share.path));
  };

  return {
    user,
    address: async () => address,

    async putFile(path, content) {
      const { folder, name } = split(path);
      const step = `uploading ${path}`;
      await inFolder(files, step, folder);
      must(step, await files.upload(name, content));
    },
    async makeFolder(path) {
      const { folder, name } = split(path);
      const step = `making folder ${path}`;
      await inFolder(files, step, folder);
      must(step, await files.makeFolder(name));
    },
    async readFile(path) {
      const row = await files.inView(path);
      return row && files.download(row, split(path).name);
    },
    async list(path) {
      if (!(await files.showFolder(path))) return undefined;
      return (await files.rows()).map((row) => row.name);
    },
    async remove(path) {
      const row = await files.find(path);
      if (row) must(`deleting ${path}`, await files.remove(row, split(path).name));
    },

    async share(path, to, permission: Permission) {
      const step = `sharing ${path} with ${to}`;
      await openSidebar(step, { path });
      await sidebar.share(step, to, permission);
      return sentShare(path, to);
    },
    async listSent(path) {
      const row = await files.find(path);
      if (!row) return [];
      await sidebar.open(row);
      return (await sidebar.addresses()).map((to) => sentShare(path, to));
    },
    async setPermission(share, permission) {
      const step = `changing the rights of ${share.to} on ${share.path}`;
      await openSidebar(step, share);
      await sidebar.setPermission(step, share.to, permission);
    },
    async unshare(share) {
      const step = `deleting the share of ${share.path} with ${share.to}`;
      await openSidebar(step, share);
      await sidebar.unshare(step, share.to);
    },

    async listPending() {
      await files.show('pendingshares');
      return files.rows();
    },
    accept: (share) => answer(files, share, 'accept'),
    decline: (share) => answer(files, share, 'decline'),
    async listReceived() {
      // A share is listed there once its mount is known, and that is what a look at Files brings about.
      await files.show('files');
      await files.show('sharingin');
      return files.rows();
    },
    async leave(share) {
      const step = `leaving ${share.name}`;
      const path = mountOf(share);
      must(step, await files.remove(await files.need(step, path), split(path).name));
    },

    async readReceived(share, inside) {
      const path = pathIn(share, inside);
      const name = split(path).name;
      const row = await files.inView(path);
      const bytes = row && (await files.download(row, name));
      if (bytes) return bytes;
      // The first list after acceptance shows what cannot be opened yet; the next one lets it be opened.
      const again = await files.find(path);
      return again && files.download(again, name);
    },
    async listInside(share) {
      if (!(await files.showFolder(mountOf(share)))) return undefined;
      return (await files.rows()).map((row) => row.name);
    },
    async writeReceived(share, content, inside) {
      const { folder, name } = split(pathIn(share, inside));
      if (inside === undefined && !(await files.inView(`/${name}`))) return notThere(name);
      return (await files.enter(folder)) ? files.upload(name, content) : notThere(folder);
    },
    async renameInside(share, from, to) {
      const row = await files.inView(pathIn(share, from));
      return row ? files.rename(row, split(`/${from}`).name, split(`/${to}`).name) : notThere(from);
    },
    async removeInside(share, name) {
      const row = await files.inView(pathIn(share, name));
      return row ? files.remove(row, split(`/${name}`).name) : notThere(name);
    },

    snapshot: () => snapshotOf(files.page),
  };
}

/** Answers a share that waits. */
async function answer(files: FilesPage, share: ReceivedShare, what: 'accept' | 'decline'): Promise<void> {
  const step = what === 'accept' ? `accepting ${share.name}` : `declining ${share.name}`;
  if (!files.page.url().includes('/pendingshares') || (await files.row(share.name).count()) === 0)
    await files.show('pendingshares');
  const row = files.row(share.name);
  if ((await row.count()) === 0) throw new ProductRefused(`${step}: "Pending shares" does not list it`);
  must(step, await files.answerPending(row, what));
}

async function inFolder(files: FilesPage, step: string, folder: string): Promise<void> {
  if (!(await files.enter(folder))) throw new ProductRefused(`${step}: Files does not list ${folder}`);
}

function must(step: string, attempt: Attempt): void {
  if (!attempt.done) throw new ProductRefused(`${step}: ${attempt.refusal}`, attempt.status);
}

const notThere = (name: string): Attempt => ({ done: false, refusal: `Files does not list ${name}` });

/** The page shows no handle of a share: path and address say which one is meant. */
const sentShare = (path: string, to: string): SentShare => ({ id: `${path} ${to}`, path, to });

const mountOf = (share: ReceivedShare): string => share.path ?? `/${share.name}`;
const pathIn = (share: ReceivedShare, inside: string | undefined): string =>
  inside === undefined ? mountOf(share) : `${mountOf(share)}/${inside}`;
