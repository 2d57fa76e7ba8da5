import { LIBRARY, type LibraryDialect } from '../../protocol/library-dialect.js';
import { customTypes, offeredProtocols, type TypeEntry } from '../beyond/discovery.js';
import type { PeerHostInfo } from '../contract.js';
import { hasInvites } from '../invites/form.js';
import { TOKEN_PATH } from '../tokens/endpoint.js';
import { speaksAtLeast, TONGUES } from '../tongues.js';
import { RESOURCE_TYPES } from './share-problems.js';

/** Path of the WebDAV tree below the base path. */
export const WEBDAV_PATH = '/dav/shares';
/** Path of the OCM API below the base path. */
export const API_PATH = '/ocm';
/** Page on which a person takes an invite that came by a link. */
export const INVITE_DIALOG = '/ui/accept-invite';

/**
 * The discovery document of a host (OCM-DISC-010 to -025).
 * 1.2 says that it parses protocol objects and joins relative URIs; "notifications" is no capability of that version (OCM-DISC-040).
 */
export function discoveryDocument(info: PeerHostInfo): Record<string, unknown> {
  if (info.dialect) return libraryDocument(info, info.dialect);
  const basePath = new URL(info.url).pathname.replace(/\/$/, '');
  const isNewer = speaksAtLeast(info.speaks, '1.4');
  return {
    enabled: true,
    apiVersion: TONGUES[info.speaks].apiVersion,
    endPoint: info.endPoint,
    provider: `ocm-interop reference peer (${info.id})`,
    resourceTypes: RESOURCE_TYPES[info.speaks]
      .map(
        (name): TypeEntry => ({
          name,
          shareTypes: ['user', 'group'],
          protocols: {
            webdav: basePath + WEBDAV_PATH,
            ...(isNewer ? { 'webdav-receive': { uri: 'relative' } } : {}),
            ...offeredProtocols(info),
          },
        }),
      )
      .concat(customTypes(info)),
    ...(info.speaks === '1.0' ? {} : { capabilities: capabilitiesOf(info) }),
    ...criteriaOf(info),
    ...(hasInvites(info) ? { inviteAcceptDialog: basePath + INVITE_DIALOG } : {}),
    ...(info.tokens === 'exchange' ? { tokenEndPoint: info.endPoint + TOKEN_PATH } : {}),
  };
}

/** Words of the version (OCM-DISC-040): notifications from 1.3 on; a relative uri has a word of its own until 1.3. */
function capabilitiesOf(info: PeerHostInfo): string[] {
  const { speaks, signs, tokens } = info;
  return [
    'protocol-object',
    ...(speaksAtLeast(speaks, '1.4') ? [] : ['webdav-uri']),
    ...(speaksAtLeast(speaks, '1.3') ? ['notifications'] : []),
    ...(tokens === 'exchange' ? ['exchange-token'] : []),
    ...(tokens === 'code' ? ['receive-code'] : []),
    ...(signs !== undefined && signs !== 'cavage' ? ['http-sig'] : []),
    ...(hasInvites(info) ? ['invites', 'invite-wayf'] : []),
    ...(info.enforcesMfa ? ['enforce-mfa'] : []),
  ];
}

function criteriaOf({ speaks, demands = [] }: PeerHostInfo): { criteria?: string[] } {
  const words = TONGUES[speaks].criteria;
  return demands.length === 0 ? {} : { criteria: demands.map((demand) => words[demand]) };
}

/** The document of the library dialect: one object in place of the list, and an endPoint to which others append `shares/`. */
function libraryDocument(info: PeerHostInfo, { protocol }: LibraryDialect): Record<string, unknown> {
  return {
    enabled: true,
    apiVersion: '1.0-proposal1',
    endPoint: `${info.endPoint}/`,
    resourceTypes: { name: LIBRARY, shareTypes: ['user'], protocols: { [protocol]: protocol } },
  };
}

/** Discovery paths that a host serves. */
export function discoveryPaths({ speaks, dialect }: Pick<PeerHostInfo, 'speaks' | 'dialect'>): string[] {
  const legacy = ['/ocm-provider', '/ocm-provider/'];
  if (dialect) return ['/ocm-provider/', '/ocm-provider'];
  if (speaks === '1.0') return legacy;
  // The older path went with 1.4.0 (OCM-DISC-003, -008).
  return speaksAtLeast(speaks, '1.4') ? ['/.well-known/ocm'] : ['/.well-known/ocm', ...legacy];
}
