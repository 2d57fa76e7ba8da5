import { stringify } from 'yaml';
import type { Recognised, Vendor } from '../targets/vendor.js';
import { GENERIC } from '../targets/vendors.js';

/** What is known when a profile is first written. */
export interface NewProfile {
  id: string;
  url: string;
  ocmHost?: string;
  /** Hosts that the discovery document names besides that of the url. */
  hosts: string[];
  vendor?: Vendor;
  as?: Recognised;
  /** A driver can log in to this product. */
  hasDriver: boolean;
  /** Path of a PEM file, as written into the profile. */
  ca?: string;
}

/** Text of a new profile: what is known filled in, the rest as comments that say what to write. */
export function profileText(profile: NewProfile): string {
  const { id, url, ocmHost, hosts, vendor, as, hasDriver, ca } = profile;
  const variable = (user: string): string =>
    `${id.toUpperCase().replaceAll(/[^A-Z0-9]+/g, '_')}_${user}`.replace(/^(\d)/, '_$1');
  const lines = [
    `# ${vendor ? `${vendor.label}${as ? `, recognised by ${as.by}` : ''}` : 'An OCM server of no known product'}. Passwords never stand in a profile, so it can be shared.`,
    ...(vendor?.notes ?? []).map((note) => `# ${note}`),
    field('id', id, 'short name in reports'),
    hasDriver && vendor
      ? field('vendor', vendor.name)
      : field(
          'vendor',
          GENERIC,
          vendor ? `there is no driver for ${vendor.label} yet: API probes only` : 'no driver: API probes only',
        ),
    field('url', url),
    ...(ocmHost === undefined ? [] : [field('ocmHost', ocmHost, 'host in OCM addresses')]),
    hosts.length > 0
      ? `hosts: [${hosts.map(scalar).join(', ')}]${comment('announced by its discovery document; others are not contacted')}`
      : `# hosts: [dav.example.org]${comment('further hosts that the server may announce; others are not contacted')}`,
    as?.version === undefined ? `# version: "1.0"` : field('version', as.version, 'compared by doctor'),
    ...accountLines(hasDriver, variable),
    ca === undefined
      ? `# tls: { ca: ./ca.pem }${comment('certificate authority of a lab')}`
      : `tls: { ca: ${scalar(ca)} }`,
    ...budgetLines(vendor),
  ];
  return `${lines.join('\n')}\n`;
}

/** Variables that the profile asks for are named after it, so that several profiles do not clash. */
function accountLines(hasDriver: boolean, variable: (user: string) => string): string[] {
  const first = `{ user: alice, password: { env: ${variable('ALICE')} } }`;
  const second = `{ user: bob, password: { env: ${variable('BOB')} } }`;
  if (hasDriver)
    return [
      `accounts:${comment('people at the server; with two, it is also tested with itself')}`,
      `  - ${first}`,
      `  - ${second}`,
    ];
  return [
    `# accounts:${comment('someone who may receive shares from the peer; no password is needed')}`,
    '#   - { user: alice }',
  ];
}

function budgetLines(vendor: Vendor | undefined): string[] {
  const throttles = vendor?.throttles ?? [];
  if (throttles.length === 0)
    return [
      '# budgets:',
      '#   requestsPerMinute: 120',
      '#   routes: { "POST /shares": 5/20m }  # when the server limits a route',
    ];
  return [
    'budgets:',
    ...throttles.flatMap(({ route, budget, lift }) => [
      `  # This product limits ${route}. To lift it on a test server: ${lift}. Then remove the next line.`,
      `  routes: { ${JSON.stringify(route)}: ${budget} }`,
    ]),
  ];
}

const field = (name: string, value: string, about?: string): string =>
  `${name}: ${scalar(value)}${about === undefined ? '' : comment(about)}`;
const comment = (text: string): string => `  # ${text}`;
/** A text as YAML would write it, in quotes where it could be taken for something else. */
const scalar = (value: string): string => stringify(value, { lineWidth: 0 }).trimEnd();
