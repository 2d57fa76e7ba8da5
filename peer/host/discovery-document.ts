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

/** Discovery paths that a host serves. */
export function discoveryPaths(speaks: PeerHostInfo['speaks']): string[] {
  const legacy = ['/ocm-provider', '/ocm-provider/'];
  return speaks === '1.0' ? legacy : ['/.well-known/ocm', ...legacy];
}
