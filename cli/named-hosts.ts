import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';
import type { PeerControl } from '../peer/contract.js';
import { EXIT, InteropError } from '../vocabulary.js';

/**
 * Gives every host that is opened one of the names under which targets reach us (`--peer-url`), bound to that name's own address and port.
 * Without names, hosts live on loopback with ports of their own. Each name serves one host at a time: receivers keep what they
 * learned about a host, so a name is used again only when no fresh one is left.
 */
export async function namedHosts(peer: PeerControl, urls: string[]): Promise<PeerControl> {
  if (urls.length === 0) return peer;
  const free = await Promise.all(urls.map(placeOf));
  requireOwnPlaces(free);
  const used = new Map<string, Place>();
  const taken = new Set<string>();
  return new Proxy(peer, {
    get(target, name) {
      if (name === 'openHost') {
        const open: PeerControl['openHost'] = async (options) => {
          // Whoever is told where to listen is not one of those that targets know by name.
          if (options.bind !== undefined) return target.openHost(options);
          const place = free.shift();
          if (!place) {
            throw new RangeError(
              `all ${urls.length} names of --peer-url are in use: give more of them, or --workers 1`,
            );
          }
          used.set(options.id, place);
          const info = await target
            .openHost({ ...options, name: place.name, bind: place.bind, port: place.port })
            .catch((error: unknown) => {
              throw notListening(place, error);
            });
          const wasUsed = taken.has(place.name);
          taken.add(place.name);
          return wasUsed ? { ...info, nameWasAnothers: true } : info;
        };
        return open;
      }
      if (name === 'closeHost') {
        const close: PeerControl['closeHost'] = async (id) => {
          await target.closeHost(id);
          const place = used.get(id);
          used.delete(id);
          if (place) free.push(place);
        };
        return close;
      }
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Refuses a run for which there are too few names; none at all are for a lab on this machine, where ports tell hosts apart. */
export function requireNames(urls: readonly string[], needed: number): void {
  if (urls.length === 0 || urls.length >= needed) return;
  throw new InteropError(
    'peer-url',
    `${urls.length} names of --peer-url are too few: this run has our peer under ${needed} names at once; give that many, or fewer --workers`,
    { exit: EXIT.preflight },
  );
}

/** Refuses names that lead to one place: each is a server of its own, and their certificates and documents differ. */
function requireOwnPlaces(places: readonly Place[]): void {
  const seen = new Map<string, Place>();
  for (const place of places) {
    const at = `${place.bind}:${place.port}`;
    const other = seen.get(at);
    if (other)
      throw new InteropError(
        'peer-url',
        `--peer-url: ${other.name} and ${place.name} both lead to ${at}, and each is a server of its own: give each an address (127.0.0.21, 127.0.0.22 …) or a port of its own`,
        { exit: EXIT.preflight },
      );
    seen.set(at, place);
  }
}

/** Why nothing can listen where a name leads. */
function notListening({ name, bind, port }: Place, cause: unknown): unknown {
  const code = cause instanceof Error ? (cause as NodeJS.ErrnoException).code : undefined;
  const why = {
    EADDRINUSE: 'something listens there already: another run? End it, or give other names',
    EACCES: 'this needs rights: take a port from 1024 on, or run as root',
  }[code ?? ''];
  if (why === undefined) return cause;
  return new InteropError('peer-url', `--peer-url ${name} leads to ${bind}:${port}, and ${why}`, {
    exit: EXIT.preflight,
    cause,
  });
}

interface Place {
  name: string;
  bind: string;
  port: number;
}

/** Rejects when the name has no address: then no target could reach us either. */
async function placeOf(url: string): Promise<Place> {
  const { host, hostname, port } = new URL(url);
  const bare = hostname.replace(/^\[|\]$/g, '');
  const found = await lookup(bare).catch((cause: unknown) => {
    throw new InteropError(
      'peer-url',
      `--peer-url ${url}: ${bare} has no address here; add it to DNS or the hosts file`,
      { exit: EXIT.preflight, cause },
    );
  });
  // A name that leads to a router or proxy in front of this machine is served on every interface.
  const bind = isLocal(found.address) ? found.address : '0.0.0.0';
  return { name: host, bind, port: port === '' ? 443 : Number(port) };
}

function isLocal(address: string): boolean {
  if (address.startsWith('127.') || address === '::1') return true;
  return Object.values(networkInterfaces()).some((list) => list?.some((each) => each.address === address));
}
