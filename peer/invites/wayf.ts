import { text } from '../../protocol/judge/json.js';
import type { HostContext } from '../host/context.js';
import { ActionRefused } from '../user-actions.js';

/** Where a visitor with an invite goes on: the dialog of the own server, told the token and who invites (OCM-INV-033). */
export async function dialogOf(host: HostContext, server: string, token: string): Promise<string> {
  const { behaviour, state } = host;
  const address = /^https?:\/\//i.test(server) ? server : `https://${server}`;
  if (!URL.canParse(address)) throw new ActionRefused(400, `"${server}" is no server`);
  const { host: authority, origin } = new URL(address);
  const { document } = await host.discover(authority);
  if (!document) throw new ActionRefused(502, `${authority} is no server that could be found`);
  const dialog = text(document, 'inviteAcceptDialog');
  if (dialog === undefined || !URL.canParse(dialog, origin))
    throw new ActionRefused(502, `${authority} does not say where invites are taken: paste the invite there`);
  const url = new URL(dialog, origin);
  const values = { token, providerDomain: state.info.authority };
  for (const [name, value] of Object.entries(values)) {
    const written = behaviour.dialogParameters[name] ?? name;
    if (written !== '') url.searchParams.set(written, value);
  }
  return behaviour.leadsNowhere ? `${state.info.url}/ui/login` : url.href;
}
