import type { Check } from '../../../fixtures/check.js';
import { served } from './served.js';
import { used } from './used.js';

/** The directory service that a profile names, and what the target does with one. */
export const directory: Check[] = [...served, ...used];
