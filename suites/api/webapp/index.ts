import type { Check } from '../../../fixtures/check.js';
import { openedApps } from './opened.js';
import { sentApps } from './sent.js';
import { servedApps } from './served.js';

/** Web apps: what a target says and serves of its own, and how it opens those of others. */
export const webapp: Check[] = [...sentApps, ...servedApps, ...openedApps];
