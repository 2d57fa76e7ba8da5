import { type Attempt, type Cloud, type CloudSession, ProductRefused, type ReceivedShare } from '../cloud.js';
import { digester } from '../digest.js';
import type { DriverOptions } from '../driver.js';
import { addressOf } from './address.js';
import { administer } from './administration.js';
import { type AccountClient, accountClient, type DavAnswer, logIn, recordOf, recordsOf } from './client.js';
import { sentShare } from './shares.js';
import { SHARES, saveLink, sharing } from './sharing.js';
import { permissionBits, REMOTE_GROUP, REMOTE_USER, traits } from './traits.js';

const REMOTE = '/apps/files_sharing/api/v1/remote_shares';

/** Drives Nextcloud through its sharing API (OCS) and WebDAV. */
export function createApiCloud(options: DriverOptions): Cloud {
  return {
    via: 'api',
    traits,
    async open(account) {
      const uid = await logIn(options, account);
      const client = accountClient(options.http, options.profile.url, account, uid);
      return session(client, uid, addressOf(uid, options.profile), options.budgets.flow);
    },
    administer: (account) => administer(options, account),
    saveLink: saveLink(options.http, options.profile.url),
    async close() {
      await options.http.close();
    },
  };
}

/** @param timeoutMs budget for one large transfer */
function session(client: AccountClient, user: string, address: string, timeoutMs: number): CloudSession {
  const inside = (share: ReceivedShare, name?: string): string => {
    const mount = share.path ?? `/${share.name}`;
    return name === undefined ? mount : `${mount}/${name}`;
  };
  const move = (from: string, to: string): Promise<DavAnswer> =>
    client.dav('MOVE', from, { headers: { destination: client.fileUrl(to), overwrite: 'F' } });
  return {
    user,
    address: async () => address,

    async putFile(path, content) {
      expectDav(`putting ${path}`, await client.dav('PUT', path, { body: content }), [201, 204]);
    },
    async makeFolder(path) {
      // 405: there is one already.
      expectDav(`making folder ${path}`, await client.dav('MKCOL', path), [201, 405]);
    },
    async readFile(path) {
      const answer = await client.dav('GET', path);
      // Own files need no other server: anything but 404 is the product's fault, never "not there".
      if (answer.status === 404) return undefined;
      expectDav(`reading ${path}`, answer, [200]);
      return answer.bytes;
    },
    async list(path) {
      return (await client.entries(path))?.map((entry) => entry.name);
    },
    async moveOwn(from, to) {
      expectDav(`moving ${from} to ${to}`, await move(from, to), [201]);
    },
    async remove(path) {
      expectDav(`removing ${path}`, await client.dav('DELETE', path), [204, 404]);
    },

    async share(path, to, permission) {
      // The bits of a folder fit both: for a file the product itself takes off what only folders have.
      const body = { path, shareType: REMOTE_USER, shareWith: to, permissions: permissionBits(permission, 'folder') };
      const made = recordOf(await client.ocs(`sharing ${path} with ${to}`, 'POST', SHARES, body));
      return { ...sentShare(path, made), to };
    },
    async listSent(path) {
      // With what its recipients passed on, as the sidebar shows it.
      const answer = await client.ask('GET', `${SHARES}?reshares=true&path=${encodeURIComponent(path)}`);
      if (answer.status === 404) return [];
      return recordsOf(answer.data)
        .filter(({ share_type }) => share_type === REMOTE_USER || share_type === REMOTE_GROUP)
        .map((share) => sentShare(path, share));
    },
    async setPermission(share, permission) {
      const step = `changing the rights of ${share.to} on ${share.path}`;
      // Unlike creation, a change is not trimmed for files.
      const [known] = recordsOf(await client.ocs(step, 'GET', `${SHARES}/${share.id}`));
      const permissions = permissionBits(permission, known?.item_type === 'folder' ? 'folder' : 'file');
      await client.ocs(step, 'PUT', `${SHARES}/${share.id}`, { permissions });
    },
    async unshare(share) {
      await client.ocs(`deleting the share of ${share.path} with ${share.to}`, 'DELETE', `${SHARES}/${share.id}`);
    },

    async listPending() {
      return recordsOf(await client.ocs('listing pending shares', 'GET', `${REMOTE}/pending`)).map(receivedOf);
    },
    async accept(share) {
      await client.ocs(`accepting ${share.name}`, 'POST', `${REMOTE}/pending/${share.id}`);
    },
    async decline(share) {
      await client.ocs(`declining ${share.name}`, 'DELETE', `${REMOTE}/pending/${share.id}`);
    },
    async listReceived() {
      return recordsOf(await client.ocs('listing received shares', 'GET', REMOTE)).map(receivedOf);
    },
    async leave(share) {
      await client.ocs(`leaving ${share.name}`, 'DELETE', `${REMOTE}/${share.id}`);
    },

    async readReceived(share, name) {
      return bytesOf(`reading ${inside(share, name)}`, await client.dav('GET', inside(share, name)));
    },
    async listInside(share) {
      return (await client.entries(inside(share)))?.map((entry) => entry.name);
    },
    async writeReceived(share, content, name) {
      return attemptOf(await client.dav('PUT', inside(share, name), { body: content }));
    },
    async renameInside(share, from, to) {
      return attemptOf(await move(inside(share, from), inside(share, to)));
    },
    async removeInside(share, name) {
      return attemptOf(await client.dav('DELETE', inside(share, name)));
    },
    ...sharing(client),

    async putLarge(path, { path: file, bytes }) {
      const body = { file, start: 0, length: bytes };
      expectDav(`putting ${path}`, await client.dav('PUT', path, { body, timeoutMs }), [201, 204]);
    },
    async digestReceived(share) {
      const { sink, digest } = digester();
      const answer = await client.dav('GET', inside(share), { sink, timeoutMs });
      return bytesOf(`reading ${inside(share)}`, answer) && digest();
    },
    async makeFolderInside(share, name) {
      return attemptOf(await client.dav('MKCOL', inside(share, name)));
    },
    async moveInside(share, from, to) {
      return attemptOf(await move(inside(share, from), inside(share, to)));
    },
  };
}

function receivedOf(share: Record<string, unknown>): ReceivedShare {
  const host = String(share.remote ?? '')
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\/$/, '');
  // Before acceptance the mount point is a placeholder that begins with braces.
  const mount = typeof share.mountpoint === 'string' && share.mountpoint.startsWith('/') ? share.mountpoint : undefined;
  return {
    id: String(share.id),
    name: String(share.name).replace(/^\//, ''),
    ...(mount === undefined ? {} : { path: mount }),
    from: `${String(share.owner)}@${host}`,
  };
}

function expectDav(step: string, answer: DavAnswer, good: number[]): void {
  if (!good.includes(answer.status))
    throw new ProductRefused(`${step}: WebDAV answered ${answer.words}`, answer.status);
}

/**
 * 404 for what is not there, 403 and 503 for a storage that the owner's server no longer opens; anything else is told. For a group's share the
 * same escapes as an exception.
 */
function bytesOf(step: string, answer: DavAnswer): Uint8Array | undefined {
  if ([403, 404, 503].includes(answer.status)) return undefined;
  if (answer.status === 500 && /Remote share not found|Unauthorized/.test(answer.words)) return undefined;
  expectDav(step, answer, [200]);
  return answer.bytes;
}

function attemptOf(answer: DavAnswer): Attempt {
  const { status, words } = answer;
  return status < 300 ? { done: true } : { done: false, refusal: `WebDAV answered ${words}`, status };
}
