import type { Ability, CloudTraits, Lacks } from '../cloud.js';

/** The second way to accept: new shares are told beside one's files, too, and taken in there. */
export const NOTICE = 'notice';

const lacks = (source: string, ...abilities: Ability[]): Partial<Record<Ability, Lacks>> =>
  Object.fromEntries(abilities.map((ability) => [ability, { source }]));

const INVITES: Ability[] = ['createInvite', 'acceptInvite', 'listContacts', 'removeContact'];

/** What the reference peer offers its people, the same through its web UI and its user API. */
const OCM: CloudTraits = {
  shares: ['file', 'folder'],
  acceptStep: true,
  dropsDeclined: true,
  doors: ['list', NOTICE],
  lacks: lacks('the reference peer is a server only: no desktop client belongs to it', 'syncOwn', 'syncReceived'),
  // It shows what it has at the moment of asking; the time is for the other side's message to arrive.
  changeVisibleWithin: 2_000,
};

/** Where it speaks the library dialect, which has fewer messages than OCM (peer/library). */
const LIBRARIES: CloudTraits = {
  ...OCM,
  shares: ['library'],
  fileIs: 'a library of its own, which holds nothing else',
  acceptStep: false,
  doors: [],
  lacks: {
    ...OCM.lacks,
    ...lacks('the dialect of libraries has no invites', ...INVITES),
    ...lacks('the dialect of libraries has no web apps', 'openApp'),
    ...lacks('a shared library is there at once: there is nothing to accept or to decline', 'decline', 'acceptBy'),
    ...lacks(
      'the interface of a shared library lists, downloads and uploads',
      'rename',
      'remove',
      'makeFolderInside',
      'moveInside',
    ),
    ...lacks(
      'a library is shared with one person, by its owner, without an end',
      'shareWithGroup',
      'shareResource',
      'shareLocally',
      'listLocal',
      'reshare',
      'setExpiry',
    ),
  },
};

/** Where it speaks OCM 1.0. */
const OLD: CloudTraits = {
  ...OCM,
  lacks: {
    ...OCM.lacks,
    ...lacks('OCM 1.0 has no invites', ...INVITES),
    ...lacks('OCM 1.0 has no web apps', 'openApp'),
  },
};

/** Its pages are about files and folders; the rest is as through its API. */
export const pageTraitsOf = (self: Parameters<typeof traitsOf>[0]): CloudTraits => {
  const traits = traitsOf(self);
  return { ...traits, lacks: { ...lacks('its pages share files and folders', 'shareResource'), ...traits.lacks } };
};

/** What holds for a host by what it speaks: a dialect, else a version of OCM. */
export function traitsOf({
  dialect,
  speaks,
}: {
  dialect?: string | undefined;
  speaks?: string | undefined;
}): CloudTraits {
  if (dialect === 'library-api') return LIBRARIES;
  return speaks === '1.0' ? OLD : OCM;
}
