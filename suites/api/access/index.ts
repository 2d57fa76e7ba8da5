import type { Check } from '../../../fixtures/check.js';
import { given } from './given.js';
import { ladder } from './ladder.js';
import { opened } from './opened.js';

/** Who gets at what is shared, where and until when: beyond the plain cases of `sent-share` and `receive`. */
export const access: Check[] = [...ladder, ...given, ...opened];
