import { parseAddress } from '../../protocol/address.js';
import type { Discovered } from '../../protocol/discovery.js';
import type { Exchange } from '../../protocol/exchange.js';
import { member, text } from '../../protocol/judge/json.js';
import { readsNewerForm } from '../../protocol/newer-form.js';
import { detectSpec } from '../../protocol/version-profile.js';
import { isAtLeast } from '../../spec/ledger.js';
import { customOf, namesForeignTypes } from '../beyond/discovery.js';
import { customProtocol, encryptionOf, furtherOffers, needsExchange, transferHints } from '../beyond/offer.js';
import type { OutgoingNotification, OutgoingShare, PeerHostInfo, SentShareRecord, ShareForm } from '../contract.js';
import { libraryNotification, sendLibrary } from '../library/send.js';
import { speaksAtLeast, TONGUES } from '../tongues.js';
import type { HostContext } from './context.js';
import { demandsToken } from './criteria.js';
import { API_PATH, WEBDAV_PATH } from './discovery-document.js';
import { editJson } from './edit-json.js';
import { lookUp, post } from './post.js';
import { newId, newSecret, type ReceivedShare, type SentShare } from './state.js';

/** What a server gives to every share that should give each its own. */
const REPEATED = { providerId: '48213', secret: 'the-same-secret-for-everybody' };

/** Creates a share and posts it. Rejects with RangeError when account, path or address are not usable. */
export async function sendShare(host: HostContext, share: OutgoingShare): Promise<SentShareRecord> {
  const { state, behaviour } = host;
  const owner = state.accounts.get(share.from);
  if (!owner) throw new RangeError(`${state.info.id} has no account "${share.from}"`);
  const custom = share.resource === undefined ? undefined : customOf(state.info, share.resource);
  if (share.resource !== undefined && !custom)
    throw new RangeError(`${state.info.id} declares no resource type "${share.resource}"`);
  const node = owner.files.get(share.path);
  if (!node && !custom) throw new RangeError(`${share.from} has nothing at "${share.path}"`);
  const recipient = parseAddress(share.to);
  if (!recipient.ok) throw new RangeError(`"${share.to}" is not an OCM address: ${recipient.reason}`);
  const { authority } = recipient.address;
  if (state.info.dialect) return sendLibrary(host, share, recipient.address, state.info.dialect);

  const { found, endPoint } = await whereTo(host, authority, share.from);
  const secret = behaviour.repeatsSecret ? REPEATED.secret : newSecret();
  const sent: SentShare = {
    providerId: behaviour.repeatsProviderId ? REPEATED.providerId : state.newProviderId(),
    owner: share.from,
    path: share.path,
    to: share.to,
    shareType: share.shareType ?? 'user',
    resourceType: custom?.type ?? resourceTypeFor(node?.kind ?? 'file', found),
    permission: share.permission,
    secret,
    uri: behaviour.showsSecretInUri ? secret : newId(),
    state: 'sent',
    ...exchangeFor(host, found),
  };
  const form = share.form ?? behaviour.sendsForm ?? formFor(host, found);
  const isMulti = form === 'multi' && node !== undefined && !custom;
  if (isMulti && needsExchange(state.info, found, sent.resourceType)) sent.mustExchange = true;
  const name = share.path.split('/').at(-1) ?? '';
  const record = { providerId: sent.providerId, sharedSecret: sent.secret, name };
  const isMinded = behaviour.mindsForeignTypes && namesForeignTypes(found?.document);
  if (endPoint === undefined || isMinded) return { ...record, exchange: lookUp(found) };

  const uriForm = share.uri ?? behaviour.sendsUri ?? uriFormFor(found);
  const body: Record<string, unknown> = {
    shareWith: share.to,
    name,
    description: '',
    providerId: sent.providerId,
    owner: state.addressOf(owner.user),
    sender: state.addressOf(owner.user),
    ownerDisplayName: owner.displayName,
    senderDisplayName: owner.displayName,
    shareType: sent.shareType,
    resourceType: sent.resourceType,
    ...(sent.code === undefined ? {} : { code: sent.code }),
    ...encryptionOf(state.info, share.encryption),
    protocol: custom
      ? customProtocol(state.info, sent)
      : protocolOf(
          host,
          form,
          sent,
          uriForm === 'absolute' ? `${state.info.url}${WEBDAV_PATH}/${sent.uri}` : sent.uri,
          isMulti ? { webdav: transferHints(state.info, node), beside: furtherOffers(host, sent, found, node) } : {},
        ),
  };
  editJson(body, share.edit);
  if (typeof body.expiration === 'number') sent.expiration = body.expiration;
  // A share opens with the secret that goes out.
  const written =
    text(body, 'protocol', 'options', 'sharedSecret') ??
    text(body, 'protocol', 'webdav', 'sharedSecret') ??
    text(body, 'protocol', 'webapp', 'sharedSecret');
  if (written) record.sharedSecret = sent.secret = written;
  // Known before it is sent: a receiver may look at the resource before it answers.
  state.addSent(sent);
  const exchange = await post(host, 'share-creation', `${endPoint}/shares`, body, share, share.from);
  return { ...record, exchange };
}

/** Posts a notification about a share that we gave or were given, to the server at the other end. */
export async function sendNotification(host: HostContext, notification: OutgoingNotification): Promise<Exchange> {
  const { state } = host;
  const { about } = notification;
  const share = 'sent' in about ? state.sent.get(about.sent) : state.received.get(about.received);
  if (!share) throw new RangeError(`${state.info.id} knows no share ${JSON.stringify(about)}`);
  return notify(host, notification.type, share, notification);
}

/** As `sendNotification`, on the share itself. */
export async function notify(
  host: HostContext,
  type: string,
  share: SentShare | ReceivedShare,
  changes: Pick<OutgoingNotification, 'edit' | 'rawBody' | 'headers' | 'signature'> = {},
): Promise<Exchange> {
  const isSent = 'owner' in share;
  const account = isSent ? share.owner : share.user;
  const authority = isSent ? share.to.slice(share.to.lastIndexOf('@') + 1) : share.senderHost;
  const guessed = !isSent && host.behaviour.guessesSender;
  const { found, endPoint }: Awaited<ReturnType<typeof whereTo>> = guessed
    ? { endPoint: `${schemeOf(host)}://${authority}${API_PATH}` }
    : await whereTo(host, authority, account);
  if (endPoint === undefined) return lookUp(found);
  const { dialect } = host.state.info;
  const body: Record<string, unknown> = dialect
    ? libraryNotification(host, type, share)
    : notificationBody(host, type, share, found);
  editJson(body, changes.edit);
  return post(host, 'notification', `${endPoint}/notifications${dialect ? '/' : ''}`, body, changes, account);
}

/** Where another host's API is: as its document says, unless this host only guesses. */
export async function whereTo(
  host: HostContext,
  authority: string,
  account: string,
): Promise<{ found?: Discovered; endPoint: string | undefined }> {
  const guessed = host.behaviour.guessesEndPoint;
  if (guessed !== undefined) return { endPoint: `${schemeOf(host)}://${authority}${guessed}` };
  const found = await host.discover(authority, account);
  return { found, endPoint: found.endPoint };
}

/** Whether a notification has to say what servers before 1.5 read: both sides have to be newer to do without. */
export function readsOlderForm({ speaks }: Pick<PeerHostInfo, 'speaks'>, found: Discovered | undefined): boolean {
  if (!speaksAtLeast(speaks, '1.5')) return true;
  const { spec, announced = spec } = detectSpec(found?.document);
  return !isAtLeast(spec, '1.5.0') || !isAtLeast(announced, '1.5.0');
}

/**
 * From 1.5 on a notification names its server and holds the id of the share inside; to a server of an older version, by what it shows or by
 * what it announces, it says besides what that one reads.
 */
function notificationBody(
  { state }: HostContext,
  type: string,
  share: SentShare | ReceivedShare,
  found: Discovered | undefined,
): Record<string, unknown> {
  const message = MESSAGES[type] ?? type;
  const { resourceType, providerId, secret: sharedSecret } = share;
  if (!speaksAtLeast(state.info.speaks, '1.5'))
    return { notificationType: type, resourceType, providerId, notification: { sharedSecret, message } };
  const isOlder = readsOlderForm(state.info, found);
  return {
    notificationType: type,
    senderDomain: state.info.authority,
    resourceType,
    ...(isOlder ? { providerId } : {}),
    notification: { message, file: { providerId }, ...(isOlder ? { sharedSecret } : {}) },
  };
}

/** Ends a share that we gave, and tells the other server unless this host never does. */
export async function takeBack(host: HostContext, share: SentShare): Promise<void> {
  share.state = 'ended';
  if (share.isLocal) {
    for (const each of host.state.received.values())
      if (each.isLocal && each.providerId === share.providerId) each.state = 'unshared';
    return;
  }
  if (!host.behaviour.withholdsNotification.has('SHARE_UNSHARED')) await notify(host, 'SHARE_UNSHARED', share);
}

const MESSAGES: Record<string, string> = {
  SHARE_ACCEPTED: 'Recipient accepted the share',
  SHARE_DECLINED: 'Recipient declined the share',
  SHARE_UNSHARED: 'Owner took the share back',
  REQUEST_RESHARE: 'Recipient asks to share with somebody else, too',
  RESHARE_UNDO: 'What was passed on is taken back',
};

/**
 * Old receivers know only the old form, and say of the new one when they can parse it (OCM-SHARE-035, OCM-DISC-048, OCM-SEC-002). One that demands the
 * exchange of secrets parses it, too: in the old form nothing could say that.
 */
function formFor(host: HostContext, found: Discovered | undefined): ShareForm {
  if (host.state.info.speaks === '1.0') return 'legacy';
  return readsNewerForm(found?.capabilities ?? []) || demandsToken(found?.document) ? 'multi' : 'legacy';
}

/** Relative to a receiver that says that it can resolve that, in the words of its version (OCM-DISC-047, OCM-DISC-027). */
function uriFormFor(found: Discovered | undefined): 'relative' | 'absolute' {
  const types = found?.document?.resourceTypes;
  const receives = (Array.isArray(types) ? types : []).map((type) =>
    member(type, 'protocols', 'webdav-receive', 'uri'),
  );
  return found?.capabilities.includes('webdav-uri') || receives.includes('relative') ? 'relative' : 'absolute';
}

/** Whether a share is one for exchange: where the receiver demands that, or where this host does and the receiver can (OCM-TOKEN-022, -025, -026). */
function exchangeFor(
  { state, behaviour }: HostContext,
  found: Discovered | undefined,
): Pick<SentShare, 'mustExchange' | 'code'> {
  const { tokens, demands } = state.info;
  if (tokens === undefined) return {};
  const can = found?.capabilities.includes(tokens === 'code' ? 'receive-code' : 'exchange-token') === true;
  const isWanted = demandsToken(found?.document) || (demands?.includes('token') === true && can);
  const mustExchange = (isWanted && !behaviour.omitsRequirement) || behaviour.alwaysRequires;
  return { ...(mustExchange ? { mustExchange } : {}), ...(tokens === 'code' && can ? { code: newSecret() } : {}) };
}

function protocolOf(
  host: HostContext,
  form: ShareForm,
  share: SentShare,
  uri: string,
  more: { webdav?: Record<string, unknown>; beside?: Record<string, unknown> },
): Record<string, unknown> {
  if (form === 'legacy') {
    // The value is the name of the WebDAV property that tells the rights, as the 1.0.0 example has it.
    const permissions = '{http://open-cloud-mesh.org/ns}share-permissions';
    return { name: 'webdav', options: { sharedSecret: share.secret, permissions } };
  }
  // Who may change it may also ask for it to be passed on.
  const permissions = share.permission === 'edit' ? ['read', 'write', 'share'] : ['read'];
  const word = TONGUES[host.state.info.speaks].exchangeRequirement;
  const requirements = share.mustExchange ? { requirements: [word] } : {};
  const webdav = { uri, sharedSecret: share.secret, permissions, ...requirements, ...more.webdav };
  return { name: form === 'multi' ? 'multi' : 'webdav', webdav, ...more.beside };
}

/** A folder is called so only to a receiver that knows the word. */
function resourceTypeFor(kind: 'file' | 'folder', found: Discovered | undefined): string {
  const types = found?.document?.resourceTypes;
  const names = Array.isArray(types) ? types.map((type: { name?: unknown } | null) => type?.name) : [];
  return kind === 'folder' && names.includes('folder') ? 'folder' : 'file';
}

function schemeOf(host: HostContext): string {
  return host.state.info.url.startsWith('http:') ? 'http' : 'https';
}
