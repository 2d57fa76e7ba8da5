import type { CloudTraits, Permission } from '../cloud.js';

/** The second way to accept a share. */
export const NOTIFICATION = 'notification';

/** The product has one: this is about the driver. */
const NO_CLIENT = { source: 'not driven: the driver does not call the desktop client (nextcloudcmd)' };

/** Discovery lists invites, and POST /ocm/invite-accepted is answered, only where the app of contacts has them switched on. */
const NO_INVITES = {
  source:
    'invitations belong to the app Contacts, off by default (contacts ocm_invites_enabled); this driver drives the server alone',
};
const NO_APPS = { source: 'shares of others are mounted over WebDAV only: discovery names no web apps' };
/** Calendars and talk rooms of other servers: the product has them. */
const FILES_ONLY = {
  source: 'not driven: the driver shares files and folders; name hooks in a profile of vendor generic',
};
const INVITES = {
  createInvite: NO_INVITES,
  acceptInvite: NO_INVITES,
  listContacts: NO_INVITES,
  removeContact: NO_INVITES,
  followInvite: NO_INVITES,
  useDirectory: NO_INVITES,
  dropDirectory: NO_INVITES,
};

/** What holds for Nextcloud whichever way it is driven; each seen on 35.0.0 dev. */
export const traits: CloudTraits = {
  shares: ['file', 'folder'],
  // Trusted servers are the exception: a share of theirs is accepted at once, so a test server must not list its counterpart.
  acceptStep: true,
  // A third one, a dialog at the next visit, comes only where the app for notifications is switched off.
  doors: ['pending shares', NOTIFICATION],
  lacks: { ...INVITES, openApp: NO_APPS, shareResource: FILES_ONLY, syncOwn: NO_CLIENT, syncReceived: NO_CLIENT },
  dropsDeclined: true,
  // A received share is compared with its owner at each request (one PROPFIND), so a change shows at the next look; the time is
  // for slow owners.
  changeVisibleWithin: 15_000,
};

/** What holds for its pages: as above, with what only the API can. */
export const pageTraits: CloudTraits = {
  ...traits,
  hidesDotNames: { source: '"Show hidden files" in the settings of Files is off by default' },
  lacks: {
    ...traits.lacks,
    shareWithOwnServer: {
      source:
        'its pages offer people of the own server for shares within it only: RemotePlugin leaves out what is the address of a local account',
    },
  },
};

/** Types of shares in the API and as attribute of a suggestion in the page: with one person of another server, and with a group there. */
export const REMOTE_USER = 6;
export const REMOTE_GROUP = 9;
/** With a person of the same server, and by a link. */
export const LOCAL_USER = 0;
export const PUBLIC_LINK = 3;

const READ = 1;
const EDIT_FILE = 19;
const EDIT_FOLDER = 31;

/** Bits of the share API: 1 read, 2 update, 4 create, 8 delete, 16 share. Editing is what the page's "Can edit" sends. */
export function permissionBits(permission: Permission, kind: 'file' | 'folder'): number {
  if (permission === 'read') return READ;
  return kind === 'folder' ? EDIT_FOLDER : EDIT_FILE;
}
