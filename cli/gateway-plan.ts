import { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { allowedHosts, authorityOf } from '../fixtures/target-view.js';
import type { Party, Route, Upstream } from '../gateway/contract.js';
import type { GatewayOptions } from '../gateway/gateway.js';
import { hostOf, parseUpstream, shownUpstream } from '../gateway/routes.js';
import { canonicalAuthority } from '../protocol/address.js';
import { trustedCas } from '../targets/load-profile.js';
import type { Profile } from '../targets/profile.js';
import { EXIT, InteropError } from '../vocabulary.js';
import { localCa } from './local-ca.js';
import { isLoopback } from './network.js';

/** What people say about a gateway, as commander gives it. */
export interface GatewayWishes {
  /** `address:port` to listen at. */
  listen: string;
  /** `name=address`, each where a server really is. */
  upstream?: string[] | undefined;
  /** `address=name`, each from where a server connects. */
  client?: string[] | undefined;
  cert?: string | undefined;
  key?: string | undefined;
  /** PEM files of authorities of the servers behind. */
  trust?: string[];
}

export interface GatewayPlan extends Required<Pick<GatewayOptions, 'listen' | 'certificates' | 'trust'>> {
  routes: Route[];
  parties: Party[];
  /** Names that nothing can lead here. */
  asides: string[];
}

const fault = (message: string, code = 'usage'): InteropError =>
  new InteropError(code, message, { exit: EXIT.preflight });

/**
 * Makes of profiles and options what a gateway is started with. Where nobody says at which address a server is, this machine's own view of its
 * name counts. Rejects with exit 2 and what to write instead.
 */
export async function planGateway(profiles: readonly Profile[], wishes: GatewayWishes): Promise<GatewayPlan> {
  const listen = parseListen(wishes.listen);
  const told = (wishes.upstream ?? []).map(parseUpstreamOption);
  const named = namesOf(profiles);
  const routes: Route[] = [];
  const asides: string[] = [];
  for (const { authority, profile } of named) {
    const upstream = told.find((each) => canonicalAuthority(each.authority) === authority)?.upstream;
    const isMain = authority === canonicalAuthority(authorityOf(profile));
    const found = upstream ?? (await foundHere(authority, listen, isMain));
    if (found) routes.push({ authority, party: profile.id, upstream: found });
    else if (isMain)
      asides.push(`${profile.id} is reached by an address (${authority}), and nothing can lead that here`);
  }
  for (const { authority, upstream } of told) {
    if (named.some((each) => each.authority === canonicalAuthority(authority))) continue;
    routes.push({ authority: canonicalAuthority(authority), party: authority, upstream });
  }
  if (routes.length === 0)
    throw fault(
      'the gateway has no name to serve: say --upstream cloud1.test=127.0.0.11:443, or name profiles',
      'no-route',
    );
  const names = [...new Set(routes.map(({ authority }) => hostOf(authority)))];
  return {
    listen,
    routes,
    parties: await partiesOf(routes, wishes.client ?? []),
    asides,
    certificates: await certificatesFor(names, wishes),
    trust: [...trustedCas(profiles), ...(wishes.trust ?? []).map((file) => readPem(file, '--trust'))],
  };
}

/** Every name once: one that is a target's own is not another target's, also where that one's people are sent there for their files. */
export function namesOf(profiles: readonly Profile[]): { authority: string; profile: Profile }[] {
  const named = new Map<string, Profile>();
  for (const profile of profiles)
    for (const authority of allowedHosts(profile).map(canonicalAuthority))
      if (!named.has(authority) || authority === canonicalAuthority(authorityOf(profile)))
        named.set(authority, profile);
  return [...named].map(([authority, profile]) => ({ authority, profile }));
}

function parseListen(text: string): GatewayPlan['listen'] {
  const parts = /^(?:\[([0-9a-f:.]+)\]|([^:\s/]+)):(\d{1,5})$/i.exec(text);
  const port = Number(parts?.[3]);
  if (!parts || port > 65_535)
    throw fault(`${text} is nowhere to listen: write address:port, for example 127.0.0.50:443`);
  return { host: parts[1] ?? parts[2] ?? '', port };
}

function parseUpstreamOption(text: string): { authority: string; upstream: Upstream } {
  const at = text.indexOf('=');
  const authority = text.slice(0, Math.max(at, 0)).trim();
  const upstream = parseUpstream(text.slice(at + 1).trim());
  if (at < 1 || !/^[^/\s@]+$/.test(authority) || !upstream)
    throw fault(
      `--upstream ${text}: write name=address, for example cloud1.test=127.0.0.11:443 (http://… where the server does no TLS)`,
    );
  return { authority, upstream };
}

/**
 * Where a name leads on this machine. Undefined for an address, which no name service can lead to the gateway, and for a further host of a
 * target that has no address here. Rejects when the name leads to the gateway itself.
 */
async function foundHere(
  authority: string,
  listen: GatewayPlan['listen'],
  isMain: boolean,
): Promise<Upstream | undefined> {
  const upstream = parseUpstream(authority);
  if (!upstream || isIP(upstream.host)) return undefined;
  const found = await lookup(upstream.host).catch(() => undefined);
  if (!found) {
    if (!isMain) return undefined;
    throw fault(
      `${upstream.host} has no address here: say where the server is with --upstream ${authority}=<address>`,
      'no-route',
    );
  }
  if (upstream.port === listen.port && (await isHere(found.address, listen.host)))
    throw fault(
      `${upstream.host} leads to the gateway itself (${found.address}) on this machine, too: say where the server is with --upstream ${authority}=<address>`,
      'gateway-loop',
    );
  return { ...upstream, host: found.address };
}

async function isHere(address: string, listening: string): Promise<boolean> {
  const host = isIP(listening) ? listening : (await lookup(listening).catch(() => undefined))?.address;
  return host === '0.0.0.0' || host === '::' ? isOwnAddress(address) : address === host;
}

function isOwnAddress(address: string): boolean {
  if (isLoopback(address)) return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((each) => each.address === address));
}

/** A server connects from its own address, unless that is one of this machine, which many programs share. */
async function partiesOf(routes: readonly Route[], clients: readonly string[]): Promise<Party[]> {
  const parties: Party[] = [];
  for (const { party, upstream } of routes) {
    const { host } = upstream;
    const address = isIP(host) ? host : (await lookup(host).catch(() => undefined))?.address;
    if (address !== undefined && !isOwnAddress(address))
      parties.push({ id: party, authorities: [], addresses: [address] });
  }
  for (const text of clients) {
    const [address = '', name = ''] = text.split('=').map((part) => part.trim());
    const route = routes.find(
      ({ authority, party }) => party === name || authority === canonicalAuthority(name) || hostOf(authority) === name,
    );
    if (!isIP(address) || !route)
      throw fault(
        `--client ${text}: write address=name, for example 172.18.0.3=cloud1.test; names here are ${routes.map(({ authority }) => authority).join(', ')}`,
      );
    parties.push({ id: route.party, authorities: [], addresses: [address] });
  }
  return parties;
}

async function certificatesFor(names: string[], { cert, key }: GatewayWishes): Promise<GatewayPlan['certificates']> {
  if (cert === undefined && key === undefined) {
    const ca = await localCa();
    if (ca) return { ca };
    throw fault(
      'there is no certificate authority yet to vouch for the names: make one with `ocm-interop ca <folder>` and let the servers trust its ca.pem, or give a certificate of yours',
      'no-ca',
    );
  }
  if (cert === undefined || key === undefined) throw fault('certificate and key belong together: give both');
  const tls = { certPem: readPem(cert, 'the certificate'), keyPem: readPem(key, 'the key') };
  const certificate = parseCertificate(tls.certPem, cert);
  const missing = names.filter((name) => !(isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)));
  if (missing.length > 0)
    throw fault(`the certificate ${cert} is not for ${missing.join(', ')}: servers would refuse the gateway`);
  return { tls };
}

function parseCertificate(pem: string, file: string): X509Certificate {
  try {
    return new X509Certificate(pem);
  } catch (cause) {
    throw new InteropError('usage', `${file} holds no PEM certificate`, { exit: EXIT.preflight, file, cause });
  }
}

function readPem(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InteropError('usage', `${what}: ${file} cannot be read: name a PEM file`, {
      exit: EXIT.preflight,
      file,
      cause,
    });
  }
}

/** Why a gateway could not listen, in words that say what to change; anything else stays as it is. */
export function listenProblem(error: unknown, { host, port }: GatewayPlan['listen']): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const at = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const problem = (message: string): InteropError =>
    new InteropError('gateway-port', `the gateway cannot listen at ${at}: ${message}`, {
      exit: EXIT.preflight,
      cause: error,
    });
  if (code === 'EADDRINUSE') return problem('something listens there already; choose another address or port');
  if (code === 'EACCES')
    return problem(
      'a port below 1024 needs rights; run it as root, allow it (setcap cap_net_bind_service, or sysctl net.ipv4.ip_unprivileged_port_start), or use a port from 1024 that is part of the servers’ names',
    );
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return problem(
      'this machine has no such address; on Linux every 127.x.y.z works, elsewhere add it to the loopback first',
    );
  return error;
}

/** What to put where, for people. */
export function gatewayAdvice({ listen, routes, certificates, asides }: GatewayPlan, port = listen.port): string[] {
  const at = `${listen.host}:${port}`;
  const names = [...new Set(routes.map(({ authority }) => hostOf(authority)))].filter((name) => isIP(name) === 0);
  const isEverywhere = listen.host === '0.0.0.0' || listen.host === '::';
  return [
    `the gateway listens at ${at} and passes on`,
    ...routes.map(
      ({ authority, party, upstream }) =>
        `  ${authority}${party === authority ? '' : ` (${party})`} -> ${shownUpstream(upstream)}`,
    ),
    ...asides.map((aside) => `  ${aside}`),
    ...(names.length === 0
      ? []
      : [
          'on each of these servers, and nowhere else, the names of the others must lead here; in its hosts file:',
          `  ${isEverywhere ? '<address of this machine>' : listen.host} ${names.join(' ')}`,
        ]),
    'ca' in certificates
      ? 'and each must trust your local authority: ocm-interop ca <folder> writes ca.pem'
      : 'and each must trust the certificate that you gave',
  ];
}
