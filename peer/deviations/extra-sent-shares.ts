import type { Deviation } from './deviation.js';
import { behave, inArea, requestBody, requestJson, set } from './tools.js';

const share = (pointer: string, value: unknown): Deviation['apply'] =>
  requestJson('share-creation', set(pointer, value));

/** Optional parts of sent shares, each wrong in one way. */
export const sentShareDetailDeviations: readonly Deviation[] = inArea('sent-messages', {
  'sent-code-mistyped': ['`code` of sent shares is a number', share('/code', 7)],
  'sent-webdav-is-string': ['`protocol.webdav` of sent shares is a string', share('/protocol/webdav', '/dav/shares/x')],
  'sent-uri-with-scheme-twice': [
    '`uri` of sent shares has a scheme where its host should be',
    share('/protocol/webdav/uri', 'https://https://elsewhere.example/dav/shares/x'),
  ],
  'sent-access-types-unknown': [
    '`accessTypes` of sent shares has a word of no version',
    share('/protocol/webdav/accessTypes', ['remote', 'telepathy']),
  ],
  'sent-size-is-string': ['`size` of sent shares is a string', share('/protocol/webdav/size', '12 kB')],
  'sent-webapp-is-string': ['`protocol.webapp` of sent shares is a string', share('/protocol/webapp', '/apps/x')],
  'sent-webapp-without-uri': [
    '`protocol.webapp` of sent shares has no `uri`',
    share('/protocol/webapp', { viewMode: 'read' }),
  ],
  'sent-webapp-view-mode-unknown': [
    '`viewMode` of sent shares is a word of no version',
    share('/protocol/webapp', { uri: '/apps/x', viewMode: 'sideways' }),
  ],
  'sent-webapp-hints-mistyped': [
    '`appName` of sent shares is an object',
    share('/protocol/webapp', { uri: '/apps/x', viewMode: 'read', appName: { en: 'Editor' } }),
  ],
  'sent-datatx-without-source': [
    '`protocol.datatx` of sent shares has no `srcUri`',
    share('/protocol/datatx', { size: 7 }),
  ],
  'sent-datatx-source-is-no-webdav': [
    '`srcUri` of sent shares leads to a page',
    requestBody('share-creation', (body) => {
      const datatx = (body.protocol as { datatx?: { srcUri?: string } } | undefined)?.datatx;
      if (datatx?.srcUri !== undefined) datatx.srcUri = `${new URL(datatx.srcUri).origin}/ui/`;
      return body;
    }),
  ],
  'sent-ssh-is-string': ['`protocol.ssh` of sent shares is a string', share('/protocol/ssh', 'alice@127.0.0.1:22/x')],
  'sent-ssh-uri-is-url': [
    '`uri` of the ssh part of sent shares is a URL',
    share('/protocol/ssh', { uri: 'ssh://127.0.0.1/x', accessTypes: ['remote'] }),
  ],
  'sent-encryption-without-scheme-object': [
    '`encryption` of sent shares has no object named after its scheme',
    share('/encryption', { resourceId: '7', scheme: 'ocm-pgp' }),
  ],
  'sent-encryption-without-fingerprints': [
    '`encryption` of sent shares has no fingerprints',
    share('/encryption', { resourceId: '7', scheme: 'ocm-pgp', 'ocm-pgp': {} }),
  ],
  'sent-resource-type-not-advertised': [
    '`resourceType` of sent shares is one that nobody announced',
    share('/resourceType', 'calendar'),
  ],
  'sent-folder-called-file': [
    '`resourceType` of sent shares is file, also for folders',
    share('/resourceType', 'file'),
  ],
  'sent-own-protocol': [
    'Sent shares offer a protocol of the own making besides',
    share('/protocol/x-carrier-pigeon', { uri: 'loft', sharedSecret: 'coo' }),
  ],
  'sent-webapp-with-other-requirements': [
    'The webapp part of sent shares has a requirement that the webdav part lacks',
    share('/protocol/webapp', {
      uri: 'https://cloud.example.org/apps/x',
      targets: ['blank'],
      permissions: ['view'],
      requirements: ['must-exchange-token'],
      sharedSecret: 'of-the-app',
    }),
  ],
  'sent-against-criteria': ['Shares are sent whatever the receiver demands', behave({ ignoresCriteria: true })],
  'sent-ssh-access-types-unknown': [
    '`accessTypes` of the ssh part of sent shares has a word of no version',
    share('/protocol/ssh', { uri: 'alice@127.0.0.1:22/x', accessTypes: ['telepathy'] }),
  ],
});
