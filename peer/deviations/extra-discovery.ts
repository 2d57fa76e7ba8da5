import type { Deviation } from './deviation.js';
import { answerJson, inArea, remove, set } from './tools.js';

/** Protocols of the first resource type. */
const FILE = '/resourceTypes/0/protocols';

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
  'discovery-webdav-receive-is-string': [
    '`webdav-receive` is a path',
    answerJson('discovery-answer', [set(`${FILE}/webdav-receive`, '/dav/shares')]),
  ],
  'discovery-webdav-receive-uri-unknown': [
    '`webdav-receive` takes a `uri` of no known form',
    answerJson('discovery-answer', [set(`${FILE}/webdav-receive`, { uri: 'sideways' })]),
  ],
  'discovery-webapp-is-path': ['`webapp` is a path', answerJson('discovery-answer', [set(`${FILE}/webapp`, '/apps')])],
  'discovery-webapp-receive-without-targets': [
    '`webapp-receive` names no targets',
    answerJson('discovery-answer', [set(`${FILE}/webapp-receive`, {})]),
  ],
  'discovery-ssh-is-url': [
    '`ssh` is a URL',
    answerJson('discovery-answer', [set(`${FILE}/ssh`, 'ssh://cloud.example.org/data')]),
  ],
  'discovery-ssh-receive-is-path': [
    '`ssh-receive` is a path',
    answerJson('discovery-answer', [set(`${FILE}/ssh-receive`, '/ssh')]),
  ],
  'discovery-token-end-point-absent': [
    'Capability `exchange-token` without a `tokenEndPoint`',
    answerJson('discovery-answer', [remove('/tokenEndPoint')]),
  ],
  'discovery-jwks-uri-absent': [
    'Capability `http-sig` without a `jwksUri`',
    answerJson('discovery-answer', [remove('/jwksUri')]),
  ],
  'discovery-jwks-uri-is-plain-http': [
    '`jwksUri` has the scheme http',
    answerJson('discovery-answer', [set('/jwksUri', 'http://cloud.example.org/ocm/jwks')]),
  ],
  'discovery-token-end-point-is-plain-http': [
    '`tokenEndPoint` has the scheme http',
    answerJson('discovery-answer', [set('/tokenEndPoint', 'http://cloud.example.org/ocm/token')]),
  ],
  'discovery-token-criterion-alone': [
    'Tokens are demanded of others, and capability `exchange-token` is not there',
    answerJson('discovery-answer', [
      set('/criteria', ['must-exchange-token']),
      set('/capabilities', ['protocol-object', 'notifications', 'http-sig']),
    ]),
  ],
});
