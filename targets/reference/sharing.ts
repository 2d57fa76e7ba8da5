import type { PublicLink, ServerAbilities } from '../abilities.js';
import type { CloudSession } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import { type AccountClient, accountClient } from './client.js';
import { receivedShare, sentShare } from './shares.js';
import { NOTICE } from './traits.js';

type Sharing = Pick<
  Required<CloudSession>,
  | 'shareWithGroup'
  | 'shareResource'
  | 'shareLocally'
  | 'listLocal'
  | 'reshare'
  | 'setExpiry'
  | 'makeLink'
  | 'removeLink'
  | 'acceptBy'
>;

/** More ways to share, through the API. */
export function sharing({ must }: AccountClient): Sharing {
  return {
    async shareWithGroup(path, address, permission) {
      const wish = { path, address, permission, kind: 'group' };
      return sentShare((await must(`sharing ${path} with the group ${address}`, 'POST', '/shares', wish)).json);
    },
    async shareResource(resource, address) {
      return sentShare(
        (await must(`sharing a ${resource} with ${address}`, 'POST', '/shares', { resource, address })).json,
      );
    },
    async shareLocally(path, user, permission) {
      const wish = { path, user, permission };
      return sentShare((await must(`sharing ${path} with ${user} here`, 'POST', '/local-shares', wish)).json);
    },
    async listLocal() {
      const { json } = await must('listing received shares', 'GET', '/received');
      return (json as { isLocal?: boolean }[]).filter(({ isLocal }) => isLocal).map(receivedShare);
    },
    async reshare(share, address, permission) {
      const path = `/received/${encodeURIComponent(share.id)}/pass-on`;
      return sentShare(
        (await must(`passing ${share.name} on to ${address}`, 'POST', path, { address, permission })).json,
      );
    },
    async setExpiry(share, at) {
      const path = `/shares/${encodeURIComponent(share.id)}/end`;
      const { json } = await must(`setting the end of ${share.path}`, 'PUT', path, { at: at.toISOString() });
      return sentShare(json).expires ?? at;
    },
    async makeLink(path, permission) {
      const { json } = await must(`making a link to ${path}`, 'POST', '/links', { path, permission });
      const { id, url } = json as { id: string; url: string };
      return { id, path, url };
    },
    async removeLink(link) {
      await must(`removing the link to ${link.path}`, 'DELETE', `/links/${encodeURIComponent(link.id)}`);
    },
    async acceptBy(door, share) {
      if (door !== NOTICE) throw new Error(`there is no door "${door}"`);
      await must(`taking ${share.name} in`, 'POST', `/notices/${encodeURIComponent(share.id)}/take`);
    },
  };
}

/** What a visitor of a link does, without account. */
export function saveLink(options: DriverOptions): NonNullable<ServerAbilities['saveLink']> {
  return async (link: PublicLink, address: string) => {
    await accountClient(options).must(
      `adding ${link.path} to ${address}`,
      'POST',
      `/links/${encodeURIComponent(link.id)}/save`,
      { address },
    );
  };
}
