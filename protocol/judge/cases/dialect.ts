import { type BrokenCase, RECEIVER, type Sample, share } from './samples.js';

const ocs = `https://${RECEIVER}/ocs/v2.php/cloud/shares`;
const form = { 'content-type': 'application/x-www-form-urlencoded' };

const DIALECTS: [what: string, sample: Sample][] = [
  [
    'a share through the older interface',
    { url: `${ocs}?format=json`, headers: form, body: 'shareWith=bob&token=hfiuhworz' },
  ],
  [
    'a decline through the older interface',
    { url: `${ocs}/5/decline?format=json`, headers: form, body: 'token=hfiuhworz' },
  ],
  [
    'access with the secret in the URL',
    { url: `https://${RECEIVER}/index.php/apps/files_sharing/shareinfo?t=hfiuhworz`, headers: form, body: 'depth=0' },
  ],
  [
    'a library',
    {
      url: `https://${RECEIVER}/api/v2.1/ocm/shares/`,
      body: share({ resourceType: 'library', protocol: { name: 'Own API', options: {} } }),
    },
  ],
  [
    'a notification about a library',
    {
      url: `https://${RECEIVER}/api/v2.1/ocm/notifications/`,
      body: { notificationType: 'SHARE_DECLINED', resourceType: 'library' },
    },
  ],
  ['access to a library', { method: 'GET', url: `https://${RECEIVER}/api/v2.1/via-repo-token/dir/?path=%2F` }],
];

export const dialectCases: BrokenCase[] = DIALECTS.map(([what, sample]) => ({
  what,
  mark: 'dialect/speaks-ocm @ path',
  spec: '1.1.0',
  sample: { ...sample, status: 200, answer: {} },
}));
