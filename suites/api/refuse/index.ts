import type { Check } from '../../../fixtures/check.js';
import { bodies } from './body.js';
import { emptyFields } from './empty-fields.js';
import { missingFields } from './missing-fields.js';
import { mistypedFields } from './mistyped-fields.js';
import { names } from './names.js';
import { protocols } from './protocol.js';
import { recipients } from './recipients.js';
import { strangers } from './strangers.js';
import { unsupported } from './unsupported.js';

/** The error ladder: what cannot be taken in is refused with a 4xx, without a crash, and leaves nothing behind. */
export const refuse: Check[] = [
  ...recipients,
  ...missingFields,
  ...emptyFields,
  ...mistypedFields,
  ...bodies,
  ...names,
  ...protocols,
  ...unsupported,
  ...strangers,
];
