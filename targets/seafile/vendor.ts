import type { Vendor } from '../vendor.js';
import { recognise, SERVER_INFO } from './detect.js';
import { libraries } from './dialect.js';

/** What to know about Seafile (9 to 12) before the first run. */
export const vendor: Vendor = {
  name: 'seafile',
  label: 'Seafile',
  asks: [SERVER_INFO],
  recognise,
  throttles: [],
  dialects: [libraries],
  notes: [
    'Federation is off by default: ENABLE_OCM (libraries, with OCM_PROVIDER_ID and OCM_REMOTE_SERVERS) or ENABLE_OCM_VIA_WEBDAV in seahub_settings.py.',
    'SERVICE_URL becomes the endPoint in discovery: it must be the public address.',
    'Five wrong passwords bring a captcha to the login page: check the password before a run.',
  ],
};
