import type { Via } from '../../vocabulary.js';
import type { Ability, CloudTraits, Lacks } from '../cloud.js';
import type { Mode } from './mode.js';

/** Where each lack is known from: seen on 9.0, and in the sources of 9.0 and 12.0. */
const CONFIGURED = 'federation is switched and servers are named in seahub_settings.py only: no account can';
const BROWSED =
  'the page of a received library has "Upload" and "Download" only, and its API lists, downloads and uploads';
const READ_ONLY =
  'what came over WebDAV has "Download" and "Leave Share" only; its API has no other method (ocm_via_webdav/urls.py)';
const NO_LIBRARY =
  "the client asks /api2/repos/<id>/download-info/ of one server, as a person of it: the receiver's has no such library (404), and the owner's takes no secret of a share there (401)";
const NO_STEP = 'a share is live at once: there is nothing to accept or to decline, only "Leave Share"';
const PEOPLE = 'shares across servers go to one person: shareTypes is ["user"], any other gives 400';

const lacks = (source: string, ...abilities: Ability[]): Partial<Record<Ability, Lacks>> =>
  Object.fromEntries(abilities.map((ability) => [ability, { source }]));

const NO_INVITES = 'shares go to an address that is typed in; there are no invites, and discovery has no word of them';

const ANY_MODE = {
  ...lacks(
    NO_INVITES,
    'createInvite',
    'acceptInvite',
    'listContacts',
    'removeContact',
    'followInvite',
    'useDirectory',
    'dropDirectory',
  ),
  ...lacks(NO_STEP, 'decline', 'acceptBy'),
  ...lacks('what people share with other servers are libraries', 'shareResource'),
  ...lacks('what others share is listed as a library or over WebDAV: discovery names no web apps', 'openApp'),
  ...lacks(CONFIGURED, 'trust', 'distrust', 'switchIncoming', 'switchOutgoing'),
  ...lacks(PEOPLE, 'shareWithGroup', 'receiveForGroup', 'createGroup', 'removeGroup', 'leaveGroup'),
  ...lacks('the page of a public link offers no "add to my cloud"', 'saveLink', 'makeLink', 'removeLink'),
  ...lacks(
    'only own libraries have "Share to other server", not what somebody shared',
    'reshare',
    'shareLocally',
    'listLocal',
  ),
};

const LIBRARY = {
  ...ANY_MODE,
  ...lacks(
    'the dialog "Share to other server" has "Delete" only; the same share with another right gives 400',
    'setPermission',
  ),
  ...lacks('the dialog "Share to other server" takes no date, and the message has no field for one', 'setExpiry'),
  ...lacks('uploading a name that is there makes a second file beside it, "name (1)"', 'write'),
  ...lacks(NO_LIBRARY, 'syncReceived'),
  ...lacks(BROWSED, 'rename', 'remove', 'makeFolderInside', 'moveInside'),
};

const WEBDAV = {
  ...ANY_MODE,
  ...lacks(
    'over WebDAV Seafile receives only: its share dialog has no tab for other servers',
    'share',
    'unshare',
    'setPermission',
    'setExpiry',
  ),
  ...lacks(
    'the client keeps libraries only, and what came over WebDAV stays where it is: /api2/repos/ does not list it',
    'syncReceived',
  ),
  ...lacks(READ_ONLY, 'write', 'createInFolder', 'rename', 'remove', 'makeFolderInside', 'moveInside'),
};

/** What the pages could do and this driver does not. */
const NOT_DRIVEN = lacks('not driven through the pages: the API driver does it', 'moveOwn', 'syncOwn');

/** What holds for Seafile, by the feature it speaks and the way it is driven. */
export function traitsOf(mode: Mode, via: Via): CloudTraits {
  return {
    shares: mode === 'webdav' ? [] : ['library'],
    ...(mode === 'webdav' ? {} : { fileIs: 'a library of its own, which holds nothing else' }),
    acceptStep: false,
    doors: [],
    dropsDeclined: true,
    lacks: { ...(mode === 'webdav' ? WEBDAV : LIBRARY), ...(via === 'ui' ? NOT_DRIVEN : {}) },
    // Every look asks the provider anew; the time is for slow ones.
    changeVisibleWithin: 10_000,
  };
}
