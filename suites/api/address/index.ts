import type { Check } from '../../../fixtures/check.js';
import { letterCase } from './case.js';
import { recipientAddresses } from './recipient.js';
import { senderAddresses } from './sender.js';
import { sentAddresses } from './sent.js';

/** OCM addresses: how those of others are read, and how the target writes its own. */
export const address: Check[] = [...recipientAddresses, ...letterCase, ...senderAddresses, ...sentAddresses];
