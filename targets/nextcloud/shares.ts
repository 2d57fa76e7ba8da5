import type { SentShare } from '../cloud.js';

/** A share as the API tells its sender. An end is a day, told as its last second; where in the world that day is, it does not say. */
export function sentShare(path: string, share: Record<string, unknown>): SentShare {
  const ends = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)/.exec(String(share.expiration ?? ''));
  return {
    id: String(share.id),
    path,
    to: String(share.share_with),
    ...(ends ? { expires: new Date(`${ends[1]}T${ends[2]}Z`) } : {}),
  };
}
