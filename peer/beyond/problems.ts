import { isObject } from '../../protocol/judge/json.js';
import type { PeerHostInfo } from '../contract.js';
import { problem, type ShareProblem, stringProblem } from '../host/problem.js';
import { speaksAtLeast } from '../tongues.js';
import { customOf, hasOffer } from './discovery.js';

type Body = Record<string, unknown>;

const EXCHANGE = 'must-exchange-token';
const SSH_URI = /^[^@\s]+@[^@/\s]+:[0-9]{1,5}(\/|$)/;

/** Whether a protocol object offers a way besides WebDAV that this host can go. */
export function isWayHere(protocol: Body, info: PeerHostInfo): boolean {
  return (['webapp', 'ssh'] as const).some((offer) => hasOffer(info, offer) && isObject(protocol[offer]));
}

/** What is wrong with the ways besides WebDAV, where this host knows them; those that it does not know are none of its business. */
export function furtherProblems(protocol: unknown, info: PeerHostInfo): ShareProblem[] {
  if (!isObject(protocol)) return [];
  const { webapp, ssh } = protocol;
  return [
    ...(webapp !== undefined && hasOffer(info, 'webapp') ? webappProblems(webapp, info) : []),
    ...(ssh !== undefined && hasOffer(info, 'ssh') ? sshProblems(ssh) : []),
  ];
}

/** OCM-APP-001 to -010. No second factor here: what demands one is refused (OCM-APP-018). */
function webappProblems(webapp: unknown, info: PeerHostInfo): ShareProblem[] {
  if (!isObject(webapp)) return [problem('protocol.webapp', 'type')];
  if (!speaksAtLeast(info.speaks, '1.4')) {
    const address = webapp.uri === undefined ? 'uriTemplate' : 'uri';
    return stringProblem(`protocol.webapp.${address}`, webapp[address]);
  }
  const { uri, requirements } = webapp;
  const problems = ['uri', 'sharedSecret'].flatMap((name) => stringProblem(`protocol.webapp.${name}`, webapp[name]));
  if (typeof uri === 'string' && uri !== '' && !/^https?:\/\//i.test(uri))
    problems.push(problem('protocol.webapp.uri', 'grammar'));
  problems.push(...listProblems('targets', webapp.targets));
  problems.push(...listProblems('permissions', webapp.permissions));
  if (!Array.isArray(requirements) || !requirements.includes(EXCHANGE))
    problems.push(problem('protocol.webapp.requirements', requirements === undefined ? 'missing' : 'type'));
  else if (requirements.some((requirement) => requirement !== EXCHANGE))
    problems.push(problem('protocol.webapp.requirements', 'unsupported'));
  return problems;
}

/** A list that has to hold something. Words of no version are left aside: they may be of the next one. */
function listProblems(name: string, list: unknown): ShareProblem[] {
  const field = `protocol.webapp.${name}`;
  if (list === undefined) return [problem(field, 'missing')];
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) return [problem(field, 'type')];
  return list.length === 0 ? [problem(field, 'empty')] : [];
}

function sshProblems(ssh: unknown): ShareProblem[] {
  if (!isObject(ssh)) return [problem('protocol.ssh', 'type')];
  const problems = stringProblem('protocol.ssh.uri', ssh.uri);
  if (problems.length > 0 || SSH_URI.test(String(ssh.uri))) return problems;
  return [problem('protocol.ssh.uri', 'grammar')];
}

/**
 * A thing of a declared type: one of the agreed protocols describes it, with an address (OCM-SHARE-055), or `protocol` itself has what was agreed on.
 */
export function customProblems(body: Body, info: PeerHostInfo): ShareProblem[] | undefined {
  const resource = customOf(info, body.resourceType);
  if (!resource) return undefined;
  const { protocol } = body;
  if (protocol === undefined) return [problem('protocol', 'missing')];
  if (!isObject(protocol)) return [problem('protocol', 'type')];
  const further = Object.entries(resource.protocol ?? {});
  if (further.length > 0)
    return further.flatMap(([name, agreed]) => {
      if (protocol[name] === undefined) return [problem(`protocol.${name}`, 'missing')];
      return typeof protocol[name] === typeof agreed ? [] : [problem(`protocol.${name}`, 'type')];
    });
  const names = Object.keys(resource.protocols).filter((name) => protocol[name] !== undefined);
  if (names.length === 0) return [problem('protocol', 'unsupported', 501)];
  return names.flatMap((name) => {
    const details = protocol[name];
    if (!isObject(details)) return [problem(`protocol.${name}`, 'type')];
    return stringProblem(`protocol.${name}.uri`, details.uri);
  });
}

/** OCM-SHARE-029: an encrypted resource says by which scheme, and an object of that name says the rest. */
export function encryptionProblems({ encryption }: Body, { speaks }: PeerHostInfo): ShareProblem[] {
  if (encryption === undefined || !speaksAtLeast(speaks, '1.5')) return [];
  if (!isObject(encryption)) return [problem('encryption', 'type')];
  const { scheme } = encryption;
  const problems = ['resourceId', 'scheme'].flatMap((name) => stringProblem(`encryption.${name}`, encryption[name]));
  if (typeof scheme === 'string' && scheme !== '' && !isObject(encryption[scheme]))
    problems.push(problem(`encryption.${scheme.slice(0, 40)}`, encryption[scheme] === undefined ? 'missing' : 'type'));
  return problems;
}
