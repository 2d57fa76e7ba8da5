import type { BrowserContext } from '@playwright/test';
import { alertsIn, openContext, patiently, snapshotOf } from '../browser.js';
import { type Cloud, type CloudSession, ProductRefused, type SentShare } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import type { Budgets } from '../profile.js';
import { addressOf, halvesOf } from './address.js';
import { administer } from './administration.js';
import { askMode, type Mode } from './mode.js';
import { parts, split } from './paths.js';
import type { Received } from './received.js';
import { traitsOf } from './traits.js';
import { LibraryList } from './ui/library-list.js';
import { LibraryPage, uploadOf } from './ui/library-page.js';
import { logIn, type Server, whoAmI } from './ui/login.js';
import { ReceivedLibrariesPage } from './ui/received-libraries.js';
import { ReceivedOverWebdavPage } from './ui/received-webdav.js';
import { ShareDialog } from './ui/share-dialog.js';
import { Shell } from './ui/shell.js';

/** Drives Seafile through its pages. What it can do depends on the feature that the server speaks, known once somebody is logged in. */
export function createUiCloud(options: DriverOptions): Cloud {
  const contexts = new Set<BrowserContext>();
  const { profile, budgets, browser, http } = options;
  let mode: Mode = 'library';
  return {
    via: 'ui',
    get traits() {
      return traitsOf(mode, 'ui');
    },
    async open(account) {
      if (!browser) throw new Error(`driving ${profile.id} through its web UI needs a browser`);
      const hosts = [new URL(profile.url).host, ...profile.hosts];
      const context = await openContext(await browser(), hosts, budgets.step);
      contexts.add(context);
      const shell = new Shell(await context.newPage(), profile.url);
      await shell.prepare();
      mode = await askMode(http, profile.url);
      await logIn(shell, options, account);
      const { id, servers } = await whoAmI(shell);
      const received = mode === 'webdav' ? new ReceivedOverWebdavPage(shell) : new ReceivedLibrariesPage(shell, hosts);
      return session(shell, budgets, account.user, addressOf(id, profile), servers, received);
    },
    administer: (account) => administer(options, account),
    alerts: () => alertsIn(contexts),
    async close() {
      await Promise.all([...contexts].map((context) => context.close()));
      contexts.clear();
      await http.close();
    },
  };
}

function session(
  shell: Shell,
  budgets: Budgets,
  user: string,
  address: string,
  servers: readonly Server[],
  received: Received,
): CloudSession {
  const libraries = new LibraryList(shell);
  const folder = new LibraryPage(shell);
  const dialog = new ShareDialog(shell, libraries);

  /** Page of the library, and the way in it; for the name of a library alone, to the file for which it was made. */
  const wayTo = async (path: string): Promise<{ page: string | undefined; at: ReturnType<typeof parts> }> => {
    const { top, inner } = split(path);
    return { page: await libraries.pageOf(top), at: parts(inner === '/' ? `/${top}` : inner) };
  };
  const must = async (step: string, path: string): Promise<{ page: string; at: ReturnType<typeof parts> }> => {
    const { page, at } = await wayTo(path);
    if (page === undefined) throw new ProductRefused(`${step}: "My Libraries" does not list ${split(path).top}`);
    return { page, at };
  };

  return {
    user,
    address: async () => address,

    async putFile(path, content) {
      const step = `uploading ${path}`;
      if (split(path).inner === '/') await libraries.make(split(path).top);
      const { page, at } = await must(step, path);
      await folder.enter(step, page, at.folder);
      await folder.upload(step, uploadOf(at.name, content));
    },
    async makeFolder(path) {
      if (split(path).inner === '/') return libraries.make(split(path).top);
      const step = `making folder ${path}`;
      const { page, at } = await must(step, path);
      await folder.enter(step, page, at.folder);
      await folder.makeFolder(step, at.name);
    },
    async readFile(path) {
      const { page, at } = await wayTo(path);
      if (page === undefined || !(await folder.show(page, at.folder))) return undefined;
      const row = await folder.find(at.name);
      return row && folder.download(row);
    },
    async list(path) {
      if (path === '/') return libraries.names();
      const { top, inner } = split(path);
      const page = await libraries.pageOf(top);
      return page !== undefined && (await folder.show(page, inner)) ? folder.names() : undefined;
    },
    async putLarge(path, { path: file }) {
      const step = `uploading ${path}`;
      if (split(path).inner === '/') await libraries.make(split(path).top);
      const { page, at } = await must(step, path);
      await folder.enter(step, page, at.folder);
      await patiently(shell.page, budgets, () => folder.upload(step, file));
    },
    async remove(path) {
      if (split(path).inner === '/') return libraries.remove(split(path).top);
      const { page, at } = await wayTo(path);
      if (page === undefined || !(await folder.show(page, at.folder))) return;
      const row = await folder.find(at.name);
      if (row) await folder.remove(`deleting ${path}`, row);
    },

    async share(path, to, permission) {
      const step = `sharing ${path} with ${to}`;
      await dialog.open(step, libraryIn(step, path));
      const { user: person, server } = halvesOf(to);
      const known = servers.find(({ value }) => value.replace(/\/*$/, '/').toLowerCase() === server);
      if (!known) throw new ProductRefused(`${step}: its list of servers (OCM_REMOTE_SERVERS) has no ${server}`);
      await dialog.share(step, known, person, permission);
      return sentShare(path, to);
    },
    async listSent(path) {
      const { top, inner } = split(path);
      if (inner !== '/' || (await libraries.pageOf(top)) === undefined) return [];
      await dialog.open(`looking with whom ${path} is shared`, top);
      return (await dialog.addresses()).map((to) => sentShare(path, to));
    },
    async setPermission(share) {
      throw new ProductRefused(`changing the rights of ${share.to} on ${share.path}: the dialog offers no change`);
    },
    async unshare(share) {
      const step = `deleting the share of ${share.path} with ${share.to}`;
      await dialog.open(step, libraryIn(step, share.path));
      const { user: person, server } = halvesOf(share.to);
      await dialog.remove(step, person, server);
    },

    listPending: async () => [],
    async accept(share) {
      throw new ProductRefused(`accepting ${share.name}: a share is live at once`);
    },
    async decline(share) {
      throw new ProductRefused(`declining ${share.name}: a share is live at once and can be left only`);
    },
    listReceived: () => received.list(),
    leave: (share) => received.leave(share),

    readReceived: (share, inside) => received.read(share, inside),
    digestReceived: (share) => patiently(shell.page, budgets, () => received.digest(share)),
    listInside: (share) => received.names(share),
    writeReceived: (share, content, inside) => received.write(share, content, inside),
    async renameInside() {
      return { done: false, refusal: 'what is received has no "Rename"' };
    },
    async removeInside() {
      return { done: false, refusal: 'what is received has no "Delete"' };
    },

    snapshot: () => snapshotOf(shell.page),
  };
}

/** Only a library as a whole is shared with other servers. */
function libraryIn(step: string, path: string): string {
  const { top, inner } = split(path);
  if (inner !== '/') throw new ProductRefused(`${step}: ${path} is no library, and only libraries are shared`);
  return top;
}

/** The dialog shows no handle of a share: path and address say which one is meant. */
const sentShare = (path: string, to: string): SentShare => ({ id: `${path} ${to}`, path, to });
