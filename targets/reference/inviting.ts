import type { Contact, Invite, ServerAbilities } from '../abilities.js';
import { type CloudSession, ProductRefused } from '../cloud.js';
import type { DriverOptions } from '../driver.js';
import type { AccountClient } from './client.js';

type Inviting = Pick<Required<CloudSession>, 'createInvite' | 'acceptInvite' | 'listContacts' | 'removeContact'>;

/** Invites and contacts, through the API. */
export function inviting({ must }: AccountClient): Inviting {
  return {
    async createInvite(ends) {
      const wish = ends ? { ends: ends.toISOString() } : {};
      const made = (await must('making an invite', 'POST', '/invites', wish)).json as Written;
      return inviteOf(made);
    },
    async acceptInvite(text) {
      await must('taking an invite', 'POST', '/invites/accept', { text });
    },
    async listContacts() {
      const { json } = await must('listing contacts', 'GET', '/contacts');
      return (json as { address: string; name: string }[]).map(({ address, name }): Contact => ({ address, name }));
    },
    async removeContact({ address }) {
      await must(`removing ${address}`, 'DELETE', `/contacts/${encodeURIComponent(address)}`);
    },
  };
}

interface Written {
  text: string;
  link: string;
  ends: string;
}

function inviteOf({ text, link, ends }: Written): Invite {
  return { text, link, ends: new Date(ends) };
}

/** A visitor follows the link of an invite, without account and without browser. */
export function followInvite({ http }: DriverOptions): NonNullable<ServerAbilities['followInvite']> {
  return async (link, server) => {
    const shown = await http.request({ method: 'GET', url: link });
    const page = shown.exchange.response;
    if (page?.status !== 200) throw new ProductRefused(`following ${link}: status ${page?.status ?? 'none'}`);
    const offered = [...page.body.text.matchAll(/name="server" value="([^"]+)"/g)].map(([, url = '']) => url);
    if (server === undefined) return { offered };
    const sent = await http.request({
      method: 'POST',
      url: link,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ server }).toString(),
    });
    const sentTo = sent.exchange.response?.headers.location;
    if (sentTo === undefined) throw new ProductRefused(`choosing ${server}: the visitor is sent nowhere`);
    return { offered, sentTo };
  };
}
