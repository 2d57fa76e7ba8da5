import type { Vendor } from '../vendor.js';
import { recognise, STATUS_PAGE } from './detect.js';

/** What to know about Nextcloud before the first run; seen on 35.0.0 dev. */
export const vendor: Vendor = {
  name: 'nextcloud',
  label: 'Nextcloud',
  asks: [STATUS_PAGE],
  recognise,
  throttles: [
    {
      route: 'POST /shares',
      budget: '5/20m',
      lift: 'occ config:system:set ratelimit.protection.enabled --type boolean --value false, before the first request: counters already stored run on for 20 minutes',
    },
  ],
  notes: [
    'Wrong passwords and unknown users slow later answers down: on a test server set auth.bruteforce.protection.enabled to false.',
    'An account may create 20 shares in 10 minutes: lifted by the same setting as the limit on POST /shares.',
    'On a new server open /.well-known/jwks.json once before parallel runs: when two requests are the first to need the signing key, the published one may not fit it, and every share then goes silently by the older protocol until web servers and their memory caches are restarted.',
    'To reach a peer on a loopback or private address: allow_local_remote_servers true.',
    "The peer's certificate authority: occ security:certificates:import ca.pem (or the system's trust store).",
    'Group shares between servers are off by default: files_sharing incoming_ and outgoing_server2server_group_share_enabled.',
  ],
};
