import { member } from '../../protocol/judge/json.js';
import type { AppTarget, Offer, PeerHostInfo } from '../contract.js';
import type { CustomResource } from '../custom-resource.js';
import { speaksAtLeast } from '../tongues.js';

/** Path of the web app below the base path. */
export const APP_PATH = '/apps/viewer';
/** Path that old documents name for transfers, which go over WebDAV. */
const TRANSFER_PATH = '/dav/shares';
/** Where it shows web apps of others, unless it is told otherwise. */
const TARGETS: AppTarget[] = ['blank', 'iframe'];
const SSH_PORT = 22;

type Info = Pick<PeerHostInfo, 'speaks' | 'offers' | 'tokens'>;

/** One entry of `resourceTypes`. */
export interface TypeEntry {
  name: string;
  shareTypes: string[];
  protocols: Record<string, unknown>;
}

/**
 * Whether a host offers something besides files over WebDAV, in the words that its version has: web apps came with 1.1.0 and need tokens
 * from 1.4.0 on (OCM-APP-012), ssh came with 1.3.0, datatx was a protocol until 1.2.2 and is an access type since.
 */
export function hasOffer({ speaks, offers, tokens }: Info, offer: Offer): boolean {
  if (!offers?.includes(offer) || speaks === '1.0') return false;
  if (offer === 'webapp') return !speaksAtLeast(speaks, '1.4') || tokens === 'exchange';
  return offer === 'datatx' || speaksAtLeast(speaks, '1.3');
}

/** Where a host shows web apps of others. */
export const targetsOf = ({ appTargets = TARGETS }: PeerHostInfo): readonly AppTarget[] => appTargets;

/** `host:port` of the ssh server that goes with a host. */
export function sshAddress({ authority }: PeerHostInfo): string {
  return `${authority.replace(/:\d+$/, '')}:${SSH_PORT}`;
}

/** What the entries for files and folders have besides WebDAV (OCM-DISC-029 to -033). */
export function offeredProtocols(info: PeerHostInfo): Record<string, unknown> {
  const basePath = new URL(info.url).pathname.replace(/\/$/, '');
  const isNewer = speaksAtLeast(info.speaks, '1.4');
  return {
    ...(hasOffer(info, 'webapp')
      ? isNewer
        ? { webapp: {}, 'webapp-receive': { targets: targetsOf(info) } }
        : { webapp: basePath + APP_PATH }
      : {}),
    ...(hasOffer(info, 'ssh') ? { ssh: sshAddress(info), ...(isNewer ? { 'ssh-receive': {} } : {}) } : {}),
    ...(hasOffer(info, 'datatx') && !speaksAtLeast(info.speaks, '1.3') ? { datatx: basePath + TRANSFER_PATH } : {}),
  };
}

/** Entries for what no text describes; both roles are told in the way of the version (OCM-DISC-034 to -036). */
export function customTypes(info: PeerHostInfo): TypeEntry[] {
  const isNewer = speaksAtLeast(info.speaks, '1.4');
  return (info.resources ?? []).map(({ type, shareTypes = ['user'], protocols }) => ({
    name: type,
    shareTypes,
    protocols: Object.fromEntries(
      Object.entries(protocols).flatMap(([name, { sends = {}, receives = {} }]) => [
        [name, sends],
        ...(isNewer ? [[`${name}-receive`, receives]] : []),
      ]),
    ),
  }));
}

/** The declared type of that name. */
export function customOf({ resources }: Pick<PeerHostInfo, 'resources'>, type: unknown): CustomResource | undefined {
  return resources?.find((resource) => resource.type === type);
}

/** Whether another server names resource types that no text has. */
export function namesForeignTypes(document: Record<string, unknown> | undefined): boolean {
  const types = document?.resourceTypes;
  return Array.isArray(types) && types.some((entry) => !['file', 'folder'].includes(String(member(entry, 'name'))));
}
