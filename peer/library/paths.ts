import { LIBRARY_API, type LibraryDialect } from '../../protocol/library-dialect.js';
import type { PeerHostInfo } from '../contract.js';

/** Path of the OCM look-alike below a host's base path; its routes end with a slash. */
export const LIBRARY_OCM_PATH = `${LIBRARY_API}/ocm`;
/** Path of the interface through which a library is read and written with the secret of its share. */
export const VIA_TOKEN_PATH = `${LIBRARY_API}/via-repo-token`;

/** What a path of a host that speaks the dialect is for; undefined when it is for nothing. */
export function libraryRoute(
  path: string,
  { filesPath }: LibraryDialect,
): 'share-answer' | 'notification-answer' | 'library-answer' | undefined {
  const tidy = path.replace(/\/$/, '');
  if (tidy === `${LIBRARY_OCM_PATH}/shares`) return 'share-answer';
  if (tidy === `${LIBRARY_OCM_PATH}/notifications`) return 'notification-answer';
  return tidy.startsWith(`${VIA_TOKEN_PATH}/`) || tidy.startsWith(`${filesPath}/`) ? 'library-answer' : undefined;
}

/** Base URL as it stands in shares: with the slash at its end that other servers append their paths to. */
export const serviceUrlOf = (info: PeerHostInfo): string => `${info.url}/`;
