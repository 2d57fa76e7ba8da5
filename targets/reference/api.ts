import type { AppOpening } from '../abilities.js';
import { type Attempt, type Cloud, type CloudSession, ProductRefused, type ReceivedShare } from '../cloud.js';
import { digester } from '../digest.js';
import type { DriverOptions } from '../driver.js';
import { administer } from './administration.js';
import { type AccountClient, type Answer, accountClient, exchangesOf, logIn } from './client.js';
import { followInvite, inviting } from './inviting.js';
import { claimed, inLibraries } from './libraries.js';
import { receivedShare, sentShare } from './shares.js';
import { saveLink, sharing } from './sharing.js';
import { traitsOf } from './traits.js';

/** Drives the reference peer through its user API. */
export function createApiCloud(options: DriverOptions): Cloud {
  const clients = new Map<string, AccountClient>();
  let traits = traitsOf({});
  return {
    via: 'api',
    get traits() {
      return traits;
    },
    async open(account) {
      const client = accountClient(options, account);
      const self = await logIn(client, options.profile.url);
      const { address, dialect } = self;
      traits = traitsOf(self);
      clients.set(account.user, client);
      const person = session(client, address, options.budgets.flow);
      return dialect === undefined ? claimed(person, traits.lacks) : inLibraries(person, traits);
    },
    administer: (account) => administer(options, account),
    saveLink: saveLink(options),
    followInvite: followInvite(options),
    close: () => options.http.close(),
    exchangesSince: (at, after) => exchangesOf(clients.values(), at, after),
  };
}

/** @param timeoutMs budget for one large transfer */
function session(client: AccountClient, address: string, timeoutMs: number): CloudSession {
  const { ask, must } = client;
  return {
    user: client.user,
    address: () => Promise.resolve(address),

    async putFile(path, content) {
      await must(`uploading ${path}`, 'PUT', `/files${encoded(path)}`, content);
    },
    async makeFolder(path) {
      await must(`making folder ${path}`, 'PUT', `/folders${encoded(path)}`);
    },
    async readFile(path) {
      return bytesOf(await ask('GET', `/files${encoded(path)}`));
    },
    async list(path) {
      return namesOf(await ask('GET', `/folders${encoded(path)}`));
    },
    async moveOwn(from, to) {
      await must(`moving ${from} to ${to}`, 'MOVE', `/files${encoded(from)}`, { to });
    },
    async remove(path) {
      await must(`deleting ${path}`, 'DELETE', `/files${encoded(path)}`);
    },

    async share(path, to, permission) {
      const step = `sharing ${path} with ${to}`;
      return sentShare((await must(step, 'POST', '/shares', { path, address: to, permission })).json);
    },
    async listSent(path) {
      const { json } = await must('listing shares', 'GET', `/shares?path=${encodeURIComponent(path)}`);
      return (json as unknown[]).map(sentShare);
    },
    async setPermission(share, permission) {
      await must(`changing the permission of ${share.to}`, 'PATCH', `/shares/${encodeURIComponent(share.id)}`, {
        permission,
      });
    },
    async unshare(share) {
      await must(`unsharing ${share.path}`, 'DELETE', `/shares/${encodeURIComponent(share.id)}`);
    },

    async listPending() {
      const { json } = await must('listing incoming shares', 'GET', '/pending');
      return (json as unknown[]).map(receivedShare);
    },
    async accept(share) {
      await must(`accepting ${share.name}`, 'POST', `/pending/${encodeURIComponent(share.id)}/accept`);
    },
    async decline(share) {
      await must(`declining ${share.name}`, 'POST', `/pending/${encodeURIComponent(share.id)}/decline`);
    },
    async listReceived() {
      const { json } = await must('listing received shares', 'GET', '/received');
      return (json as { isLocal?: boolean }[]).filter(({ isLocal }) => !isLocal).map(receivedShare);
    },
    async leave(share) {
      await must(`leaving ${share.name}`, 'DELETE', `/received/${encodeURIComponent(share.id)}`);
    },

    async readReceived(share, inside) {
      return bytesOf(await ask('GET', contentOf(share, inside)));
    },
    async listInside(share) {
      return namesOf(await ask('GET', `/received/${encodeURIComponent(share.id)}/entries`));
    },
    async writeReceived(share, content, inside) {
      return attempt(await ask('PUT', contentOf(share, inside), content));
    },
    async renameInside(share, from, to) {
      return attempt(await ask('MOVE', contentOf(share, from), { to }));
    },
    async removeInside(share, name) {
      return attempt(await ask('DELETE', contentOf(share, name)));
    },
    ...sharing(client),
    ...inviting(client),

    async openApp(share) {
      const { json, bytes } = await must(
        `opening ${share.name}`,
        'GET',
        `/received/${encodeURIComponent(share.id)}/app`,
      );
      return { ...(json as Omit<AppOpening, 'seen'>), seen: Buffer.from(bytes).toString('utf8') };
    },

    async putLarge(path, { path: file, bytes }) {
      const body = { file, start: 0, length: bytes };
      const { status, words } = await client.transfer('PUT', `/files${encoded(path)}`, { body, timeoutMs });
      if (status !== 204) throw new ProductRefused(`uploading ${path}: ${words}`);
    },
    async digestReceived(share, inside) {
      const { sink, digest } = digester();
      const { status, words } = await client.transfer('GET', contentOf(share, inside), { sink, timeoutMs });
      if (status === 404) return undefined;
      if (status !== 200) throw new Error(`reading ${share.name}: ${words}`);
      return digest();
    },
    async makeFolderInside(share, inside) {
      return attempt(await ask('MKCOL', contentOf(share, inside)));
    },
    async moveInside(share, from, to) {
      return attempt(await ask('MOVE', contentOf(share, from), { to }));
    },
  };
}

function contentOf(share: ReceivedShare, inside?: string): string {
  const path = `/received/${encodeURIComponent(share.id)}/content`;
  return inside === undefined ? path : `${path}${encoded(`/${inside}`)}`;
}

const encoded = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function bytesOf({ status, bytes, words }: Answer): Uint8Array | undefined {
  if (status === 200) return bytes;
  if (status === 404) return undefined;
  throw new Error(`reading a file: ${words}`);
}

function namesOf({ status, json, words }: Answer): string[] | undefined {
  if (status === 200) return (json as { name: string }[]).map(({ name }) => name);
  if (status === 404) return undefined;
  throw new Error(`listing a folder: ${words}`);
}

/** 403 is the other server's refusal, 404 that the share is gone; anything else is no answer to the attempt. */
function attempt({ status, words }: Answer): Attempt {
  if (status === 204) return { done: true };
  if (status === 403 || status === 404) return { done: false, refusal: words };
  throw new Error(`changing what others share: ${words}`);
}
