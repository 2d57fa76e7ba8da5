import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCa, issue, type LocalCa } from '../../protocol/tls.js';

/** Servers of all kinds that people point us at, and a folder for their profiles: for tests. */
export interface Lab {
  /** Empty folder of this lab. */
  folder: string;
  /** PEM file of the authority that its certificates are from. */
  caFile: string;
  /** Starts a TLS server; `names` are those in its certificate. Gives host:port. */
  tls(handle: RequestListener, options?: { names?: string[]; ca?: LocalCa }): Promise<string>;
  plain(handle: RequestListener): Promise<string>;
  /** Writes a profile and gives its path. */
  profile(text: string, name?: string): string;
  close(): Promise<void>;
}

export async function openLab(): Promise<Lab> {
  const folder = mkdtempSync(join(tmpdir(), 'ocm-lab-'));
  const ca = await createCa('lab');
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, ca.certPem);
  const servers: Server[] = [];
  const listen = async (server: Server): Promise<string> => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  return {
    folder,
    caFile,
    async tls(handle, options = {}) {
      const { certPem, keyPem } = await issue(options.ca ?? ca, options.names ?? ['127.0.0.1']);
      return listen(createTlsServer({ cert: certPem, key: keyPem }, handle));
    },
    plain: (handle) => listen(createPlainServer(handle)),
    profile(text, name = 'target.yaml') {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    },
    async close() {
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** A port at which nothing listens: it was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createPlainServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Answers every request alike. */
export const always =
  (status: number, type: string, body: string): RequestListener =>
  (_, response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };

/** Answers discovery with this document, everything else with 404. */
export const ocmServer =
  (document: (authority: string) => unknown): RequestListener =>
  (request, response) => {
    const isDiscovery = /^\/(\.well-known\/ocm|ocm-provider)\/?$/.test(request.url ?? '');
    response.writeHead(isDiscovery ? 200 : 404, { 'content-type': 'application/json' });
    response.end(isDiscovery ? JSON.stringify(document(request.headers.host ?? '')) : '{}');
  };
