import type { Check } from '../../../fixtures/check.js';
import { codes } from './code.js';
import { criterion } from './criterion.js';
import { demanded } from './demanded.js';
import { issuing } from './issued.js';
import { exchanging } from './received.js';
import { refusals } from './refused.js';

/** The exchange of secrets for tokens: what a target gives out, refuses, demands, and asks of others. */
export const token: Check[] = [...issuing, ...refusals, ...demanded, ...exchanging, ...criterion, ...codes];
