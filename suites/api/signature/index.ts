import type { Check } from '../../../fixtures/check.js';
import { freedom } from './free.js';
import { received } from './received.js';
import { sent } from './sent.js';

/** Signatures of requests: how a target verifies them, makes them, and publishes its keys. */
export const signature: Check[] = [...received, ...freedom, ...sent];
