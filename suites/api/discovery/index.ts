import type { Check } from '../../../fixtures/check.js';
import { document } from './document.js';
import { served } from './served.js';
import { webdav } from './webdav.js';

/** The discovery document: where it is, what it holds, and whether it leads anywhere. */
export const discovery: Check[] = [...served, ...document, ...webdav];
