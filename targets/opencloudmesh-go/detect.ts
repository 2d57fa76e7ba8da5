import type { Recognised, Seen } from '../vendor.js';

/** Its document says `provider: "OpenCloudMesh"` unless that is set to something else. */
export function recognise({ document }: Seen): Recognised | undefined {
  return document?.provider === 'OpenCloudMesh' ? { by: 'provider in the discovery document' } : undefined;
}
