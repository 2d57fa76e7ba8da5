import { LIBRARY, type LibraryDialect } from '../../protocol/library-dialect.js';
import type { PeerHostInfo } from '../contract.js';
import { RESOURCE_TYPES } from './share-problems.js';

/** Path of the WebDAV tree below the base path. */
export const WEBDAV_PATH = '/dav/shares';
/** Path of the OCM API below the base path. */
export const API_PATH = '/ocm';

/**
 * The discovery document of a host (OCM-DISC-010 to -025).
 * 1.2 says that it parses protocol objects and joins relative URIs; "notifications" is no capability of that version (OCM-DISC-040).
 */
export function discoveryDocument(info: PeerHostInfo): Record<string, unknown> {
  if (info.dialect) return libraryDocument(info, info.dialect);
  const basePath = new URL(info.url).pathname.replace(/\/$/, '');
  return {
    enabled: true,
    apiVersion: info.speaks === '1.0' ? '1.0-proposal1' : '1.2.2',
    endPoint: info.endPoint,
    provider: `ocm-interop reference peer (${info.id})`,
    resourceTypes: RESOURCE_TYPES[info.speaks].map((name) => ({
      name,
      shareTypes: ['user', 'group'],
      protocols: { webdav: basePath + WEBDAV_PATH },
    })),
    ...(info.speaks === '1.0' ? {} : { capabilities: ['protocol-object', 'webdav-uri'] }),
  };
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
  return speaks === '1.0' ? legacy : ['/.well-known/ocm', ...legacy];
}
