import type { Vendor } from '../vendor.js';
import { recognise } from './detect.js';

/** What to know about reva, the server of CERNBox, before the first run; measured on v3.12 of August 2026. */
export const vendor: Vendor = {
  name: 'reva',
  label: 'reva (CERNBox)',
  asks: [],
  recognise,
  throttles: [],
  notes: [
    'What it shares can be opened only by people who were met through an invite: claims: [shares-with-people-met].',
    'Its API for people can be driven by hooks (put, share, list, accept, decline, read, invite, take …): targets/profiles/reva.yaml.',
    'Single files are shared for editing through /graph; through /ocs such a share has no permissions at all.',
    'Names of the peer need no list of trusted servers with the provider authorizer `open`; with `json` or `mentix` every one has to stand in it.',
  ],
};
