import { isObject } from '../../protocol/judge/json.js';
import type { AppForm } from '../behaviour.js';
import type { AppTarget } from '../contract.js';
import type { HostContext } from '../host/context.js';
import { refusalOf } from '../host/received-access.js';
import type { ReceivedShare } from '../host/state.js';
import { keyTo } from '../tokens/exchange.js';
import { speaksAtLeast } from '../tongues.js';
import { ActionRefused } from '../user-actions.js';
import { hasOffer, targetsOf } from './discovery.js';

const PLACEHOLDER = '{relative-path-to-shared-resource}';

/** The part of a received share that opens in a web app; undefined when there is none, or this host knows of no web apps. */
function webappOf({ state }: HostContext, { body }: ReceivedShare): Record<string, unknown> | undefined {
  if (!hasOffer(state.info, 'webapp') || !isObject(body.protocol)) return undefined;
  const { webapp } = body.protocol;
  return isObject(webapp) ? webapp : undefined;
}

/** Name of the app that a received share opens in, for people; undefined when it opens in none. */
export function appNameOf(host: HostContext, share: ReceivedShare): string | undefined {
  const webapp = webappOf(host, share);
  if (!webapp) return undefined;
  return typeof webapp.appName === 'string' && webapp.appName !== '' ? webapp.appName : 'web app';
}

/** A hint is a word for an icon of one's own, and nothing to be fetched (OCM-APP-023). */
export async function lookAtHints(host: HostContext, share: ReceivedShare): Promise<void> {
  const hint = webappOf(host, share)?.appIconHint;
  if (!host.behaviour.fetchesIconHint || typeof hint !== 'string' || !URL.canParse(hint)) return;
  await host.call('icon-request', { method: 'GET', url: hint, headers: {} }, share.user);
}

/**
 * What the browser of a person is to do to open a received share in its web app: the secret is exchanged here, and only the token goes
 * through the browser, in the body of a POST (OCM-APP-013 to -016). Rejects with ActionRefused when it cannot be opened.
 */
export async function openApp(host: HostContext, share: ReceivedShare): Promise<AppForm> {
  const webapp = webappOf(host, share);
  if (!webapp) throw new ActionRefused(404, `${share.name} opens in no web app`);
  const name = appNameOf(host, share) ?? '';
  const form = speaksAtLeast(host.state.info.speaks, '1.4')
    ? await newForm(host, share, webapp, name)
    : oldForm(share, webapp, name);
  const { sharedSecret } = webapp;
  const secret = typeof sharedSecret === 'string' ? sharedSecret : share.secret;
  return host.behaviour.opensApp.reduce((draft, change) => change(draft, { secret }), form);
}

async function newForm(
  host: HostContext,
  share: ReceivedShare,
  { uri, targets, sharedSecret }: Record<string, unknown>,
  name: string,
): Promise<AppForm> {
  const { info } = host.state;
  const offered = Array.isArray(targets) ? targets : [];
  const target: AppTarget | undefined = targetsOf(info).find((each) => offered.includes(each));
  if (!target && !host.behaviour.appIgnoresTargets)
    throw new ActionRefused(409, `${name} can be shown in no way that is possible here`);
  const secret = String(sharedSecret);
  const { token: _held, ...bare } = share;
  const key = host.behaviour.appSkipsExchange
    ? { token: secret }
    : await keyTo(host, { ...bare, secret, mustExchange: true });
  if ('refused' in key)
    throw new ActionRefused(502, `${share.senderHost} gives no token: ${refusalOf(key.refused.exchange)}`);
  if ('secret' in key) throw new ActionRefused(502, `${share.senderHost} says nowhere that it gives tokens`);
  return {
    method: 'POST',
    url: String(uri),
    target: target ?? 'blank',
    window: target === 'iframe' ? '_self' : '_blank',
    name,
    fields: {
      access_token: key.token,
      expired_session_redirect_uri: `${info.url}/ui/shared/${encodeURIComponent(share.id)}`,
    },
  };
}

/** Until 1.3.0 an address to be opened, with the path filled in where it is a template (OCM-APP-025). */
function oldForm(share: ReceivedShare, { uri, uriTemplate }: Record<string, unknown>, name: string): AppForm {
  const address = typeof uri === 'string' ? uri : String(uriTemplate);
  const url = address.replaceAll(PLACEHOLDER, encodeURIComponent(share.name));
  if (!URL.canParse(url)) throw new ActionRefused(502, `${share.senderHost} gives no address of ${name}`);
  return { method: 'GET', url, target: 'blank', window: '_blank', name, fields: {} };
}
