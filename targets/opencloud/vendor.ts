import type { Vendor } from '../vendor.js';
import { recognise } from './detect.js';

/** What to know about OpenCloud before the first run; seen on the line of February 2025. */
export const vendor: Vendor = {
  name: 'opencloud',
  label: 'OpenCloud',
  asks: [],
  recognise,
  throttles: [],
  notes: [
    'Shares go only to people who were met through an invitation.',
    'Basic auth for API probes is off by default: PROXY_ENABLE_BASIC_AUTH=true on a test server.',
    'Discovery is served at /.well-known/ocm only; /ocm-provider answers with the HTML of the web app.',
  ],
};
