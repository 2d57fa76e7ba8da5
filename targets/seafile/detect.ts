import type { Recognised, Seen } from '../vendor.js';

export const SERVER_INFO = '/api2/server-info/';

/** The server info page lists the product's own features; where it is hidden, the API base in discovery is one of two of its own. */
export function recognise({ document, pages }: Seen): Recognised | undefined {
  const info = pages[SERVER_INFO];
  if (Array.isArray(info?.features) && info.features.some((feature) => String(feature).startsWith('seafile')))
    return { by: `features in ${SERVER_INFO}`, ...(typeof info.version === 'string' ? { version: info.version } : {}) };
  const endPoint = document?.endPoint;
  if (typeof endPoint !== 'string' || !/\/(api\/v2\.1\/ocm|ocm-via-webdav)\/$/.test(endPoint)) return undefined;
  return { by: 'endPoint in the discovery document' };
}
