import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect, rootCertificates } from 'node:tls';
import { spkiHash } from '../protocol/tls.js';

/** Longest wait for one host, in ms; whether it can be reached at all is for others to say. */
const BUDGET = 5_000;

/**
 * Public keys to hand to `launchBrowser`, for products whose certificate comes from an authority of their own (`tls.ca` of a profile).
 * A browser cannot be told to trust an authority without changing the machine. So each host is asked for its certificate, which is held
 * to the given authorities, to its name and to its dates; only the key of one that passes is given. Hosts that fail, or that
 * do not answer, give none: the browser then refuses them for the true reason.
 * @param hosts `host[:port]`, as in a profile's `url` and `hosts`
 * @param ca PEM of the authorities
 */
export async function trustedKeys(hosts: readonly string[], ca: readonly string[]): Promise<string[]> {
  if (ca.length === 0) return [];
  const keys = await Promise.all([...new Set(hosts)].map((host) => keyOf(host, [...rootCertificates, ...ca])));
  return [...new Set(keys.filter((key) => key !== undefined))];
}

function keyOf(authority: string, ca: string[]): Promise<string | undefined> {
  const { hostname, port } = new URL(`https://${authority}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(port || 443), ca, ...(isIP(host) ? {} : { servername: host }) });
    const end = (key?: string): void => {
      socket.destroy();
      resolve(key);
    };
    socket.setTimeout(BUDGET, end);
    socket.on('error', () => end());
    socket.on('secureConnect', () => end(spkiHash(new X509Certificate(socket.getPeerCertificate().raw).toString())));
  });
}
