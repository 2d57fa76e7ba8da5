import type { Vendor } from '../vendor.js';
import { recognise, STATUS_PAGE } from './detect.js';

/**
 * What to know about ownCloud Classic (10.x, 11) before the first run; seen on 11.0.0. What the drivers use of pages and API is the same in
 * the source of 10.15 and 10.16, which were not run.
 */
export const vendor: Vendor = {
  name: 'owncloud',
  label: 'ownCloud Classic',
  asks: [STATUS_PAGE],
  recognise,
  throttles: [],
  notes: [
    'It looks for peers at /ocm-provider/ only, never at /.well-known/ocm.',
    'Its own document is served at /ocm-provider/ with the slash; /.well-known/ocm is 404 unless a rewrite was added.',
    "The peer's certificate authority: occ security:certificates:import ca.pem; the system's trust store is not asked.",
    'trusted_domains must hold the host, and the port if there is one, or every request is answered 400.',
    'Names of accounts have at least 3 characters.',
    'Driven and seen on 11.0.0. 10.15 and 10.16 have the same pages and API by their source: unverified.',
    'Shares that wait are asked for by a dialog on the Files page; with the notifications app they stand under the bell instead. The driver takes either.',
  ],
};
