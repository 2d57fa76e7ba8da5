/**
 * Capabilities of a receiver that can parse a `protocol` object with a member per protocol: the one that says so (OCM-DISC-048), and
 * two that are about what only such an object can carry.
 */
const NEWER_FORM = ['protocol-object', 'exchange-token', 'webdav-uri'];

/** Whether a sender has no reason to use the old form with `options` toward who advertises these capabilities (OCM-SEC-002). */
export function readsNewerForm(capabilities: readonly string[]): boolean {
  return NEWER_FORM.some((name) => capabilities.includes(name));
}
