import type { Deviation } from './deviation.js';
import { answerJson, inArea, set } from './tools.js';

/** Members of the document that newer texts brought, wrong in one way; and a server without files. */
export const discoveryDetailDeviations: readonly Deviation[] = inArea('discovery', {
  'discovery-token-end-point-is-path': [
    '`tokenEndPoint` is a path',
    answerJson('discovery-answer', [set('/tokenEndPoint', '/ocm/token')]),
  ],
  'discovery-jwks-uri-is-path': [
    '`jwksUri` is a path',
    answerJson('discovery-answer', [set('/jwksUri', '/.well-known/jwks.json')]),
  ],
  'discovery-without-files': [
    'The only resource type is calendar',
    answerJson('discovery-answer', [
      set('/resourceTypes', [{ name: 'calendar', shareTypes: ['user'], protocols: { webdav: '/dav/shares' } }]),
    ]),
  ],
});
