import type { Check } from '../../../fixtures/check.js';
import { declared } from './declared.js';
import { encrypted } from './encrypted.js';
import { met } from './met.js';
import { refusedKinds } from './refused.js';

/** What is shared besides files over WebDAV, and is not known to everybody. */
export const beyond: Check[] = [...refusedKinds, ...encrypted, ...met, ...declared];
