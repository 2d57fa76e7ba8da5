import type { Exchange } from '../../../protocol/exchange.js';
import { jsonOf } from '../../../protocol/exchange.js';
import { isObject, member, text } from '../../../protocol/judge/json.js';

/** How a notification takes what the text says in several ways; undefined where it takes no side. */
type Reading = (notification: unknown) => string | undefined;

/** OCM-AMB-005: types, and what the inner object holds. */
const payload: Reading = (notification) => {
  const type = text(notification, 'notificationType');
  const inner = member(notification, 'notification');
  if (type === undefined || !isObject(inner)) return undefined;
  const names = Object.entries(inner).flatMap(([name, value]) =>
    isObject(value) ? Object.keys(value).map((nested) => `${name}.${nested}`) : [name],
  );
  return `${type} holds ${names.sort().join(', ') || 'nothing'}`;
};

/** OCM-AMB-004. */
const sender: Reading = (notification) =>
  text(notification, 'senderDomain') === undefined ? undefined : 'names its server in `senderDomain`';

/** OCM-AMB-007. */
const types: Reading = (notification) => {
  const sent = ['resourceType', 'shareType'].filter((name) => member(notification, name) !== undefined);
  return `sends ${sent.map((name) => `\`${name}\``).join(' and ') || 'no type'}`;
};

const READINGS: Record<string, Reading> = {
  'sent-notification/notification-is-object': payload,
  'sent-notification/sender-domain-is-host': sender,
  'sent-notification/resource-type-is-string': types,
  'sent-notification/resource-or-share-type': types,
};

/** What the check of that id tells of ambiguities, for `judged`. */
export function readingOf(id: string): { reading?: (exchange: Exchange) => string | undefined } {
  const reading = READINGS[id];
  return reading ? { reading: ({ request }) => reading(jsonOf(request.body)) } : {};
}
