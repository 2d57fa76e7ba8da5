import type { HttpClient } from '../../protocol/http-client.js';
import type { ServerAbilities } from '../abilities.js';
import { type CloudSession, ProductRefused, type ReceivedShare } from '../cloud.js';
import { type AccountClient, recordOf, recordsOf } from './client.js';
import { sentShare } from './shares.js';
import { LOCAL_USER, NOTIFICATION, PUBLIC_LINK, permissionBits, REMOTE_GROUP, REMOTE_USER } from './traits.js';

export const SHARES = '/apps/files_sharing/api/v1/shares';
const NOTIFICATIONS = '/apps/notifications/api/v2/notifications';

type Sharing = Pick<
  Required<CloudSession>,
  'shareWithGroup' | 'shareLocally' | 'listLocal' | 'reshare' | 'setExpiry' | 'makeLink' | 'removeLink' | 'acceptBy'
>;

/** More ways to share, through the sharing API. */
export function sharing(client: AccountClient): Sharing {
  const make = async (step: string, wish: Record<string, unknown>): Promise<Record<string, unknown>> =>
    recordOf(await client.ocs(step, 'POST', SHARES, wish));
  return {
    async shareWithGroup(path, shareWith, permission) {
      const wish = { path, shareType: REMOTE_GROUP, shareWith, permissions: permissionBits(permission, 'folder') };
      return sentShare(path, await make(`sharing ${path} with the group ${shareWith}`, wish));
    },
    async shareLocally(path, shareWith, permission) {
      const wish = { path, shareType: LOCAL_USER, shareWith, permissions: permissionBits(permission, 'folder') };
      return sentShare(path, await make(`sharing ${path} with ${shareWith} here`, wish));
    },
    async listLocal() {
      const data = await client.ocs('listing shares of people here', 'GET', `${SHARES}?shared_with_me=true`);
      return recordsOf(data)
        .filter(({ share_type }) => share_type === LOCAL_USER)
        .map((share): ReceivedShare => {
          const path = String(share.file_target);
          return {
            id: String(share.id),
            name: path.slice(path.lastIndexOf('/') + 1),
            path,
            from: String(share.uid_owner),
          };
        });
    },
    async reshare(share, shareWith, permission) {
      const path = share.path ?? `/${share.name}`;
      const wish = { path, shareType: REMOTE_USER, shareWith, permissions: permissionBits(permission, 'file') };
      return sentShare(path, await make(`passing ${path} on to ${shareWith}`, wish));
    },
    async setExpiry(share, at) {
      const step = `setting the end of the share of ${share.path}`;
      const expireDate = at.toISOString().slice(0, 10);
      const changed = recordOf(await client.ocs(step, 'PUT', `${SHARES}/${share.id}`, { expireDate }));
      return sentShare(share.path, changed).expires ?? at;
    },
    async makeLink(path, permission) {
      const wish = { path, shareType: PUBLIC_LINK, permissions: permissionBits(permission, 'file') };
      const made = await make(`making a link to ${path}`, wish);
      return { id: String(made.id), path, url: String(made.url) };
    },
    async removeLink(link) {
      await client.ocs(`removing the link to ${link.path}`, 'DELETE', `${SHARES}/${link.id}`);
    },
    async acceptBy(door, share) {
      if (door !== NOTIFICATION) throw new Error(`there is no door "${door}"`);
      const step = `accepting ${share.name} by its notification`;
      const told = recordsOf(await client.ocs(step, 'GET', NOTIFICATIONS)).find(
        ({ object_type, object_id }) => object_type === 'remote_share' && object_id === share.id,
      );
      const accept = recordsOf(told?.actions).find(({ type }) => type === 'POST');
      const path = /\/ocs\/v2\.php(\/.*)$/.exec(String(accept?.link))?.[1];
      if (path === undefined) throw new ProductRefused(`${step}: no notification tells of it`);
      await client.ocs(step, 'POST', path);
    },
  };
}

/** What a visitor does who gives an address in "Add to your Nextcloud" on the page of a public link. */
export function saveLink(http: HttpClient, url: string): NonNullable<ServerAbilities['saveLink']> {
  return async (link, shareWith) => {
    const { exchange, bytes } = await http.request({
      method: 'POST',
      url: `${url.replace(/\/+$/, '')}/index.php/apps/federatedfilesharing/createFederatedShare`,
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ shareWith, token: link.url.slice(link.url.lastIndexOf('/') + 1) }),
    });
    const status = exchange.response?.status;
    if (status === 200) return;
    const words = exchange.error?.message ?? Buffer.from(bytes).toString('utf8').slice(0, 200);
    throw new ProductRefused(`adding ${link.path} to ${shareWith}: answered ${status ?? 'nothing'} ${words}`);
  };
}
