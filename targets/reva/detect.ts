import type { Recognised, Seen } from '../vendor.js';

/** Discovery says `provider: "reva"` unless it is set, as CERNBox does. */
export function recognise({ document }: Seen): Recognised | undefined {
  const provider = document?.provider;
  return typeof provider === 'string' && /\b(reva|cernbox)\b/i.test(provider)
    ? { by: 'provider in the discovery document' }
    : undefined;
}
