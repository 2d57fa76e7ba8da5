import type { Check } from '../../../fixtures/check.js';
import { notifications } from './notifications.js';
import { received } from './received.js';
import { refused } from './refused.js';
import { sent } from './sent.js';
import { speaks } from './speaks.js';

/**
 * Whether a target speaks OCM at all and, where it speaks the library dialect instead, what it keeps of OCM in that: each check holds the
 * dialect's own messages to clauses that do not depend on the language.
 */
export const dialect: Check[] = [...speaks, ...received, ...refused, ...notifications, ...sent];
