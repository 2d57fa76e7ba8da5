import type { Deviation } from './deviation.js';
import { inArea, requestJson, set } from './tools.js';

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
  'sent-ssh-access-types-unknown': [
    '`accessTypes` of the ssh part of sent shares has a word of no version',
    share('/protocol/ssh', { uri: 'alice@127.0.0.1:22/x', accessTypes: ['telepathy'] }),
  ],
});
