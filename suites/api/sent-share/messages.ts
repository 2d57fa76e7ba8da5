import type { Check } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { judged } from '../support/judged.js';
import { nothingArrived } from '../support/own-share.js';
import { readingOf } from './readings.js';

/** Rules of the judge for a Share Creation Notification, each at the versions that know it. */
const RULES = [
  'sent-share/json-object',
  'sent-share/content-type-is-json',
  'sent-share/to-shares-path',
  'sent-share/share-with-is-address',
  'sent-share/name-is-string',
  'sent-share/description-is-string',
  'sent-share/provider-id-is-string',
  'sent-share/owner-is-address',
  'sent-share/sender-is-address',
  'sent-share/display-names-are-strings',
  'sent-share/share-type-is-string',
  'sent-share/share-type-known',
  'sent-share/resource-type-is-string',
  'sent-share/expiration-is-epoch-seconds',
  'sent-share/code-is-string',
  'sent-share/protocol-is-object',
  'sent-share/legacy-form-members',
  'sent-share/protocol-form',
  'sent-share/not-secret-only',
  'sent-share/webdav-is-object',
  'sent-share/webdav-uri-is-string',
  'sent-share/webdav-uri-leads-to-resource',
  'sent-share/webdav-uri-is-relative',
  'sent-share/webdav-secret-is-string',
  'sent-share/secret-not-in-uri',
  'sent-share/webdav-permissions-known',
  'sent-share/webdav-requirements-known',
  'sent-share/webdav-access-types-known',
  'sent-share/webdav-size-is-integer',
  'sent-share/webapp-is-object',
  'sent-share/webapp-uri-is-absolute',
  'sent-share/webapp-view-mode',
  'sent-share/webapp-hints',
  'sent-share/datatx-members',
  'sent-share/ssh-access-types-known',
  'sent-share/ssh-is-object',
  'sent-share/ssh-uri-form',
  'sent-share/encryption-members',
  'sent-share/combination-is-advertised',
  'sent-share/requirements-agree',
  'sent-share/custom-protocol-is-announced',
];

/** What the text leaves free, or what stands behind it: named where the part is looked at, never as broken. */
const FREE: Record<string, ClauseId[]> = {
  'sent-share/share-with-is-address': ['OCM-SHARE-001'],
  'sent-share/protocol-form': ['OCM-SHARE-034'],
  'sent-share/not-secret-only': ['OCM-SHARE-036'],
  'sent-share/ssh-uri-form': ['OCM-SHARE-075'],
  'sent-share/encryption-members': ['OCM-SHARE-028'],
  'sent-share/combination-is-advertised': ['OCM-SHARE-008'],
};

/** Every announcement that the target was made to send, of a file and, where it shares such, of a folder. */
export const messages: Check[] = RULES.map((id) =>
  judged(id, {
    needs: ['session', 'send', 'callback'],
    tolerates: FREE[id] ?? [],
    ...readingOf(id),
    async messages(ctx) {
      const file = await ctx.sentShare('file');
      if (!file.creation) return nothingArrived();
      const folder = ctx.cloud?.traits.shares.includes('folder') ? await ctx.sentShare('folder') : undefined;
      return folder?.creation ? [file.creation, folder.creation] : [file.creation];
    },
  }),
);
