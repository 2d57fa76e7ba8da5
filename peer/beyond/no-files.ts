import type { ReceivedAccess } from '../host/received-access.js';

/** A received share in which there is nothing to list, to read or to change, for that reason. */
function shut(refusal: string): ReceivedAccess {
  const no = () => Promise.resolve({ done: false as const, refusal });
  return {
    describe: () => Promise.resolve(),
    read: () => Promise.resolve(undefined),
    list: () => Promise.resolve(undefined),
    write: no,
    makeFolder: no,
    rename: no,
    remove: no,
  };
}

/** It is got at in another way than WebDAV. */
export const noFiles = shut('it is not shared as files');

/** It demands a second factor, which whoever looks has not shown. */
export const noSecondFactor = shut('it demands a second factor');
