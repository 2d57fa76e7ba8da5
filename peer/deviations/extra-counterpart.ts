import type { Deviation } from './deviation.js';
import { inArea } from './tools.js';

/** A body that cannot be read leaves nothing to take in. */
const HOPELESS = 'body';

/** What a lenient partner does: so a fault in a message does not hide what comes after it. */
export const counterpartDeviations: readonly Deviation[] = inArea('error-ladder', {
  'malformed-shares-taken': [
    'A share is taken in however malformed, as long as it can be read and its recipient is known',
    (behaviour) => {
      behaviour.overlooks.push(
        ({ field, kind }) => field !== HOPELESS && !(field === 'shareWith' && kind === 'unknown'),
      );
    },
  ],
});
