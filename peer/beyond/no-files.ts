import type { ReceivedAccess } from '../host/received-access.js';
import type { UserAttempt } from '../user-actions.js';

const NO_FILE: UserAttempt = { done: false, refusal: 'it is not shared as files' };

/** A received share that is got at in another way than WebDAV: there is nothing to list, to read or to change. */
export const noFiles: ReceivedAccess = {
  describe: () => Promise.resolve(),
  read: () => Promise.resolve(undefined),
  list: () => Promise.resolve(undefined),
  write: () => Promise.resolve(NO_FILE),
  makeFolder: () => Promise.resolve(NO_FILE),
  rename: () => Promise.resolve(NO_FILE),
  remove: () => Promise.resolve(NO_FILE),
};
