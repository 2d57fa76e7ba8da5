import type { Check } from '../../../fixtures/check.js';
import { passedOn } from './passed-on.js';
import { proven } from './proven.js';
import { refused } from './refused.js';
import { requests } from './requests.js';
import { strangers } from './strangers.js';
import { taken } from './taken.js';
import { wishes } from './wishes.js';

/** Notifications that the target is sent. Those that it sends are in the area `sent-notification`. */
export const notification: Check[] = [
  ...taken,
  ...refused,
  ...requests,
  ...strangers,
  ...proven,
  ...passedOn,
  ...wishes,
];
