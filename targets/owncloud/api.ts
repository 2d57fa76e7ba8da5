import {
  type Attempt,
  type Cloud,
  type CloudSession,
  ProductRefused,
  type ReceivedShare,
  type SentShare,
} from '../cloud.js';
import { digester } from '../digest.js';
import type { DriverOptions } from '../driver.js';
import { addressOf } from './address.js';
import { administer } from './administration.js';
import { type AccountClient, accountClient, type DavAnswer, type Form, logIn, recordOf, recordsOf } from './client.js';
import { dayOf, endOfDay } from './expiry.js';
import { localOf, receivedOf } from './received.js';
import { refused } from './refused.js';
import { apiTraits, permissionBits, SHARE_TYPE } from './traits.js';

const SHARES = '/apps/files_sharing/api/v1/shares';
const REMOTE = '/apps/files_sharing/api/v1/remote_shares';

/** Drives ownCloud Classic through its sharing API (OCS) and WebDAV. */
export function createApiCloud(options: DriverOptions): Cloud {
  return {
    via: 'api',
    traits: apiTraits,
    async open(account) {
      const uid = await logIn(options, account);
      const client = accountClient(options.http, options.profile.url, account, uid);
      return session(client, uid, addressOf(uid, options.profile), options.budgets.flow);
    },
    administer: (account) => administer(options, account),
    async close() {
      await options.http.close();
    },
  };
}

/** @param timeoutMs budget for one large transfer, or what waits for many servers */
function session(client: AccountClient, user: string, address: string, timeoutMs: number): CloudSession {
  const share = async (step: string, path: string, form: Form): Promise<Record<string, unknown>> =>
    recordOf(await client.ocs(step, 'POST', SHARES, { path, ...form }));
  const sharedTo = (path: string, to: string, record: Record<string, unknown>): SentShare => {
    const expires = typeof record.expiration === 'string' ? endOfDay(record.expiration) : undefined;
    return { id: String(record.id), path, to, ...(expires ? { expires } : {}) };
  };

  return {
    user,
    address: async () => address,

    async putFile(path, content) {
      expectDav(`putting ${path}`, await client.dav('PUT', path, { body: content }), [201, 204]);
    },
    async putLarge(path, { path: file, bytes }) {
      const body = { file, start: 0, length: bytes };
      expectDav(`putting ${path}`, await client.dav('PUT', path, { body, timeoutMs }), [201, 204]);
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
    async remove(path) {
      const answer = await client.dav('DELETE', path);
      // A name that the product does not take is refused, and nothing of that name is there.
      if (answer.status === 400 && !(await isThere(client, path))) return;
      expectDav(`removing ${path}`, answer, [204, 404]);
    },
    async moveOwn(from, to) {
      expectDav(`moving ${from} to ${to}`, await move(client, from, to), [201, 204]);
    },

    async share(path, to, permission) {
      // The bits of a folder fit both: for a file the product itself takes off what only folders have.
      const permissions = permissionBits(permission, 'folder');
      const body = { shareType: SHARE_TYPE.remote, shareWith: to, permissions };
      return sharedTo(path, to, await share(`sharing ${path} with ${to}`, path, body));
    },
    async shareLocally(path, to, permission) {
      const permissions = permissionBits(permission, 'folder');
      const body = { shareType: SHARE_TYPE.user, shareWith: to, permissions };
      return sharedTo(path, to, await share(`sharing ${path} with ${to}`, path, body));
    },
    async reshare(received, to, permission) {
      const path = mountOf(received);
      const permissions = permissionBits(permission, 'folder');
      const body = { shareType: SHARE_TYPE.remote, shareWith: to, permissions };
      return sharedTo(path, to, await share(`passing ${path} on to ${to}`, path, body));
    },
    async listSent(path) {
      // As the page asks: shares that others made of it are shown to the owner, too.
      const answer = await client.ask('GET', `${SHARES}?path=${encodeURIComponent(path)}&reshares=true`);
      if (answer.status === 404) return [];
      return recordsOf(answer.data)
        .filter((record) => record.share_type === SHARE_TYPE.remote)
        .map((record) => sharedTo(path, String(record.share_with), record));
    },
    async setPermission(sent, permission) {
      const step = `changing the rights of ${sent.to} on ${sent.path}`;
      // Unlike creation, a change is not trimmed for files.
      const [known] = recordsOf(await client.ocs(step, 'GET', `${SHARES}/${sent.id}`));
      const permissions = permissionBits(permission, known?.item_type === 'folder' ? 'folder' : 'file');
      await client.ocs(step, 'PUT', `${SHARES}/${sent.id}`, { permissions });
    },
    async setExpiry(sent, at) {
      const expireDate = dayOf(at);
      const step = `letting the share of ${sent.path} with ${sent.to} end on ${expireDate}`;
      const record = recordOf(await client.ocs(step, 'PUT', `${SHARES}/${sent.id}`, { expireDate }));
      const end = typeof record.expiration === 'string' ? endOfDay(record.expiration) : undefined;
      if (!end) throw new ProductRefused(`${step}: the answer names no day`);
      return end;
    },
    async unshare(sent) {
      await client.ocs(`deleting the share of ${sent.path} with ${sent.to}`, 'DELETE', `${SHARES}/${sent.id}`);
    },

    async makeLink(path, permission) {
      const permissions = permissionBits(permission, 'folder');
      const made = await share(`making a link to ${path}`, path, { shareType: SHARE_TYPE.link, permissions });
      return { id: String(made.id), path, url: String(made.url) };
    },
    async removeLink(link) {
      await client.ocs(`removing the link to ${link.path}`, 'DELETE', `${SHARES}/${link.id}`);
    },

    async listPending() {
      return recordsOf(await client.ocs('listing pending shares', 'GET', `${REMOTE}/pending`)).map(receivedOf);
    },
    async accept(received) {
      await client.ocs(`accepting ${received.name}`, 'POST', `${REMOTE}/pending/${received.id}`);
    },
    async decline(received) {
      await client.ocs(`declining ${received.name}`, 'DELETE', `${REMOTE}/pending/${received.id}`);
    },
    async listReceived() {
      // It asks the owner of each share in turn, several times where one has ended: with many of them that takes as long as a flow may.
      return recordsOf(await client.ocs('listing received shares', 'GET', REMOTE, {}, timeoutMs)).map(receivedOf);
    },
    async listLocal() {
      return recordsOf(await client.ocs('listing local shares', 'GET', `${SHARES}?shared_with_me=true`)).map(localOf);
    },
    async leave(received) {
      await client.ocs(`leaving ${received.name}`, 'DELETE', `${REMOTE}/${received.id}`);
    },

    async readReceived(received, name) {
      const path = pathIn(received, name);
      return bytesOf(`reading ${path}`, await client.dav('GET', path));
    },
    async digestReceived(received) {
      const path = mountOf(received);
      const { sink, digest } = digester();
      return bytesOf(`reading ${path}`, await client.dav('GET', path, { sink, timeoutMs })) && digest();
    },
    async listInside(received) {
      return (await client.entries(mountOf(received)))?.map((entry) => entry.name);
    },
    async writeReceived(received, content, name) {
      return attemptOf(await client.dav('PUT', pathIn(received, name), { body: content }));
    },
    async makeFolderInside(received, name) {
      return attemptOf(await client.dav('MKCOL', pathIn(received, name)));
    },
    async renameInside(received, from, to) {
      return attemptOf(await move(client, pathIn(received, from), pathIn(received, to)));
    },
    async moveInside(received, from, to) {
      return attemptOf(await move(client, pathIn(received, from), pathIn(received, to)));
    },
    async removeInside(received, name) {
      return attemptOf(await client.dav('DELETE', pathIn(received, name)));
    },
  };
}

const move = (client: AccountClient, from: string, to: string): Promise<DavAnswer> =>
  client.dav('MOVE', from, { headers: { destination: client.fileUrl(to), overwrite: 'F' } });

async function isThere(client: AccountClient, path: string): Promise<boolean> {
  const at = path.lastIndexOf('/');
  const beside = await client.entries(path.slice(0, at) || '/');
  return beside?.some(({ name }) => name === path.slice(at + 1)) ?? true;
}

const mountOf = (share: ReceivedShare): string => share.path ?? `/${share.name}`;
const pathIn = (share: ReceivedShare, inside: string | undefined): string =>
  inside === undefined ? mountOf(share) : `${mountOf(share)}/${inside}`;

function expectDav(step: string, answer: DavAnswer, good: number[]): void {
  if (!good.includes(answer.status)) throw refused(`${step}: WebDAV answered ${answer.words}`, answer.status);
}

/** 404 for what is not there, 403 and 503 for a storage that the owner's server no longer opens; anything else is told. */
function bytesOf(step: string, answer: DavAnswer): Uint8Array | undefined {
  if ([403, 404, 503].includes(answer.status)) return undefined;
  expectDav(step, answer, [200]);
  return answer.bytes;
}

function attemptOf(answer: DavAnswer): Attempt {
  const { status, words } = answer;
  return status < 300 ? { done: true } : { done: false, refusal: `WebDAV answered ${words}`, status };
}
