import { type CloudSession, ProductRefused, type SentShare } from '../../cloud.js';
import { dayOf, endOfDay } from '../expiry.js';
import type { FilesPage } from './files-page.js';
import { SharingSidebar } from './sharing-sidebar.js';

/** What a person does in the sidebar about shares that they sent. */
export interface SentShares {
  /** Opens the sidebar anew: one that is open shows what it knew before. */
  openSidebar(step: string, path: string): Promise<void>;
  share: CloudSession['share'];
  shareLocally: NonNullable<CloudSession['shareLocally']>;
  /**
   * Passes on with the rights that the page gives. They are not changed afterwards: two servers of this product then tell each other of the
   * change without end (FedShareManager::updatePermissions sends on what it is told, changed or not; seen on 11.0.0).
   */
  reshare(path: string, to: string): Promise<SentShare>;
  list: CloudSession['listSent'];
  setPermission: CloudSession['setPermission'];
  setExpiry: NonNullable<CloudSession['setExpiry']>;
  unshare: CloudSession['unshare'];
}

export function sentShares(files: FilesPage): SentShares {
  const sidebar = new SharingSidebar(files.page, files.quiet);
  const openSidebar = async (step: string, path: string): Promise<void> => {
    await files.closeSidebar();
    await sidebar.open(await files.need(step, path));
  };
  return {
    openSidebar,
    async share(path, to, permission) {
      const step = `sharing ${path} with ${to}`;
      await openSidebar(step, path);
      await sidebar.shareRemotely(step, to, permission);
      return sentShare(path, to);
    },
    async shareLocally(path, to, permission) {
      const step = `sharing ${path} with ${to}`;
      await openSidebar(step, path);
      await sidebar.shareLocally(step, to, permission);
      return sentShare(path, to);
    },
    async reshare(path, to) {
      const step = `passing ${path} on to ${to}`;
      await openSidebar(step, path);
      await sidebar.shareAsOffered(step, to);
      return sentShare(path, to);
    },
    async list(path) {
      const row = await files.find(path);
      if (!row) return [];
      await sidebar.open(row);
      return (await sidebar.addresses()).map(({ address, until }) => {
        const expires = until === undefined ? undefined : endOfDay(turned(until));
        return { ...sentShare(path, address), ...(expires ? { expires } : {}) };
      });
    },
    async setPermission(share, permission) {
      const step = `changing the rights of ${share.to} on ${share.path}`;
      await openSidebar(step, share.path);
      await sidebar.setPermission(step, share.to, permission);
    },
    async setExpiry(share, at) {
      const day = dayOf(at);
      const step = `letting the share of ${share.path} with ${share.to} end on ${day}`;
      await openSidebar(step, share.path);
      const shown = await sidebar.setLastDay(step, share.to, turned(day));
      const end = endOfDay(turned(shown));
      if (!end) throw new ProductRefused(`${step}: the page shows ${shown || 'no day'}`);
      return end;
    },
    async unshare(share) {
      const step = `deleting the share of ${share.path} with ${share.to}`;
      await openSidebar(step, share.path);
      await sidebar.unshare(step, share.to);
    },
  };
}

/** The page shows no handle of a share: path and address say which one is meant. */
const sentShare = (path: string, to: string): SentShare => ({ id: `${path} ${to}`, path, to });

/** `2026-11-23` as the page writes it, `23-11-2026`, and back. */
const turned = (day: string): string => day.slice(0, 10).split('-').reverse().join('-');
