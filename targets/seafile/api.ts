import { type Account, type Cloud, type CloudSession, ProductRefused, type SentShare } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { addressOf, halvesOf, joinAddress } from './address.js';
import { administer } from './administration.js';
import { type AccountClient, logIn, recordOf, recordsOf } from './client.js';
import { Desktop } from './desktop.js';
import { Libraries } from './libraries.js';
import { askMode, type Mode } from './mode.js';
import { split } from './paths.js';
import { type Received, ReceivedLibraries } from './received.js';
import { ReceivedOverWebdav } from './received-webdav.js';
import { traitsOf } from './traits.js';

const SENT = '/api/v2.1/ocm/shares-prepare/';

/** Drives Seafile through its API. What it can do depends on the feature that the server speaks, known once somebody is logged in. */
export function createApiCloud(options: DriverOptions): Cloud {
  let mode: Mode = 'library';
  const desktop = new Desktop(options);
  return {
    via: 'api',
    get traits() {
      return traitsOf(mode, 'api');
    },
    async open(account) {
      const client = await logIn(options, account);
      mode = await askMode(options.http, options.profile.url);
      const received = mode === 'webdav' ? new ReceivedOverWebdav(client) : new ReceivedLibraries(client);
      return session(client, account, addressOf(client.id, options.profile), received, desktop);
    },
    administer: (account) => administer(options, account),
    async close() {
      await desktop.close();
      await options.http.close();
    },
  };
}

function session(
  client: AccountClient,
  account: Account,
  address: string,
  received: Received,
  desktop: Desktop,
): CloudSession {
  const libraries = new Libraries(client);

  /** Only a library as a whole is shared with other servers, and kept in step by the client. */
  const library = async (step: string, path: string): Promise<string> => {
    const { top, inner } = split(path);
    const repo = inner === '/' ? await libraries.find(top) : undefined;
    if (repo === undefined) throw new ProductRefused(`${step}: ${path} is no library, and nothing else can be`);
    return repo;
  };

  return {
    user: account.user,
    address: async () => address,

    putFile: (path, content) => libraries.put(path, content),
    makeFolder: (path) => libraries.makeFolder(path),
    readFile: (path) => libraries.read(path),
    list: (path) => libraries.list(path),
    remove: (path) => libraries.remove(path),
    moveOwn: (from, to) => libraries.move(from, to),
    putLarge: (path, file) => libraries.putLarge(path, file),
    syncOwn: async (path, folder) =>
      desktop.sync(client, account, await library(`synchronizing ${path}`, path), folder),

    async share(path, to, permission) {
      const step = `sharing ${path} with ${to}`;
      const { user: person, server } = halvesOf(to);
      const form = {
        repo_id: await library(step, path),
        path: '/',
        to_user: person,
        to_server_url: server,
        permission: permission === 'edit' ? 'rw' : 'r',
      };
      const made = recordOf(await client.must(step, 'POST', SENT, { form }));
      return { id: String(made.id), path, to };
    },
    async listSent(path) {
      const { top, inner } = split(path);
      const repo = inner === '/' ? await libraries.find(top) : undefined;
      if (repo === undefined) return [];
      const answer = await client.must(`listing shares of ${path}`, 'GET', SENT, { query: { repo_id: repo } });
      return recordsOf(recordOf(answer).ocm_share_list).map(
        (each): SentShare => ({
          id: String(each.id),
          path,
          to: joinAddress(String(each.to_user), String(each.to_server_url)),
        }),
      );
    },
    async setPermission(share) {
      throw new ProductRefused(`changing the rights of ${share.to} on ${share.path}: Seafile has no call for that`);
    },
    async unshare(share) {
      await client.must(`deleting the share of ${share.path} with ${share.to}`, 'DELETE', `${SENT}${share.id}/`);
    },
    listPending: async () => [],
    async accept(share) {
      throw new ProductRefused(`accepting ${share.name}: a share is live at once`);
    },
    async decline(share) {
      throw new ProductRefused(`declining ${share.name}: a share is live at once and can be left only`);
    },
    listReceived: () => received.list(),
    leave: (share) => received.leave(share),

    readReceived: (share, inside) => received.read(share, inside),
    digestReceived: (share) => received.digest(share),
    listInside: (share) => received.names(share),
    writeReceived: (share, content, inside) => received.write(share, content, inside),
    async renameInside() {
      return { done: false, refusal: 'what is received has no "Rename"' };
    },
    async removeInside() {
      return { done: false, refusal: 'what is received has no "Delete"' };
    },
  };
}
