import type { Exchange } from '../../protocol/exchange.js';
import { jsonOf } from '../../protocol/exchange.js';
import { text } from '../../protocol/judge/json.js';
import type { OutgoingAcceptance } from '../contract.js';
import type { HostContext } from '../host/context.js';
import { editJson } from '../host/edit-json.js';
import { lookUp, post } from '../host/post.js';
import type { Contact } from '../host/state.js';
import { addContact } from './contacts.js';
import { INVITE_PATH } from './endpoint.js';
import { mailOf } from './form.js';

/**
 * Tells the server that gave an invite that one of ours takes it, and remembers who that is from. Rejects with RangeError when there is no
 * such account.
 */
export async function acceptInvite(
  host: HostContext,
  acceptance: OutgoingAcceptance,
): Promise<{ exchange: Exchange; contact?: Contact }> {
  const { state, behaviour } = host;
  const account = state.accounts.get(acceptance.from);
  if (!account) throw new RangeError(`${state.info.id} has no account "${acceptance.from}"`);
  const { provider, token } = acceptance;
  const found = behaviour.guessesInviteEndPoint ? undefined : await host.discover(provider, account.user);
  const endPoint = found ? found.endPoint : `https://${provider}/ocm`;
  if (endPoint === undefined) return { exchange: lookUp(found) };
  const body: Record<string, unknown> = {
    recipientProvider: state.info.authority,
    token,
    userID: account.user,
    email: mailOf(account.user),
    name: account.displayName,
  };
  editJson(body, acceptance.edit);
  const exchange = await post(host, 'invite-acceptance', endPoint + INVITE_PATH, body, acceptance, account.user);
  if (exchange.response?.status !== 200) return { exchange };
  const inviter = jsonOf(exchange.response.body);
  const userID = text(inviter, 'userID');
  if (userID === undefined || userID === '') return { exchange };
  const name = text(inviter, 'name') ?? userID;
  const contact = addContact(host, account.user, { userID, provider, name, email: text(inviter, 'email') ?? '' });
  return { exchange, contact };
}
