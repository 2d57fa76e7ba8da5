import { sameAuthority } from '../../protocol/address.js';
import type { HostContext } from '../host/context.js';
import type { Contact, HostState } from '../host/state.js';

/** Puts somebody into a person's address book, once. */
export function addContact(host: HostContext, user: string, known: Omit<Contact, 'user'>): Contact {
  const { contacts } = host.state;
  const contact = { ...known, user };
  const place = contacts.findIndex((each) => each.user === user && isSame(each, known));
  if (place >= 0) contacts[place] = contact;
  else contacts.push(contact);
  return contact;
}

/** Whether an address is one of a person's contacts. */
export function isContact({ contacts }: HostState, user: string, address: string): boolean {
  const at = address.lastIndexOf('@');
  const other = { userID: address.slice(0, at), provider: address.slice(at + 1) };
  return contacts.some((each) => each.user === user && isSame(each, other));
}

/** OCM address of a contact. */
export const addressOfContact = ({ userID, provider }: Pick<Contact, 'userID' | 'provider'>): string =>
  `${userID}@${provider}`;

function isSame(a: Pick<Contact, 'userID' | 'provider'>, b: Pick<Contact, 'userID' | 'provider'>): boolean {
  return a.userID === b.userID && sameAuthority(a.provider, b.provider);
}
