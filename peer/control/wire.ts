import type { PeerControl } from '../contract.js';

/** Methods that can be called over the control API. `close` stays with the process that owns the peer. */
export const METHODS = [
  'openHost',
  'closeHost',
  'suspendHost',
  'resumeHost',
  'limitHost',
  'hosts',
  'addAccount',
  'addGroup',
  'put',
  'sendShare',
  'sendNotification',
  'send',
  'unshare',
  'createInvite',
  'acceptInvite',
  'contacts',
  'received',
  'accept',
  'decline',
  'dav',
  'mark',
  'exchanges',
  'awaitExchange',
  'idle',
] as const satisfies readonly (keyof PeerControl)[];

export type Method = (typeof METHODS)[number];

/** A call: POST with this body. Bytes travel as `{ "$bytes": base64 }`. */
export interface Call {
  method: Method;
  args: unknown[];
}

export type Answer = { result?: unknown } | { error: { kind: 'usage' | 'fault'; message: string } };

export function encode(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => (isBytesJson(item) ? toBytesJson(item) : item));
}

export function decode(text: string): unknown {
  return JSON.parse(text, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || !('$bytes' in item)) return item;
    return typeof item.$bytes === 'string' ? new Uint8Array(Buffer.from(item.$bytes, 'base64')) : item;
  });
}

/** A Buffer has become `{ type: 'Buffer', data }` before a replacer sees it; other byte arrays arrive as they are. */
function isBytesJson(item: unknown): item is Uint8Array | { type: 'Buffer'; data: number[] } {
  if (item instanceof Uint8Array) return true;
  return typeof item === 'object' && item !== null && 'type' in item && item.type === 'Buffer' && 'data' in item;
}

function toBytesJson(item: Uint8Array | { type: 'Buffer'; data: number[] }): { $bytes: string } {
  return { $bytes: Buffer.from(item instanceof Uint8Array ? item : item.data).toString('base64') };
}
