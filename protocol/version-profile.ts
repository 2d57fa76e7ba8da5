import { isAtLeast } from '../spec/ledger.js';
import { SPEC_VERSIONS, type SpecVersion } from '../vocabulary.js';
import { isObject, member, strings } from './judge/json.js';

/** Which version of the text to hold a server to, and why, in words. */
export interface VersionProfile {
  spec: SpecVersion;
  reason: string;
  /** The known version that `apiVersion` stands for. */
  announced?: SpecVersion;
}

interface Feature {
  since: SpecVersion;
  name: string;
}

/** Members that a version brought. What 1.0.0 knew nothing of is the document itself. */
const FIELDS: Record<string, SpecVersion> = {
  publicKey: '1.2.0',
  criteria: '1.2.0',
  inviteAcceptDialog: '1.2.1',
  tokenEndPoint: '1.3.0',
  jwksUri: '1.5.0',
};
/** Capabilities by the version that first names them. `/notifications` and `/invite-accepted` are the spelling of 1.1.0. */
const CAPABILITIES: Record<string, SpecVersion> = {
  '/notifications': '1.1.0',
  '/invite-accepted': '1.1.0',
  'enforce-mfa': '1.2.0',
  'webdav-uri': '1.2.0',
  'protocol-object': '1.2.0',
  'receive-code': '1.2.0',
  invites: '1.2.0',
  'invite-wayf': '1.2.1',
  'exchange-token': '1.3.0',
  'http-sig': '1.3.0',
  notifications: '1.3.0',
};
const CRITERIA: Record<string, SpecVersion> = {
  'http-request-signatures': '1.2.0',
  code: '1.2.0',
  denylist: '1.2.0',
  allowlist: '1.2.0',
  invite: '1.2.0',
  'token-exchange': '1.3.0',
  'must-use-http-sig': '1.4.0',
  'must-exchange-token': '1.4.0',
  'must-invite': '1.4.0',
};

/**
 * The version a discovery document speaks: the highest one of whose features it shows. `apiVersion` is for people and often outdated
 * (OCM-AMB-014), so it only raises the result, never lowers it. Never throws, whatever the document is.
 */
export function detectSpec(document: unknown): VersionProfile {
  if (!isObject(document)) return { spec: '1.0.0', reason: 'no discovery document, which 1.0.0 does not know' };
  let best: Feature = { since: '1.1.0', name: 'a discovery document' };
  for (const feature of featuresOf(document)) if (isLater(feature.since, best.since)) best = feature;
  const announced = announcedVersion(document);
  const claim = announced ? { announced: announced.spec } : {};
  if (announced && isLater(announced.spec, best.since)) {
    return {
      ...claim,
      spec: announced.spec,
      reason: `it announces apiVersion ${announced.text}, and no feature tells more`,
    };
  }
  const aside =
    announced && announced.spec !== best.since ? `, although it announces apiVersion ${announced.text}` : '';
  return { ...claim, spec: best.since, reason: `it shows ${best.name}, a feature of ${best.since}${aside}` };
}

function isLater(a: SpecVersion, b: SpecVersion): boolean {
  return a !== b && isAtLeast(a, b);
}

function featuresOf(document: Record<string, unknown>): Feature[] {
  const features: Feature[] = [];
  for (const [field, since] of Object.entries(FIELDS)) {
    if ((member(document, field) ?? null) !== null) features.push({ since, name: field });
  }
  if (member(document, 'publicKey', 'keyId') !== undefined) features.push({ since: '1.2.1', name: 'publicKey.keyId' });
  features.push(...named(strings(document, 'capabilities'), CAPABILITIES, 'capability'));
  features.push(...named(strings(document, 'criteria'), CRITERIA, 'criterion'));
  const types = member(document, 'resourceTypes');
  for (const entry of Array.isArray(types) ? types : []) features.push(...protocolFeatures(member(entry, 'protocols')));
  return features;
}

function named(values: string[], table: Record<string, SpecVersion>, what: string): Feature[] {
  return values.flatMap((value) => {
    const since = Object.hasOwn(table, value) ? table[value] : undefined;
    return since ? [{ since, name: `${what} ${value}` }] : [];
  });
}

function protocolFeatures(protocols: unknown): Feature[] {
  if (!isObject(protocols)) return [];
  const features: Feature[] = [];
  if (Object.hasOwn(protocols, 'ssh')) features.push({ since: '1.3.0', name: 'protocol ssh' });
  if (isObject(member(protocols, 'webapp'))) features.push({ since: '1.4.0', name: 'webapp as an object' });
  for (const key of ['webdav-receive', 'webapp-receive', 'ssh-receive']) {
    if (Object.hasOwn(protocols, key)) features.push({ since: '1.4.0', name: key });
  }
  return features;
}

/** `1.4.0`, `1.1`, `1.0-proposal1`: the known version it stands for, a newer patch counting as the version it patches. */
function announcedVersion(document: Record<string, unknown>): { spec: SpecVersion; text: string } | undefined {
  const apiVersion = member(document, 'apiVersion');
  if (typeof apiVersion !== 'string') return undefined;
  const parts = /^v?(\d{1,3})\.(\d{1,3})(?:\.(\d{1,3}))?/.exec(apiVersion);
  if (!parts) return undefined;
  const wanted = parts.slice(1).map((part) => Number(part ?? 0));
  const spec = SPEC_VERSIONS.findLast(
    (version) => /^\d/.test(version) && compare(version.split('.').map(Number), wanted) <= 0,
  );
  return spec && isAtLeast(spec, '1.0.0') ? { spec, text: apiVersion.slice(0, 40) } : undefined;
}

function compare(a: number[], b: number[]): number {
  for (const index of [0, 1, 2]) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
