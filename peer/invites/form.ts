import type { InviteForm } from '../../protocol/invite-string.js';
import type { PeerHostInfo } from '../contract.js';
import { speaksAtLeast } from '../tongues.js';

/** Whether a host has invites: they came after 1.0, and the dialect has none. */
export const hasInvites = ({ speaks, dialect }: Pick<PeerHostInfo, 'speaks' | 'dialect'>): boolean =>
  dialect === undefined && speaksAtLeast(speaks, '1.2');

/** How invite strings are spelled: base64url came with the text after 1.4.0, as its mark of signatures did (OCM-INV-029). */
export const inviteFormOf = ({ speaks, signs }: Pick<PeerHostInfo, 'speaks' | 'signs'>): InviteForm =>
  speaksAtLeast(speaks, '1.5') || signs === 'tag' ? 'base64url' : 'base64';

/** An address for mail: OCM says nothing about it but that it is there. */
export const mailOf = (user: string): string => `${user.replaceAll(/[^A-Za-z0-9._-]/g, '-')}@example.org`;
