import type { Check } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { judged, onlyMessage } from '../support/judged.js';
import { readingOf } from './readings.js';

/** Rules of the judge for what the document holds. `answers` and `is-json-object` are preflight: without them nothing is judged. */
const RULES = [
  'discovery/enabled-is-boolean',
  'discovery/api-version-is-string',
  'discovery/end-point-is-absolute-uri',
  'discovery/provider-is-string',
  'discovery/resource-types-is-array',
  'discovery/resource-types-not-empty',
  'discovery/resource-type-has-members',
  'discovery/resource-type-name-is-string',
  'discovery/resource-type-names-unique',
  'discovery/share-types-include-user',
  'discovery/protocols-is-object',
  'discovery/offers-file',
  'discovery/file-has-webdav',
  'discovery/webdav-is-path',
  'discovery/capabilities-are-strings',
  'discovery/criteria-are-strings',
  'discovery/public-key-members',
  'discovery/public-key-host',
  'discovery/invite-dialog-is-path',
  'discovery/invites-has-dialog',
  'discovery/token-end-point-is-url',
  'discovery/jwks-uri-is-url',
  'discovery/webdav-receive-form',
  'discovery/webapp-is-empty-object',
  'discovery/webapp-receive-targets',
  'discovery/ssh-is-host-port',
  'discovery/ssh-receive-is-empty-object',
  'discovery/names-are-registered',
  'discovery/token-capability-has-end-point',
  'discovery/http-sig-has-jwks-uri',
  'discovery/token-criterion-has-capability',
  'discovery/jwks-uri-is-https',
  'discovery/token-end-point-is-https',
];

/** What the text leaves free in that part of the document: both ways are taken. */
const FREE: Record<string, ClauseId[]> = {
  'discovery/names-are-registered': ['OCM-DISC-023'],
  'discovery/webdav-receive-form': ['OCM-DISC-028'],
  'discovery/capabilities-are-strings': ['OCM-DISC-040'],
  'discovery/criteria-are-strings': ['OCM-DISC-054'],
};

/** What the document holds, as the target was first seen in this run. */
export const document: Check[] = RULES.map((id) =>
  judged(id, {
    needs: [],
    order: 3,
    tolerates: FREE[id] ?? [],
    ...readingOf(id),
    messages: (ctx) => Promise.resolve(onlyMessage(ctx.target.discovery)),
  }),
);
