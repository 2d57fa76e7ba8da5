import type { Check } from '../../../fixtures/check.js';
import { access } from './access.js';
import { counterparts } from './counterparts.js';
import { kinds } from './kinds.js';
import { messages } from './messages.js';
import { sending } from './sending.js';
import { transport } from './transport.js';

/** What the target sends when it shares, and what the receiver can do with it. */
export const sentShare: Check[] = [...sending, ...messages, ...access, ...counterparts, ...kinds, ...transport];
