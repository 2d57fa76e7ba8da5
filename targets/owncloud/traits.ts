import type { CloudTraits, Permission } from '../cloud.js';

/** The product has one: this is about the driver. */
const NO_CLIENT = { source: 'not driven: the driver does not call the desktop client (owncloudcmd)' };

const PEOPLE_ONLY = {
  source:
    'apps/federatedfilesharing/lib/Controller/OcmController.php answers any share type but "user" with 501; groups of other servers need a separate app',
};

/** Seen on 11.0.0. */
const NO_INVITES = {
  source:
    'apps/federatedfilesharing has no route invite-accepted (answered 302, to the login page), and discovery lists no invites',
};

const NO_APPS = { source: 'shares of others are mounted over WebDAV only: discovery names no web apps' };

/** What holds for ownCloud Classic whichever way it is driven; each seen on 11.0.0. */
const common: Omit<CloudTraits, 'doors'> = {
  shares: ['file', 'folder'],
  // Trusted servers are the exception, once an administrator has switched that on.
  acceptStep: true,
  lacks: {
    createInvite: NO_INVITES,
    acceptInvite: NO_INVITES,
    listContacts: NO_INVITES,
    removeContact: NO_INVITES,
    followInvite: NO_INVITES,
    useDirectory: NO_INVITES,
    dropDirectory: NO_INVITES,
    openApp: NO_APPS,
    shareResource: {
      source: 'apps/federatedfilesharing/lib/Controller/OcmController.php knows the resource type "file" alone',
    },
    syncOwn: NO_CLIENT,
    syncReceived: NO_CLIENT,
    shareWithGroup: PEOPLE_ONLY,
    receiveForGroup: PEOPLE_ONLY,
    saveLink: {
      source:
        'apps/files_sharing/js/public.js: "Add to your ownCloud" asks for a server, not for an address, and sends the visitor there to log in; no message between servers follows',
    },
  },
  // FedShareManager::declineShare removes the share at its owner.
  dropsDeclined: true,
  // Sizes and times of a received folder are looked up at its owner at each request, a file's content always; the time is for slow owners.
  changeVisibleWithin: 15_000,
};

/** Through the API there is one way to accept. */
export const apiTraits: CloudTraits = {
  ...common,
  doors: ['list'],
  lacks: {
    ...common.lacks,
    acceptBy: { source: 'the sharing API accepts by POST remote_shares/pending/{id} and by nothing else' },
  },
};

/** The page asks for each share that waits, by a dialog or, with the notifications app, under the bell; and it lists them. */
export const uiTraits: CloudTraits = {
  ...common,
  hidesDotNames: { source: '"Show hidden files" in the settings of Files is off by default' },
  doors: ['prompt', 'list'],
};

/** Types of shares in the API, and in attributes of the page. */
export const SHARE_TYPE = { user: 0, link: 3, remote: 6 } as const;

const READ = 1;
const EDIT_FILE = 19;
const EDIT_FOLDER = 31;

/** Bits of the share API: 1 read, 2 update, 4 create, 8 delete, 16 share. Editing is what the page gives a new share: all boxes. */
export function permissionBits(permission: Permission, kind: 'file' | 'folder'): number {
  if (permission === 'read') return READ;
  return kind === 'folder' ? EDIT_FOLDER : EDIT_FILE;
}
