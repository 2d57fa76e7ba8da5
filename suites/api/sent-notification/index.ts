import type { Check } from '../../../fixtures/check.js';
import { messages } from './messages.js';
import { namesShare } from './names-share.js';

/** Notifications that the target sends when its users accept, decline and take back. */
export const sentNotification: Check[] = [...messages, ...namesShare];
