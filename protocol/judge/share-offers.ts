import type { Message } from './contract.js';
import { isObject, member } from './json.js';

/** Members of `protocol` that carry the details of a protocol of that name. */
export function offered(message: Message): { name: string; details: Record<string, unknown> }[] {
  const protocol = member(message.json, 'protocol');
  if (!isObject(protocol)) return [];
  return Object.keys(protocol)
    .filter((key) => key !== 'name' && key !== 'options')
    .slice(0, 50)
    .flatMap((name) => {
      const details = protocol[name];
      return isObject(details) ? [{ name, details }] : [];
    });
}

/** The deprecated form of 1.0: name and options, no member named after a protocol. */
export const isOptionsOnly = (message: Message): boolean =>
  offered(message).length === 0 && isObject(member(message.json, 'protocol', 'options'));
