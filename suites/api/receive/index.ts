import type { Check } from '../../../fixtures/check.js';
import { access } from './access.js';
import { answers } from './answers.js';
import { fields } from './fields.js';
import { forms } from './forms.js';
import { plain } from './plain.js';
import { transfers } from './transfer.js';
import { webdavFields } from './webdav.js';

/** The receive matrix: what is legal is taken in, shown, and opened as the share says. */
export const receive: Check[] = [...plain, ...forms, ...fields, ...webdavFields, ...transfers, ...access, ...answers];
