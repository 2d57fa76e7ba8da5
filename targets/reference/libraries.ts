import type { Ability, CloudSession, CloudTraits } from '../cloud.js';

/**
 * A person on a host that speaks the library dialect: without what that lacks. What was received is a library whatever was shared, and a
 * file by itself is the one in it that has the library's name.
 */
export function inLibraries(session: CloudSession, { lacks }: CloudTraits): CloudSession {
  const person: CloudSession = {
    ...session,
    readReceived: (share, inside = share.name) => session.readReceived(share, inside),
    writeReceived: (share, content, inside = share.name) => session.writeReceived(share, content, inside),
    digestReceived: (share, inside = share.name) =>
      session.digestReceived?.(share, inside) ?? Promise.resolve(undefined),
  };
  return claimed(person, lacks);
}

/** The same person without what the host lacks by declaration. */
export function claimed(session: CloudSession, lacks: CloudTraits['lacks']): CloudSession {
  const person = { ...session };
  for (const ability of BEYOND_THE_CORE) if (lacks[ability]) delete person[ability];
  return person;
}

/** Abilities that a session either has or lacks by declaration, as far as any host lacks one. */
const BEYOND_THE_CORE = [
  'makeFolderInside',
  'moveInside',
  'shareWithGroup',
  'shareLocally',
  'listLocal',
  'reshare',
  'setExpiry',
  'shareResource',
  'acceptBy',
  'createInvite',
  'acceptInvite',
  'listContacts',
  'removeContact',
  'openApp',
] as const satisfies readonly (Ability & keyof CloudSession)[];
