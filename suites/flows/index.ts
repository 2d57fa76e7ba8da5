import type { Flow } from '../../fixtures/flow.js';
import { accept } from './accept.js';
import { decline } from './decline.js';
import { deleteInside } from './delete.js';
import { leave } from './leave.js';
import { newFile } from './new-file.js';
import { permission } from './permission.js';
import { read } from './read.js';
import { rename } from './rename.js';
import { shareFile } from './share-file.js';
import { shareFolder } from './share-folder.js';
import { unshare } from './unshare.js';
import { writeBack } from './write-back.js';

/** All flows, in the order in which a journey runs them. */
export const FLOWS: readonly Flow[] = [
  shareFile,
  accept,
  read,
  writeBack,
  permission,
  shareFolder,
  newFile,
  rename,
  deleteInside,
  unshare,
  decline,
  leave,
];
