import type { Check } from '../../../fixtures/check.js';
import { ladder } from './ladder.js';

/** Who gets at what the target shares: beyond the plain cases of `sent-share`, with credentials that are right elsewhere. */
export const access: Check[] = [...ladder];
