import type { Recognised, Seen } from '../vendor.js';

export const STATUS_PAGE = '/status.php';

/** The status page names the product; where it is hidden, discovery says `provider: "Nextcloud 33.0.1"`. */
export function recognise({ document, pages }: Seen): Recognised | undefined {
  const status = pages[STATUS_PAGE];
  if (typeof status?.productname === 'string' && /nextcloud/i.test(status.productname)) {
    const version = status.versionstring;
    return { by: `productname in ${STATUS_PAGE}`, ...(typeof version === 'string' ? { version } : {}) };
  }
  const provider = document?.provider;
  if (typeof provider !== 'string' || !/^nextcloud\b/i.test(provider)) return undefined;
  const version = /\d+(\.\d+)*/.exec(provider)?.[0];
  return { by: 'provider in the discovery document', ...(version === undefined ? {} : { version }) };
}
