import type { BrowserContext } from '@playwright/test';
import { alertsIn, openContext, patiently, snapshotOf } from '../browser.js';
import { type Attempt, type Cloud, type CloudSession, ProductRefused, type ReceivedShare } from '../cloud.js';
import { digestOfFile } from '../digest.js';
import type { DriverOptions } from '../driver.js';
import type { Budgets } from '../profile.js';
import { addressOf } from './address.js';
import { administer } from './administration.js';
import { uiTraits } from './traits.js';
import { must, split } from './ui/answers.js';
import { FilesPage } from './ui/files-page.js';
import { LinksTab } from './ui/links-tab.js';
import { logIn } from './ui/login.js';
import { moveItem } from './ui/moves.js';
import { accept, decline, listLocal, listPending, listReceived } from './ui/received-shares.js';
import { sentShares } from './ui/sent-shares.js';

/** Drives ownCloud Classic through its web UI: the Files page and its sharing sidebar. */
export function createUiCloud(options: DriverOptions): Cloud {
  const contexts = new Set<BrowserContext>();
  const { profile, budgets, browser } = options;
  return {
    via: 'ui',
    traits: uiTraits,
    async open(account) {
      if (!browser) throw new Error(`driving ${profile.id} through its web UI needs a browser`);
      const hosts = [new URL(profile.url).host, ...profile.hosts];
      const context = await openContext(await browser(), hosts, budgets.step);
      contexts.add(context);
      const files = new FilesPage(await context.newPage(), profile.url);
      await files.prepare();
      await logIn(files.page, profile.url, account);
      await files.ready();
      return session(files, account.user, addressOf(account.user, profile), budgets);
    },
    administer: (account) => administer(options, account),
    alerts: () => alertsIn(contexts),
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      contexts.clear();
      await options.http.close();
    },
  };
}

function session(files: FilesPage, user: string, address: string, budgets: Budgets): CloudSession {
  const sent = sentShares(files);
  const links = new LinksTab(files.page, files.quiet);

  return {
    user,
    address: async () => address,

    async putFile(path, content) {
      const { folder, name } = split(path);
      const step = `uploading ${path}`;
      await inFolder(files, step, folder);
      must(step, await files.upload(name, content));
    },
    async putLarge(path, { path: file }) {
      const { folder, name } = split(path);
      const step = `uploading ${path}`;
      await inFolder(files, step, folder);
      must(step, await patiently(files.page, budgets, () => files.uploadFile(name, file)));
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
      return (await files.showFolder(path)) ? files.names() : undefined;
    },
    async remove(path) {
      const row = await files.find(path);
      if (row) must(`deleting ${path}`, await files.remove(row, split(path).name));
    },
    async moveOwn(from, to) {
      must(`moving ${from} to ${to}`, await moveItem(files, from, to));
    },

    share: sent.share,
    shareLocally: sent.shareLocally,
    reshare: (share, to) => sent.reshare(mountOf(share), to),
    listSent: sent.list,
    setPermission: sent.setPermission,
    setExpiry: sent.setExpiry,
    unshare: sent.unshare,

    async makeLink(path, permission) {
      const step = `making a link to ${path}`;
      await sent.openSidebar(step, path);
      return { path, ...(await links.make(step, `link to ${split(path).name}`.slice(0, 60), permission)) };
    },
    async removeLink(link) {
      const step = `removing the link to ${link.path}`;
      await sent.openSidebar(step, link.path);
      await links.remove(step, link.id);
    },

    listPending: () => listPending(files),
    accept: (share) => accept(files, 'prompt', share),
    acceptBy: (door, share) => accept(files, door, share),
    decline: (share) => decline(files, share),
    listReceived: () => listReceived(files),
    listLocal: () => listLocal(files),
    async leave(share) {
      const step = `leaving ${share.name}`;
      const path = mountOf(share);
      must(step, await files.remove(await files.need(step, path), split(path).name));
    },

    async readReceived(share, inside) {
      const path = pathIn(share, inside);
      const row = await files.inView(path);
      return row && files.download(row, split(path).name);
    },
    async digestReceived(share) {
      const path = mountOf(share);
      const row = await files.inView(path);
      if (!row) return undefined;
      return patiently(files.page, budgets, async () => {
        const download = await files.save(row, split(path).name);
        return download && digestOfFile(await download.path());
      });
    },
    async listInside(share) {
      return (await files.showFolder(mountOf(share))) ? files.names() : undefined;
    },
    async writeReceived(share, content, inside) {
      const { folder, name } = split(pathIn(share, inside));
      if (inside === undefined && !(await files.inView(`/${name}`))) return notThere(name);
      return (await files.enter(folder)) ? files.upload(name, content) : notThere(folder);
    },
    async makeFolderInside(share, inside) {
      const { folder, name } = split(pathIn(share, inside));
      return (await files.enter(folder)) ? files.makeFolder(name) : notThere(folder);
    },
    async renameInside(share, from, to) {
      const row = await files.inView(pathIn(share, from));
      return row ? files.rename(row, split(`/${from}`).name, split(`/${to}`).name) : notThere(from);
    },
    moveInside: (share, from, to) => moveItem(files, pathIn(share, from), pathIn(share, to)),
    async removeInside(share, name) {
      const row = await files.inView(pathIn(share, name));
      return row ? files.remove(row, split(`/${name}`).name) : notThere(name);
    },

    snapshot: () => snapshotOf(files.page),
  };
}

async function inFolder(files: FilesPage, step: string, folder: string): Promise<void> {
  if (!(await files.enter(folder))) throw new ProductRefused(`${step}: Files does not list ${folder}`);
}

const notThere = (name: string): Attempt => ({ done: false, refusal: `Files does not list ${name}` });
const mountOf = (share: ReceivedShare): string => share.path ?? `/${share.name}`;
const pathIn = (share: ReceivedShare, inside: string | undefined): string =>
  inside === undefined ? mountOf(share) : `${mountOf(share)}/${inside}`;
