import { authorityOf, parseAddress, sameAuthority } from '../../protocol/address.js';
import type { Behaviour } from '../behaviour.js';
import { customOf } from '../beyond/discovery.js';
import { customProblems, encryptionProblems, furtherProblems, isWayHere } from '../beyond/problems.js';
import type { PeerHostInfo, ShareForm, Speaks } from '../contract.js';
import { TONGUES } from '../tongues.js';
import { problem, type ShareProblem, stringProblem } from './problem.js';
import type { HostState } from './state.js';

export { problem, type ShareProblem, stringProblem } from './problem.js';

/** Bytes that a message of the OCM API may have. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Bytes that the name of a resource may have, as on most file systems. */
export const MAX_NAME_BYTES = 255;
/** Levels of lists and objects that a message may have. */
const MAX_DEPTH = 64;

/** A Share Creation Notification as it came in, read as far as it can be read. */
export interface IncomingShare {
  headers: Record<string, string>;
  /** Size of the body. */
  bytes: number;
  /** Undefined when the body is no JSON object. */
  body: Record<string, unknown> | undefined;
  form: ShareForm | undefined;
}

/** Reads headers and bytes; the problems are those that stand before any field. */
export function readIncomingShare(
  headers: Record<string, string>,
  bytes: Uint8Array,
): { share: IncomingShare; problems: ShareProblem[] } {
  const problems: ShareProblem[] = [];
  const share: IncomingShare = { headers, bytes: bytes.length, body: undefined, form: undefined };
  if (bytes.length > MAX_MESSAGE_BYTES) problems.push(problem('body', 'too-large', 413));
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') problems.push(problem('content-type', type ? 'type' : 'missing'));
  const { json, kind } = readJson(bytes);
  if (kind) problems.push(problem('body', kind));
  else share.body = json;
  if (share.body && isObject(share.body.protocol)) {
    const { protocol } = share.body;
    if (protocol.name === 'multi') share.form = 'multi';
    else if (isObject(protocol.webdav)) share.form = 'named';
    else share.form = 'legacy';
  }
  return { share, problems };
}

/** Everything that is wrong with the fields, in the order of the text. Asks no other host. */
export function problemsOf(body: Record<string, unknown>, state: HostState, behaviour: Behaviour): ShareProblem[] {
  const speaks = state.info.speaks;
  return [
    ...requiredStrings(body, speaks),
    ...optionalFields(body, speaks),
    ...addresses(body, state, behaviour),
    ...supported(body, state.info),
    ...recipient(body, state, behaviour),
    ...nameProblems(body.name),
    ...(customProblems(body, state.info) ?? protocolProblems(body.protocol, state.info)),
    ...furtherProblems(body.protocol, state.info),
    ...encryptionProblems(body, state.info),
    ...demandProblems(body, state.info),
  ];
}

/** OCM-SHARE-009 to -023 and -078 to -080; `sender` is optional in 1.0 (OCM-SHARE-080). */
function requiredStrings(body: Record<string, unknown>, speaks: Speaks): ShareProblem[] {
  const names = ['shareWith', 'name', 'providerId', 'owner', 'sender', 'shareType', 'resourceType'];
  return names.flatMap((name) => {
    if (name === 'sender' && speaks === '1.0' && body.sender === undefined) return [];
    return stringProblem(name, body[name]);
  });
}

function optionalFields(body: Record<string, unknown>, speaks: Speaks): ShareProblem[] {
  const problems: ShareProblem[] = [];
  for (const name of ['description', 'ownerDisplayName', 'senderDisplayName']) {
    if (body[name] !== undefined && typeof body[name] !== 'string') problems.push(problem(name, 'type'));
  }
  const { expiration } = body;
  if (expiration === undefined || speaks === '1.0') return problems;
  if (!Number.isSafeInteger(expiration) || (expiration as number) < 0) problems.push(problem('expiration', 'type'));
  // Zero is how some servers say "never", though the text has the field left out then (AMB-025).
  else if (expiration !== 0 && (expiration as number) * 1000 < Date.now())
    problems.push(problem('expiration', 'expired'));
  return problems;
}

/** OCM-ADDR-001 to -007. In 1.0 only the one that names the sender's host has to be an address. */
function addresses(body: Record<string, unknown>, state: HostState, behaviour: Behaviour): ShareProblem[] {
  const problems: ShareProblem[] = [];
  const held = state.info.speaks === '1.0' ? ['shareWith', senderField(body)] : ['shareWith', 'owner', 'sender'];
  for (const name of held) {
    const value = body[name];
    if (typeof value !== 'string' || value === '') continue;
    const parsed = parseAddress(value);
    if (!parsed.ok) problems.push(problem(name, 'grammar'));
    else if (
      name === 'shareWith' &&
      !behaviour.ignoresRecipientHost &&
      !sameAuthority(parsed.address.authority, state.info.authority)
    )
      problems.push(problem(name, 'host'));
  }
  return problems;
}

/** OCM-SHARE-058: what is not supported is 501, not 400. */
function supported(body: Record<string, unknown>, info: PeerHostInfo): ShareProblem[] {
  const problems: ShareProblem[] = [];
  const { shareType, resourceType } = body;
  if (isFilled(shareType) && !['user', 'group'].includes(shareType))
    problems.push(problem('shareType', 'unsupported', 501));
  if (isFilled(resourceType) && !RESOURCE_TYPES[info.speaks].includes(resourceType) && !customOf(info, resourceType))
    problems.push(problem('resourceType', 'unsupported', 501));
  return problems;
}

/** Resource types that a version of ours takes, as its discovery document says. */
export const RESOURCE_TYPES: Record<Speaks, string[]> = {
  '1.0': ['file'],
  '1.2': ['file', 'folder'],
  '1.3': ['file', 'folder'],
  '1.4': ['file', 'folder'],
  '1.5': ['file', 'folder'],
};

function recipient(body: Record<string, unknown>, state: HostState, behaviour: Behaviour): ShareProblem[] {
  if (identifierOf(body.shareWith) === undefined) return [];
  if (body.shareType !== 'user' && body.shareType !== 'group') return [];
  return recipientsOf(body, state, behaviour) ? [] : [problem('shareWith', 'unknown')];
}

/** Accounts that a share is for: each member of a group gets an entry of their own (OCM-SHARE-020). Undefined when there is nobody. */
export function recipientsOf(
  body: Record<string, unknown>,
  state: HostState,
  behaviour: Behaviour,
): { user: string; group?: string }[] | undefined {
  const whole = identifierOf(body.shareWith);
  if (whole === undefined) return undefined;
  const identifier = behaviour.readsIdentifier === 'to-first-at' ? (whole.split('@', 1)[0] ?? whole) : whole;
  if (body.shareType === 'group') {
    const members = state.groups.get(identifier);
    return members?.filter((user) => state.accounts.has(user)).map((user) => ({ user, group: identifier }));
  }
  const isSame = (user: string): boolean =>
    user === identifier ||
    (behaviour.readsIdentifier === 'without-case' && user.toLowerCase() === identifier.toLowerCase());
  const user = [...state.accounts.keys()].find(isSame);
  return user === undefined ? undefined : [{ user }];
}

/** A name becomes an entry of a folder, so it must be able to be one. */
export function nameProblems(name: unknown): ShareProblem[] {
  if (!isFilled(name)) return [];
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) return [problem('name', 'too-long')];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[/\u0000-\u001f\u007f]/.test(name) || name === '.' || name === '..') return [problem('name', 'characters')];
  return [];
}

function protocolProblems(protocol: unknown, info: PeerHostInfo): ShareProblem[] {
  const { speaks } = info;
  if (protocol === undefined) return [problem('protocol', 'missing')];
  if (!isObject(protocol)) return [problem('protocol', 'type')];
  // With one property per protocol the name may be left out (OCM-DISC-048).
  if (speaks !== '1.0' && protocol.name === undefined && isObject(protocol.webdav))
    return webdavProblems(protocol.webdav, info);
  const name = stringProblem('protocol.name', protocol.name);
  if (name.length > 0) return name;
  const known = speaks === '1.0' ? ['webdav'] : ['webdav', 'multi'];
  if (speaks !== '1.0' && protocol.webdav === undefined && isWayHere(protocol, info)) return [];
  if (!known.includes(protocol.name as string)) return [problem('protocol.name', 'unsupported', 501)];
  if (protocol.name === 'multi' && protocol.webdav === undefined)
    return [problem('protocol.webdav', 'unsupported', 501)];
  if (speaks === '1.0' || protocol.webdav === undefined) return optionsProblems(protocol.options);
  return webdavProblems(protocol.webdav, info);
}

function optionsProblems(options: unknown): ShareProblem[] {
  if (options === undefined) return [problem('protocol.options', 'missing')];
  if (!isObject(options)) return [problem('protocol.options', 'type')];
  return stringProblem('protocol.options.sharedSecret', options.sharedSecret);
}

/** OCM-SHARE-038 to -044. */
function webdavProblems(webdav: unknown, info: PeerHostInfo): ShareProblem[] {
  if (!isObject(webdav)) return [problem('protocol.webdav', 'type')];
  const problems = [
    ...stringProblem('protocol.webdav.uri', webdav.uri),
    ...stringProblem('protocol.webdav.sharedSecret', webdav.sharedSecret),
  ];
  const { permissions, requirements } = webdav;
  if (permissions !== undefined && !isStringList(permissions))
    problems.push(problem('protocol.webdav.permissions', 'type'));
  if (requirements !== undefined && !isStringList(requirements))
    problems.push(problem('protocol.webdav.requirements', 'type'));
  // A second factor and tokens are not everywhere: a requirement that cannot be kept is refused (OCM-SHARE-044).
  else if (requirements?.some((requirement) => requirement !== exchangeWord(info) && !isMfaHere(requirement, info)))
    problems.push(problem('protocol.webdav.requirements', 'unsupported'));
  return problems;
}

/** The requirement that a host can keep. */
export function exchangeWord({ speaks, tokens }: PeerHostInfo): string | undefined {
  return tokens && TONGUES[speaks].exchangeRequirement;
}

/** What the versions call the requirement of a second factor. */
export const MFA_WORDS: readonly unknown[] = ['must-use-mfa', 'mfa-enforced'];

const isMfaHere = (requirement: unknown, { enforcesMfa }: PeerHostInfo): boolean =>
  enforcesMfa === true && MFA_WORDS.includes(requirement);

/** A host that demands tokens takes no share that opens without (OCM-DISC-052). */
function demandProblems({ protocol, code }: Record<string, unknown>, info: PeerHostInfo): ShareProblem[] {
  if (!info.demands?.includes('token') || !isObject(protocol)) return [];
  if (info.tokens === 'code') return stringProblem('code', code);
  const offers = Object.entries(protocol).filter(([name, offer]) => name !== 'options' && isObject(offer));
  const isMet = ([, offer]: [string, unknown]): boolean => {
    const requirements = isObject(offer) ? offer.requirements : undefined;
    return Array.isArray(requirements) && requirements.includes(exchangeWord(info));
  };
  return offers.length > 0 && offers.every(isMet) ? [] : [problem('protocol.webdav.requirements', 'demanded', 403)];
}

/** Field that names the sender's host: `sender`, in 1.0 possibly only `owner` (OCM-SHARE-070). */
export function senderField(body: Record<string, unknown>): 'sender' | 'owner' {
  return authorityOf(body.sender) === undefined ? 'owner' : 'sender';
}

/** Identifier before the last @ of an address, undefined when there is none. */
export function identifierOf(address: unknown): string | undefined {
  if (typeof address !== 'string') return undefined;
  const at = address.lastIndexOf('@');
  return at > 0 ? address.slice(0, at) : undefined;
}

/** The JSON object in a body, or why there is none. Nobody nests a message deeper than this, and code that walks it would fail. */
export function readJson(
  bytes: Uint8Array,
): { json: Record<string, unknown>; kind?: undefined } | { json?: undefined; kind: 'malformed' | 'too-deep' | 'type' } {
  const text = Buffer.from(bytes).toString('utf8');
  if (depthOf(text) > MAX_DEPTH) return { kind: 'too-deep' };
  try {
    const json: unknown = JSON.parse(text);
    return isObject(json) ? { json } : { kind: 'type' };
  } catch {
    return { kind: 'malformed' };
  }
}

function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 0x5c) at += 1;
      else if (code === 0x22) inString = false;
    } else if (code === 0x22) inString = true;
    else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return deepest;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
