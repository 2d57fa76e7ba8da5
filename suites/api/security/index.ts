import type { Check } from '../../../fixtures/check.js';
import { bounds } from './bounds.js';
import { certificates } from './certificates.js';
import { escalations } from './escalations.js';
import { insides } from './inside.js';
import { messages } from './messages.js';
import { names } from './names.js';
import { secondFactor } from './second-factor.js';
import { secrets } from './secrets.js';

/** What servers and people that mean no good can bring a target to do. All of it is done to throw-away objects. */
export const security: Check[] = [
  ...insides,
  ...certificates,
  ...secondFactor,
  ...bounds,
  ...names,
  ...escalations,
  ...messages,
  ...secrets,
];
