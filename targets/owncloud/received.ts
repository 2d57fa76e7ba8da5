import type { ReceivedShare } from '../cloud.js';

/** A share from another server, as the API tells it. */
export function receivedOf(record: Record<string, unknown>): ReceivedShare {
  const host = String(record.remote ?? '')
    .replace(/^[a-z]+:\/\//, '')
    .replace(/\/$/, '');
  // Before acceptance the mount point is a placeholder that begins with braces.
  const mount = String(record.mountpoint ?? '');
  return {
    id: String(record.id),
    name: String(record.name).replace(/^\//, ''),
    ...(mount.startsWith('/') ? { path: mount } : {}),
    from: `${String(record.owner)}@${host}`,
  };
}

/** A share from a person of the same server. */
export function localOf(record: Record<string, unknown>): ReceivedShare {
  const path = String(record.file_target);
  return {
    id: String(record.id),
    name: path.slice(path.lastIndexOf('/') + 1),
    path,
    from: String(record.uid_owner),
  };
}
