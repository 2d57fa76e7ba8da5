import type { Vendor } from '../vendor.js';
import { recognise } from './detect.js';

/** What to know about OpenCloud before the first run; measured on 0.1.0 of February 2025; newer lines `unverified`. */
export const vendor: Vendor = {
  name: 'opencloud',
  label: 'OpenCloud',
  asks: [],
  recognise,
  throttles: [],
  notes: [
    'Shares go only to people who were met through an invitation.',
    'Its API for people can be driven by hooks (put, share, list, read, invite, take …): targets/profiles/opencloud.yaml; people are named by uuid.',
    'The list of trusted servers is read at the start only: every name of the peer has to stand in it before.',
    'It reads and writes `url` where the text has `uri` in a share, so shares with servers that keep to the text fail in both directions.',
    'Basic auth for API probes is off by default: PROXY_ENABLE_BASIC_AUTH=true on a test server.',
    'Discovery is served at /.well-known/ocm only; /ocm-provider answers with the HTML of the web app.',
  ],
};
