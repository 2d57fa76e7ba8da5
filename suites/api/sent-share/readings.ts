import type { Exchange } from '../../../protocol/exchange.js';
import { jsonOf } from '../../../protocol/exchange.js';
import { isObject, member, text } from '../../../protocol/judge/json.js';

/** How an announcement takes what the text says in several ways; undefined where it takes no side. */
type Reading = (share: unknown) => string | undefined;

/** OCM-AMB-009: members one level deep, or two. */
const members: Reading = (share) => {
  const protocol = member(share, 'protocol');
  if (!isObject(protocol)) return undefined;
  const named = Object.keys(protocol).map((name) =>
    name === 'name' ? `name \`${String(protocol.name)}\`` : `\`${name}\``,
  );
  return `\`protocol\` holds ${named.sort().join(', ')}`;
};

/** OCM-AMB-011. Several stacks sent the member as `url`. */
const uri: Reading = (share) => {
  const found = text(share, 'protocol', 'webdav', 'uri');
  if (found !== undefined) return /^https?:\/\//i.test(found) ? 'sends an absolute `uri`' : 'sends a relative `uri`';
  return member(share, 'protocol', 'webdav', 'url') === undefined ? undefined : 'sends `url` in place of `uri`';
};

/** OCM-AMB-013. */
const recipient: Reading = (share) => {
  const to = text(share, 'shareWith');
  return to === undefined || /:\/\//.test(to) ? undefined : 'names the recipient without a scheme';
};

/** OCM-AMB-025. */
const expiration: Reading = (share) => {
  const end = member(share, 'expiration');
  if (end === undefined) return 'leaves `expiration` out of a share without end';
  return `sends \`expiration\` ${typeof end === 'number' && end > 0 ? 'with a share that was given no end' : String(end)}`;
};

/** OCM-AMB-026: whether `share` is among what a share for reading grants. */
const permissions: Reading = (share) => {
  const list = member(share, 'protocol', 'webdav', 'permissions');
  return Array.isArray(list) ? `grants ${list.map(String).join(', ') || 'nothing'}` : undefined;
};

const READINGS: Record<string, Reading> = {
  'sent-share/protocol-is-object': members,
  'sent-share/webdav-uri-is-string': uri,
  'sent-share/share-with-is-address': recipient,
  'sent-share/expiration-is-epoch-seconds': expiration,
  'sent-share/webdav-permissions-known': permissions,
};

/** What the check of that id tells of ambiguities, for `judged`. */
export function readingOf(id: string): { reading?: (exchange: Exchange) => string | undefined } {
  const reading = READINGS[id];
  return reading ? { reading: ({ request }) => reading(jsonOf(request.body)) } : {};
}
