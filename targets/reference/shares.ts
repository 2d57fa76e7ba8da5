import type { ReceivedShare, SentShare } from '../cloud.js';

/** A share as the API tells its sender. */
export function sentShare(value: unknown): SentShare {
  const { providerId, path, to, ends } = value as { providerId: string; path: string; to: string; ends?: string };
  return { id: providerId, path, to, ...(ends === undefined ? {} : { expires: new Date(ends) }) };
}

/** A share as the API tells its receiver. */
export function receivedShare(value: unknown): ReceivedShare {
  const { id, name, from } = value as { id: string; name: string; from: string };
  return { id, name, from };
}
