import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { LibraryDialect } from '../protocol/library-dialect.js';
import { InteropError } from '../vocabulary.js';
import { untilEnded } from './ended.js';
import { print, printJson } from './output.js';

interface PeerOptions {
  speaks: string[];
  port?: string;
  bind: string;
  name?: string;
  basePath?: string;
  user: string[];
  deviation?: string[];
  trust?: string[];
  peerCert?: string;
  peerKey?: string;
  json?: boolean;
}

/** Versions of OCM, and what a host may speak in place of it. */
const VERSIONS = ['1.0', '1.2'] as const;
const LIBRARIES = 'library-api';
const SPEAKS = [...VERSIONS, LIBRARIES];
type Speaks = { name: string; speaks: (typeof VERSIONS)[number]; dialect?: LibraryDialect };

/** `peer`: our OCM server on its own, to share with by hand or from another test. */
export function registerPeer(program: Command): void {
  program
    .command('peer')
    .description('run the reference peer on its own, with a web page to log in to; Ctrl-C ends it')
    .option(
      '--speaks <version...>',
      `a host each: ${VERSIONS.join(', ')} (versions of OCM), ${LIBRARIES} (not OCM: the dialect of servers that share whole libraries)`,
      [...VERSIONS],
    )
    .option('--port <n>', 'port of the first host, the next ones follow (default: any free port)')
    .option('--bind <address>', 'address to listen on', '127.0.0.1')
    .option('--name <host>', 'host name in addresses and certificates, when others reach it by name')
    .option('--base-path <path>', 'prefix of everything but discovery, e.g. /cloud')
    .option('--user <name...>', 'people on each host', ['alice', 'bob'])
    .option('--deviation <name...>', 'deviate from the text in these named ways')
    .option('--trust <file...>', 'PEM files of certificate authorities of the servers it talks to')
    .option('--peer-cert <file>', 'certificate (PEM) instead of one from the local authority')
    .option('--peer-key <file>', 'its key (PEM)')
    .option('--json', 'print one JSON document instead of text')
    .action(async (options: PeerOptions) => {
      const tongues = await Promise.all(options.speaks.map(parseSpeaks));
      const port = parsePort(options.port);
      if (options.name !== undefined && port === 0)
        throw new InteropError('usage', `--name ${options.name} needs a --port, for it stands in the addresses`, {
          exit: 2,
        });
      const { startPeer } = await import('../peer/peer.js');
      const { serveControl } = await import('../peer/control/server.js');
      const { localCa } = await import('./local-ca.js');
      const ca = await localCa();
      const peer = await startPeer({
        ...(options.peerCert === undefined && ca ? { ca } : {}),
        ...tlsOf(options),
        trust: (options.trust ?? []).map((file) => readPem(file, '--trust')),
      });
      try {
        const hosts = [];
        for (const [index, { name, ...tongue }] of tongues.entries()) {
          const own = port === 0 ? 0 : port + index;
          const host = await peer.openHost({
            id: `${name}${tongues.findIndex((other) => other.name === name) === index ? '' : `-${index + 1}`}`,
            ...tongue,
            port: own,
            bind: options.bind,
            ...(options.name === undefined ? {} : { name: own === 0 ? options.name : `${options.name}:${own}` }),
            ...(options.basePath === undefined ? {} : { basePath: options.basePath }),
            deviations: options.deviation ?? [],
          });
          const accounts = [];
          for (const user of options.user) accounts.push(await peer.addAccount(host.id, { user }));
          hosts.push({ ...host, accounts });
        }
        const control = await serveControl(peer);
        try {
          const shown = { hosts, control: { url: control.url, token: control.token }, caPem: peer.caPem ?? null };
          if (options.json) printJson(shown);
          else showPeer(shown, ca !== undefined);
          await untilEnded();
        } finally {
          await control.close();
        }
      } catch (error) {
        if (error instanceof RangeError) throw new InteropError('usage', error.message, { exit: 2, cause: error });
        throw listenProblem(error);
      } finally {
        await peer.close();
      }
    });
}

interface Shown {
  hosts: {
    url: string;
    speaks: string;
    dialect?: LibraryDialect;
    deviations: string[];
    accounts: { user: string; password: string; address: string }[];
  }[];
  control: { url: string; token: string };
  caPem: string | null;
}

function showPeer({ hosts, control, caPem }: Shown, isLocalCa: boolean): void {
  for (const { url, speaks, dialect, deviations, accounts } of hosts) {
    const tongue = dialect ? `${dialect.label}, not OCM` : `OCM ${speaks}`;
    print(`${url}  speaks ${tongue}${deviations.length > 0 ? `, deviates: ${deviations.join(', ')}` : ''}`);
    for (const { user, password, address } of accounts) print(`  ${address}  log in as ${user}, password ${password}`);
  }
  print(`\ncontrol API: ${control.url} (bearer token ${control.token})`);
  if (caPem !== null)
    print(
      isLocalCa
        ? 'certificates are from your local authority: ocm-interop ca <folder> writes ca.pem for servers to trust'
        : 'certificates are from an authority of this process only: run ocm-interop ca <folder> first, and servers can trust it',
    );
  print('Ctrl-C ends it.');
}

async function parseSpeaks(text: string): Promise<Speaks> {
  const found = VERSIONS.find((version) => version === text);
  if (found) return { name: `ocm-${found}`, speaks: found };
  if (text === LIBRARIES) {
    const { knownDialects } = await import('../targets/vendors.js');
    const dialect = (await knownDialects()).find(({ name }) => name === LIBRARIES);
    if (dialect) return { name: LIBRARIES, speaks: '1.0', dialect };
  }
  throw new InteropError('usage', `--speaks ${text}: write ${SPEAKS.join(' or ')}`, { exit: 2 });
}

function parsePort(text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InteropError('usage', `--port ${text}: write a number from 1 to 65535`, { exit: 2 });
}

function tlsOf({ peerCert, peerKey }: PeerOptions): { tls?: { certPem: string; keyPem: string } } {
  if (peerCert === undefined && peerKey === undefined) return {};
  if (peerCert === undefined || peerKey === undefined)
    throw new InteropError('usage', '--peer-cert and --peer-key belong together: give both', { exit: 2 });
  return { tls: { certPem: readPem(peerCert, '--peer-cert'), keyPem: readPem(peerKey, '--peer-key') } };
}

function readPem(file: string, option: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InteropError('usage', `${option} ${file} cannot be read: name a PEM file`, { exit: 2, file, cause });
  }
}

function listenProblem(error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return new InteropError('port-in-use', `${message}: choose another --port`, { exit: 2 });
  if (code === 'EACCES')
    return new InteropError('port-in-use', `${message}: a port below 1024 needs rights; choose another --port`, {
      exit: 2,
    });
  if (code === 'EADDRNOTAVAIL')
    return new InteropError('usage', `${message}: --bind must be an address of this machine`, { exit: 2 });
  return error;
}
