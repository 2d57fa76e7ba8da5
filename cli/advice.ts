import type { ExchangeError } from '../protocol/exchange.js';
import type { Profile } from '../targets/profile.js';
import type { TlsFacts } from './network.js';

/** What is wrong, and what to change. */
export interface Advice {
  found: string;
  fix: string;
}

/** What to change when a server could not be reached. The certificate's facts are used where they are known. */
export function unreachableAdvice(profile: Profile, error: ExchangeError, tls?: TlsFacts): Advice {
  const host = new URL(profile.url).host;
  const place = profile.file === undefined ? 'the URL' : '`url` in the profile';
  switch (error.code) {
    case 'dns':
      return {
        found: error.message,
        fix: `correct the host in ${place}, or give it an address in DNS or the hosts file`,
      };
    case 'refused':
      return { found: error.message, fix: `correct the port in ${place}, or start the server` };
    case 'unreachable':
    case 'timeout':
      return {
        found: error.message,
        fix: `check that this machine can reach ${host} (firewall, VPN, proxy), or correct ${place}`,
      };
    case 'plain-http':
      return {
        found: error.message,
        fix: `name the port that speaks TLS in ${place}, or put TLS in front of the server (for a lab, \`ocm-interop ca\` makes a certificate authority)`,
      };
    case 'tls-name':
      return {
        found: `the certificate of ${host} is for another name${tls && tls.names.length > 0 ? ` (${tls.names.join(', ')})` : ''}`,
        fix: `use a name of the certificate in ${place}, or give the server a certificate for ${new URL(profile.url).hostname}`,
      };
    case 'tls':
      return tlsAdvice(profile, error.message, tls);
    case 'host-not-allowed':
      return { found: error.message, fix: `write hosts: [${host}] into the profile` };
    default:
      return {
        found: error.message,
        fix: `see whether ${profile.url} answers in a browser, and what the server's log says`,
      };
  }
}

function tlsAdvice(profile: Profile, message: string, tls: TlsFacts | undefined): Advice {
  const host = new URL(profile.url).host;
  if (tls?.problem === 'CERT_HAS_EXPIRED')
    return {
      found: `the certificate of ${host} has expired${day(tls.validTo)}`,
      fix: 'renew the certificate of the server',
    };
  if (tls?.problem === 'CERT_NOT_YET_VALID')
    return {
      found: `the certificate of ${host} is not valid yet`,
      fix: 'set the clock of this machine, or renew the certificate',
    };
  const issuer = tls?.issuer === undefined ? '' : ` (issued by ${tls.issuer})`;
  return {
    found: `the certificate of ${host} is not trusted${issuer}: ${tls?.problem ?? message}`,
    fix:
      profile.file === undefined
        ? `name the certificate authority of the server in a profile: ocm-interop init ${profile.url} --ca ca.pem`
        : 'name the certificate authority of the server in the profile: tls: { ca: ./ca.pem }',
  };
}

const day = (date: Date | undefined): string => (date === undefined ? '' : ` on ${date.toISOString().slice(0, 10)}`);
