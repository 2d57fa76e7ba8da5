import type { Recognised, Seen } from '../vendor.js';

export const STATUS_PAGE = '/status.php';

/** The status page names the product. The newer Go product of the same maker shows a status page of this form, too, and is told apart by its name. */
export function recognise({ pages }: Seen): Recognised | undefined {
  const status = pages[STATUS_PAGE];
  const isClassic =
    typeof status?.productname === 'string' &&
    /owncloud/i.test(status.productname) &&
    !/infinite/i.test(status.productname);
  if (!isClassic) return undefined;
  const version = status.versionstring;
  return { by: `productname in ${STATUS_PAGE}`, ...(typeof version === 'string' && version !== '' ? { version } : {}) };
}
