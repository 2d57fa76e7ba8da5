import type { BrowserContext } from '@playwright/test';
import { alertsIn, openContext, patiently, snapshotOf } from '../browser.js';
import {
  type Attempt,
  type Cloud,
  type CloudSession,
  type Permission,
  ProductRefused,
  type ReceivedShare,
} from '../cloud.js';
import { digestOfFile } from '../digest.js';
import type { DriverOptions } from '../driver.js';
import type { Budgets } from '../profile.js';
import { addressOf } from './address.js';
import { administer } from './administration.js';
import { pageTraits } from './traits.js';
import { split } from './ui/answers.js';
import { FilesPage } from './ui/files-page.js';
import { logIn } from './ui/login.js';
import { pageSharing, saveLinkBy, sentShare } from './ui/sharing.js';
import { SharingSidebar } from './ui/sharing-sidebar.js';

/**
 * The content stands on glass: what lies behind is blurred. Without a graphics card each change of a page blurs the whole of it again on a
 * processor, which takes longer than everything that people do there.
 */
const WITHOUT_BLUR = `
const plain = new CSSStyleSheet();
plain.replaceSync('* { backdrop-filter: none !important }');
document.adoptedStyleSheets.push(plain);
`;

/** Drives Nextcloud through its web UI: the Files app and its sharing sidebar. */
export function createUiCloud(options: DriverOptions): Cloud {
  const contexts = new Set<BrowserContext>();
  const { profile, budgets, browser } = options;
  const newContext = async (): Promise<BrowserContext> => {
    if (!browser) throw new Error(`driving ${profile.id} through its web UI needs a browser`);
    const context = await openContext(await browser(), [new URL(profile.url).host, ...profile.hosts], budgets.step);
    await context.addInitScript(WITHOUT_BLUR);
    return context;
  };
  return {
    via: 'ui',
    traits: pageTraits,
    async open(account) {
      const context = await newContext();
      contexts.add(context);
      const files = new FilesPage(await context.newPage());
      await files.prepare();
      const uid = await logIn(files.page, profile.url, account);
      await files.ready();
      return session(files, uid, addressOf(uid, profile), budgets);
    },
    administer: (account) => administer(options, account),
    saveLink: saveLinkBy(newContext),
    alerts: () => alertsIn(contexts),
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      contexts.clear();
      await options.http.close();
    },
  };
}

function session(files: FilesPage, user: string, address: string, budgets: Budgets): CloudSession {
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
    async moveOwn(from, to) {
      must(`moving ${from} to ${to}`, await moveItem(files, from, to));
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
      return (await sidebar.recipients()).map(({ to, ends }) => sentShare(path, to, ends));
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
    async putLarge(path, { path: file }) {
      const { folder, name } = split(path);
      const step = `uploading ${path}`;
      await inFolder(files, step, folder);
      must(step, await patiently(files.page, budgets, () => files.uploadFile(name, file)));
    },
    async digestReceived(share) {
      const path = mountOf(share);
      const row = await files.find(path);
      if (!row) return undefined;
      return patiently(files.page, budgets, async () => {
        const download = await files.save(row, split(path).name);
        return download && digestOfFile(await download.path());
      });
    },
    ...pageSharing(files, sidebar, openSidebar),

    async makeFolderInside(share, inside) {
      const { folder, name } = split(pathIn(share, inside));
      return (await files.enter(folder)) ? files.makeFolder(name) : notThere(folder);
    },
    moveInside: (share, from, to) => moveItem(files, pathIn(share, from), pathIn(share, to)),

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

/** A new name and a new place are two acts in the page. */
async function moveItem(files: FilesPage, from: string, to: string): Promise<Attempt> {
  const [before, after] = [split(from), split(to)];
  if (before.folder !== after.folder) {
    const row = await files.inView(from);
    const moved = row ? await files.move(row, before.name, after.folder) : notThere(from);
    if (!moved.done || before.name === after.name) return moved;
  }
  const row = await files.inView(`${after.folder}/${before.name}`);
  return row ? files.rename(row, before.name, after.name) : notThere(before.name);
}

async function inFolder(files: FilesPage, step: string, folder: string): Promise<void> {
  if (!(await files.enter(folder))) throw new ProductRefused(`${step}: Files does not list ${folder}`);
}

function must(step: string, attempt: Attempt): void {
  if (!attempt.done) throw new ProductRefused(`${step}: ${attempt.refusal}`, attempt.status);
}

const notThere = (name: string): Attempt => ({ done: false, refusal: `Files does not list ${name}` });

const mountOf = (share: ReceivedShare): string => share.path ?? `/${share.name}`;
const pathIn = (share: ReceivedShare, inside: string | undefined): string =>
  inside === undefined ? mountOf(share) : `${mountOf(share)}/${inside}`;
