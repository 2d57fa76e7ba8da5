import type { Vendor } from '../vendor.js';
import { recognise } from './detect.js';

/** What to know about opencloudmesh-go before the first run; seen in August 2026. */
export const vendor: Vendor = {
  name: 'opencloudmesh-go',
  label: 'opencloudmesh-go',
  asks: [],
  recognise,
  throttles: [],
  notes: [
    'Shares are single files for reading, and only of people who were met through an invite: claims: [shares-files-only, shares-read-only].',
    'Its API for people can be driven by hooks (share, put, list, accept, decline, read, invite, take); nothing takes a share back.',
    'It asks others by https only when TLS ends at the process itself ([tls]), and contacts private addresses only by a route policy.',
    'It keeps discovery documents for 15 minutes: give 40 names (--peer-url), and start it anew before another run with the same names.',
  ],
};
