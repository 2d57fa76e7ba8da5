import type { Flow } from '../../fixtures/flow.js';
import { senderAway } from '../faults/sender-away.js';
import { senderAwayAtWork } from '../faults/sender-away-at-work.js';
import { accept } from './accept.js';
import { accountsReceive, accountsSend } from './accounts.js';
import { decline } from './decline.js';
import { deleteInside } from './delete.js';
import { ownerSyncs, receiverSyncs } from './desktop.js';
import { furtherDoors } from './doors.js';
import { expiry } from './expiry.js';
import { groupMemberLeaves, groupShare, groupUnshare } from './group.js';
import { largeFile } from './large-file.js';
import { leave } from './leave.js';
import { saveLink } from './link.js';
import { listedServers } from './listed.js';
import { namesInFolder, namesOfShares } from './names.js';
import { newFile } from './new-file.js';
import { ownerChanges } from './owner-changes.js';
import { ownerOverwrites } from './owner-overwrites.js';
import { permission } from './permission.js';
import { read } from './read.js';
import { receiverMoves, receiverNewFolder } from './receiver-changes.js';
import { rename } from './rename.js';
import { reshare, reshareLocal, reshareRevoked } from './reshare.js';
import { shareFile } from './share-file.js';
import { shareFolder } from './share-folder.js';
import { incomingOff, outgoingOff, trustedServer } from './trust.js';
import { sharedTwice } from './twice.js';
import { twoSharees } from './two-sharees.js';
import { unshare } from './unshare.js';
import { writeBack } from './write-back.js';

/** All flows, in the order in which a journey runs them. */
export const FLOWS: readonly Flow[] = [
  shareFile,
  accept,
  read,
  writeBack,
  permission,
  ownerOverwrites,
  shareFolder,
  newFile,
  rename,
  deleteInside,
  ...ownerChanges,
  receiverNewFolder,
  receiverMoves,
  unshare,
  decline,
  leave,
  sharedTwice,
  twoSharees,
  groupShare,
  groupMemberLeaves,
  groupUnshare,
  reshare,
  reshareRevoked,
  reshareLocal,
  saveLink,
  furtherDoors,
  ownerSyncs,
  receiverSyncs,
  expiry,
  trustedServer,
  incomingOff,
  outgoingOff,
  listedServers,
  namesInFolder,
  namesOfShares,
  accountsReceive,
  accountsSend,
  largeFile,
  senderAway,
  senderAwayAtWork,
];
