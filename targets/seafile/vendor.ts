import type { Vendor } from '../vendor.js';
import { recognise, SERVER_INFO } from './detect.js';

/** What to know about Seafile (9 to 12) before the first run; seen on 9.0, the rest read in the sources of 9.0 and 12.0. */
export const vendor: Vendor = {
  name: 'seafile',
  label: 'Seafile',
  asks: [SERVER_INFO],
  recognise,
  throttles: [],
  dialects: [
    {
      name: 'library-api',
      label: "Seafile's library dialect",
      protocol: 'Seafile API',
      serviceUrl: 'seafileServiceURL',
      filesPath: '/seafhttp',
    },
  ],
  notes: [
    'Federation is off by default: ENABLE_OCM (libraries, with other Seafiles) or ENABLE_OCM_VIA_WEBDAV (what a Nextcloud shares, received only) in seahub_settings.py. With both on, discovery tells of the second only.',
    'SERVICE_URL becomes the endPoint in discovery: it must be the public address, without a slash at its end. An administrator may have overridden it in the web UI, and then the file is ignored.',
    'OCM_PROVIDER_ID must be a UUID (36 of 0-9, a-f and -): with any other value shares arrive and cannot be opened, the receiver answers 404.',
    'OCM_REMOTE_SERVERS names the servers that the share dialog offers; each server_url ends with a slash. Receiving needs no entry.',
    'Its own API paths end with a slash, and without it the answer is a redirect that turns a POST into a GET; /ocm-via-webdav/shares has none, and with one it is 404.',
    'A share is live at once: there is nothing to accept. The sender is told of success although the other server refused: what counts is the list at the receiver.',
    'People are named without host: a share to an unknown person, or to one written with the host, is taken with 201 and nobody sees it.',
    "Files come and go between the browser and the provider's own host, not through the receiver: name that host under hosts in the receiver's profile. FILE_SERVER_ROOT must be reachable from there.",
    'The first visit of a person brings a dialog, "Welcome to ...", that covers the page; the driver closes it.',
    'Five wrong passwords bring a captcha to the login page: check the password before a run, or raise LOGIN_ATTEMPT_LIMIT on a test server.',
    'Flow Ds works with the desktop client seaf-cli (package seafile-cli) on the machine that runs the suite. Its daemon trusts the authorities of that machine only: add the one in tls.ca to them.',
    'Versions after 12 show received libraries as cards, not as rows: that page is not driven yet.',
    "Server-to-server requests have no time limit: a server that accepts a connection and stays silent holds the user's request. Certificates of a lab: REQUESTS_CA_BUNDLE in the environment of the web part.",
  ],
};
