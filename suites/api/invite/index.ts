import type { Check } from '../../../fixtures/check.js';
import { afterwards } from './afterwards.js';
import { answers } from './answers.js';
import { contacts } from './contacts-only.js';
import { ladder } from './ladder.js';
import { made } from './made.js';
import { sent } from './sent.js';
import { strings } from './strings.js';

/** Invites, in both roles: what the target hands over, answers and refuses, and what it sends when it takes one. */
export const invite: Check[] = [...answers, ...ladder, ...made, ...sent, ...strings, ...afterwards, ...contacts];
