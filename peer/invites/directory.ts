import { generateKeyPairSync } from 'node:crypto';
import { isObject, text } from '../../protocol/judge/json.js';
import { publicKeyFrom, readJws, writeJws } from '../../protocol/jws.js';
import { ALGORITHMS, type SigningKey } from '../../protocol/signatures/index.js';
import type { DirectoryOptions } from '../contract.js';
import type { HostContext } from '../host/context.js';
import { speaksAtLeast } from '../tongues.js';

/** Path of the directory document below the base path: the text leaves it free. */
export const DIRECTORY_PATH = '/directory';

/** One server of a federation, as directories list it. */
export interface ListedServer {
  url: string;
  displayName: string;
}

/** A key for a directory of one's own; it is handed to those who use it, never published (OCM-DIR-003). */
export function newDirectoryKey(): SigningKey {
  const algorithm = ALGORITHMS.find(({ id }) => id === 'ed25519');
  if (!algorithm) throw new RangeError('ed25519 is not among the algorithms');
  return { id: 'directory', algorithm, ...generateKeyPairSync('ed25519') };
}

/** The document: signed from 1.3 on, plain before (OCM-DIR-002). */
export function directoryDocument(
  { state, behaviour }: HostContext,
  { federation, servers }: DirectoryOptions,
  key: SigningKey,
): unknown {
  const payload = { federation, servers };
  const changed = behaviour.directoryPayload.reduce<unknown>(
    (draft, change) => change(structuredClone(draft)),
    payload,
  );
  if (!speaksAtLeast(state.info.speaks, '1.3')) return changed;
  return writeJws(changed, behaviour.signsDirectoryAsNobody ? newDirectoryKey() : key);
}

/** What a page for visitors can offer: the servers of all directories whose signature holds (OCM-DIR-010, -011). */
export async function offeredServers(host: HostContext): Promise<ListedServer[]> {
  const lists = await Promise.all([...host.state.directories].map(([url, key]) => serversIn(host, url, key)));
  const all = lists.flat();
  return all.filter(({ url }, index) => all.findIndex((other) => other.url === url) === index);
}

async function serversIn(host: HostContext, url: string, key: string): Promise<ListedServer[]> {
  const { exchange } = await host.call('directory-request', { method: 'GET', url, headers: {} });
  if (exchange.response?.status !== 200) return [];
  const jws = readJws(exchange.response.body.text, publicKeyFrom(key));
  if (!jws || (jws.isSigned !== true && !host.behaviour.trustsAnyDirectory)) return [];
  const servers = isObject(jws.payload) && Array.isArray(jws.payload.servers) ? jws.payload.servers : [];
  return servers.flatMap((server) => {
    const [at, displayName] = [text(server, 'url'), text(server, 'displayName')];
    return at !== undefined && displayName !== undefined && URL.canParse(at) ? [{ url: at, displayName }] : [];
  });
}
