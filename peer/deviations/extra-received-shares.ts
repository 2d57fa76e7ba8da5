import type { Deviation } from './deviation.js';
import { answerJson, inArea, set } from './tools.js';

/** Promises about received shares that are not kept. */
export const receivedShareDetailDeviations: readonly Deviation[] = inArea('received-shares', {
  'ssh-promised-and-no-keys-given': [
    'The document says that shares over ssh are taken in, and the answer to one has no public keys',
    answerJson('discovery-answer', [set('/resourceTypes/0/protocols/ssh-receive', {})]),
  ],
});
