import type { Recognised, Seen } from '../vendor.js';

/** Discovery says `provider: "OpenCloud"`; the family it was forked from uses names of its own. */
export function recognise({ document }: Seen): Recognised | undefined {
  const provider = document?.provider;
  return typeof provider === 'string' && /^opencloud\b/i.test(provider) && !/opencloudmesh/i.test(provider)
    ? { by: 'provider in the discovery document' }
    : undefined;
}
