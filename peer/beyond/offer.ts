import type { Discovered } from '../../protocol/discovery.js';
import { isObject, member, strings } from '../../protocol/judge/json.js';
import type { AppTarget, PeerHostInfo } from '../contract.js';
import type { HostContext } from '../host/context.js';
import { type FileNode, mediaType } from '../host/file-tree.js';
import { newId, type SentShare } from '../host/state.js';
import { speaksAtLeast, TONGUES } from '../tongues.js';
import { APP_PATH, hasOffer, sshAddress } from './discovery.js';

type Details = Record<string, unknown>;

/** What the receiver's entry for a resource type says of a protocol. */
function receives(found: Discovered | undefined, type: string, protocol: string): unknown {
  const types = found?.document?.resourceTypes;
  const entry: unknown = (Array.isArray(types) ? types : []).find((each) => member(each, 'name') === type);
  return member(entry, 'protocols', protocol);
}

/** Where the receiver shows web apps for things of that type, from 1.4 on; empty when it takes none (OCM-APP-006). */
function targetsFor(info: PeerHostInfo, found: Discovered | undefined, type: string): AppTarget[] {
  if (!hasOffer(info, 'webapp') || !speaksAtLeast(info.speaks, '1.4')) return [];
  if (!found?.capabilities.includes('exchange-token')) return [];
  const listed = strings(receives(found, type, 'webapp-receive'), 'targets');
  return (['blank', 'iframe'] as const).filter((target) => listed.includes(target));
}

/** A share that opens in a web app is one for exchange, in all its protocols (OCM-APP-008, -009). */
export function needsExchange(info: PeerHostInfo, found: Discovered | undefined, type: string): boolean {
  return targetsFor(info, found, type).length > 0;
}

/** Ways to a shared file or folder besides WebDAV, as far as this host has them and the receiver takes them. */
export function furtherOffers(
  { state }: HostContext,
  share: SentShare,
  found: Discovered | undefined,
  node: FileNode,
): Details {
  const { info } = state;
  const targets = targetsFor(info, found, share.resourceType);
  if (targets.length > 0) return { webapp: webappOf(info, share, node, targets) };
  return {
    ...(takesOldApps(info, found, share) ? { webapp: oldWebappOf(info, share) } : {}),
    ...(takesSsh(info, found, share) ? { ssh: sshOf(info, share) } : {}),
    ...(takesDatatx(info, found, share) ? { datatx: datatxOf(info, share, node) } : {}),
  };
}

/** From 1.3 on what may be transferred says so, and how large it is, in its WebDAV part (OCM-SHARE-045, -047). */
export function transferHints(info: PeerHostInfo, node: FileNode): Details {
  if (!hasOffer(info, 'datatx') || !speaksAtLeast(info.speaks, '1.3')) return {};
  return { accessTypes: ['remote', 'datatx'], ...(node.kind === 'file' ? { size: node.content.length } : {}) };
}

/** OCM-APP-001 to -010, -021, -022, -024. */
function webappOf(info: PeerHostInfo, share: SentShare, node: FileNode, targets: AppTarget[]): Details {
  const type = node.kind === 'folder' ? 'httpd/unix-directory' : mediaType(share.path);
  return {
    uri: `${info.url}${APP_PATH}/${share.uri}`,
    targets,
    permissions: share.permission === 'edit' ? ['view', 'read', 'write'] : ['view', 'read'],
    requirements: ['must-exchange-token'],
    sharedSecret: share.secret,
    appName: 'Viewer',
    appIconHint: type.split(';')[0],
    mediaTypes: ['text/plain', 'application/octet-stream'],
  };
}

/** Until 1.3.0, where a receiver says only that it knows web apps (OCM-APP-004). */
const takesOldApps = (info: PeerHostInfo, found: Discovered | undefined, { resourceType }: SentShare): boolean =>
  hasOffer(info, 'webapp') &&
  !speaksAtLeast(info.speaks, '1.4') &&
  receives(found, resourceType, 'webapp') !== undefined;

const oldWebappOf = (info: PeerHostInfo, { uri, secret, permission }: SentShare): Details => ({
  uri: `${info.url}${APP_PATH}/${uri}`,
  viewMode: permission === 'edit' ? 'write' : 'read',
  sharedSecret: secret,
});

/** In 1.3 there is one word for both roles. What is to be exchanged for a token cannot be had with a key. */
function takesSsh(info: PeerHostInfo, found: Discovered | undefined, share: SentShare): boolean {
  if (!hasOffer(info, 'ssh') || share.mustExchange) return false;
  const word = speaksAtLeast(info.speaks, '1.4') ? 'ssh-receive' : 'ssh';
  return receives(found, share.resourceType, word) !== undefined;
}

/** OCM-SHARE-049, -050; the user is one of the share's own (OCM-SHARE-075). */
const sshOf = (info: PeerHostInfo, { path }: SentShare): Details => ({
  uri: `ocm-${newId()}@${sshAddress(info)}${encodeURI(path)}`,
  accessTypes: ['remote', 'datatx'],
});

const takesDatatx = (info: PeerHostInfo, found: Discovered | undefined, { resourceType }: SentShare): boolean =>
  hasOffer(info, 'datatx') &&
  !speaksAtLeast(info.speaks, '1.3') &&
  receives(found, resourceType, 'datatx') !== undefined;

/** OCM-SHARE-048: transfer uses WebDAV on the wire. */
const datatxOf = (info: PeerHostInfo, { uri, secret }: SentShare, node: FileNode): Details => ({
  srcUri: `${info.url}/dav/shares/${uri}`,
  sharedSecret: secret,
  ...(node.kind === 'file' ? { size: node.content.length } : {}),
});

/** How a thing of a declared type is got at: an address, a secret, and whatever was agreed on besides. */
export function customProtocol(info: PeerHostInfo, share: SentShare): Details {
  const requirements = share.mustExchange ? { requirements: [TONGUES[info.speaks].exchangeRequirement] } : {};
  const resource = info.resources?.find(({ type }) => type === share.resourceType);
  const offers = Object.entries(resource?.protocols ?? {}).map(([name, { share: agreed = {} }]) => [
    name,
    { uri: uriOf(info, share), sharedSecret: share.secret, ...requirements, ...agreed },
  ]);
  const { uri, secret } = { uri: uriOf(info, share), secret: share.secret };
  const fill = (_key: string, value: unknown): unknown =>
    typeof value === 'string' ? value.replaceAll('{uri}', uri).replaceAll('{secret}', secret) : value;
  const further = JSON.parse(JSON.stringify(resource?.protocol ?? {}, fill)) as Details;
  return { name: 'multi', ...(Object.fromEntries(offers) as Details), ...further };
}

const uriOf = (info: PeerHostInfo, { uri }: SentShare): string => `${info.url}/resources/${uri}`;

/** OCM-SHARE-028 to -030. */
export function encryptionOf(
  { speaks }: PeerHostInfo,
  encryption: { scheme: string; details: Details } | undefined,
): Details {
  if (!encryption || !speaksAtLeast(speaks, '1.5')) return {};
  const { scheme, details } = encryption;
  return { encryption: { resourceId: newId(), scheme, [scheme]: details } };
}

/** What the receiver's answer to a share over ssh gives: keys that are to be let in. */
export function keysIn(answer: unknown): string[] {
  if (!isObject(answer)) return [];
  const keys = answer.recipientPublicKeys;
  return (Array.isArray(keys) ? keys : [keys]).filter((key): key is string => typeof key === 'string' && key !== '');
}
