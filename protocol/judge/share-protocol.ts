import { isAtLeast, isInForce } from '../../spec/ledger.js';
import type { ClauseId, Impact } from '../../vocabulary.js';
import { readsNewerForm } from '../newer-form.js';
import type { Rule, RuleHit } from './contract.js';
import { isObject, member, pointer, strings, text } from './json.js';
import { parseUrl } from './parties.js';
import { rule } from './rule.js';
import { isOptionsOnly, offered } from './share-offers.js';
import { show } from './show.js';

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `sent-share/${id}`, kind: 'share-creation', role: 'sender', impact, clauses, title }) as const;

const legacyForm = rule(
  head('legacy-form-members', 'protocol has name webdav and an object options', 'breaks', 'OCM-SHARE-032'),
  (message) => {
    const protocol = member(message.json, 'protocol');
    // A message in a newer form shows that its sender is newer than what was known of it.
    if (!isObject(protocol) || offered(message).length > 0) return [];
    const [name, options] = [member(protocol, 'name'), member(protocol, 'options')];
    return [
      ...(name === 'webdav'
        ? []
        : [{ where: '/protocol/name', received: show(name), reason: 'the only protocol of 1.0.0 is webdav' }]),
      ...(isObject(options)
        ? []
        : [{ where: '/protocol/options', received: show(options), reason: 'options is not an object' }]),
    ];
  },
);

/** Own protocols may be added under their own name, so only what is said of several protocols and of `multi` is demanded. */
const multiForm = rule(
  head(
    'protocol-form',
    'several protocols go under name multi, each described in a member of its name',
    'breaks',
    'OCM-SHARE-033',
  ),
  (message) => {
    const protocol = member(message.json, 'protocol');
    if (!isObject(protocol)) return [];
    const name = member(protocol, 'name');
    const count = offered(message).length;
    if (name !== undefined && typeof name !== 'string')
      return [{ where: '/protocol/name', received: show(name), reason: 'name is not a string' }];
    if (count > 1 && name !== undefined && name !== 'multi') {
      return [
        {
          where: '/protocol/name',
          received: show(name),
          reason: `${count} protocols are described, so the name must be multi`,
        },
      ];
    }
    if (count === 0 && (name === 'multi' || !isObject(member(protocol, 'options')))) {
      return [{ where: '/protocol', received: show(protocol), reason: 'no protocol is described' }];
    }
    return [];
  },
);

/** Allowed only toward servers that know nothing else; whether this is one, its discovery document tells. */
const legacyOnly = rule(
  head('not-secret-only', 'the secret-only form with options is not used', 'degrades', 'OCM-SEC-002'),
  (message) => {
    if (!isOptionsOnly(message) || message.other === undefined) return [];
    if (!readsNewerForm(strings(message.other, 'capabilities'))) return [];
    return [
      {
        where: '/protocol/options',
        received: 'options only',
        reason: 'the receiver advertises that it can take the newer form',
      },
    ];
  },
);

const webdavSecret = rule(
  head('webdav-secret-is-string', 'protocol.webdav.sharedSecret is present', 'breaks', 'OCM-SHARE-039'),
  (message) => {
    const webdav = member(message.json, 'protocol', 'webdav');
    if (!isObject(webdav) || webdav.sharedSecret !== undefined) return [];
    // 1.2.x: a code may stand in for the secret.
    if (!isAtLeast(message.spec, '1.3.0') && text(message.json, 'code')) return [];
    return [{ where: '/protocol/webdav/sharedSecret', received: 'nothing', reason: 'sharedSecret is missing' }];
  },
);

/** An absolute uri carries the host of the resource; `https://https://...` leads to a host named https. */
const webdavUri = rule(
  head(
    'webdav-uri-leads-to-resource',
    'protocol.webdav.uri is relative, or absolute with a host of the sender',
    'breaks',
    'OCM-SHARE-071',
  ),
  ({ json }) => {
    const uri = text(json, 'protocol', 'webdav', 'uri');
    if (uri === undefined || !/^[a-z][a-z0-9+.-]*:/i.test(uri)) return [];
    const hit = (reason: string): RuleHit[] => [{ where: '/protocol/webdav/uri', received: show(uri), reason }];
    // A key with a colon in it is relative; only what begins like a URL is held to be one.
    if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(uri)) return [];
    const url = parseUrl(uri);
    if (!url || !/^https?:$/.test(url.protocol)) return hit('it is no http(s) URL');
    return /^https?$/.test(url.hostname)
      ? hit(`its host is "${url.hostname}": a scheme stands where the host should`)
      : [];
  },
);

/** Deprecated in those versions; but a receiver that does not promise to resolve a relative one can only use an absolute one. */
const uriRelative = rule(
  head('webdav-uri-is-relative', 'protocol.webdav.uri is relative', 'harmless', 'OCM-SHARE-077'),
  ({ json, other, spec }) => {
    const uri = text(json, 'protocol', 'webdav', 'uri');
    if (uri === undefined || !/^https?:\/\//i.test(uri) || !strings(other, 'capabilities').includes('webdav-uri'))
      return [];
    if (!isInForce('OCM-SHARE-077', spec)) return [];
    return [{ where: '/protocol/webdav/uri', received: show(uri), reason: 'it is absolute, which is deprecated' }];
  },
);

/** Where a `-receive` key says which form of uri the receiver takes. */
const uriForm = rule(
  head(
    'webdav-uri-form-respected',
    'webdav.uri has the form that the receiver announces in webdav-receive',
    'breaks',
    'OCM-DAV-022',
  ),
  ({ json, other }) => {
    const uri = text(json, 'protocol', 'webdav', 'uri');
    const types = member(other, 'resourceTypes');
    if (uri === undefined || !Array.isArray(types)) return [];
    const type = text(json, 'resourceType');
    const entry: unknown = types.find((candidate) => member(candidate, 'name') === type) ?? types[0];
    const wanted = text(entry, 'protocols', 'webdav-receive', 'uri');
    const form = /^https?:\/\//i.test(uri) ? 'absolute' : 'relative';
    if (wanted === undefined || wanted === form || !['absolute', 'relative'].includes(wanted)) return [];
    return [
      { where: '/protocol/webdav/uri', received: show(uri), reason: `it is ${form}, the receiver takes ${wanted}` },
    ];
  },
);

/** Members that hold a URI, in any protocol. */
const URI_MEMBERS = ['uri', 'url', 'uriTemplate', 'srcUri'];

const secretNotInUri = rule(
  head('secret-not-in-uri', 'the sharedSecret does not stand in any URI', 'degrades', 'OCM-SHARE-040'),
  (message) => {
    const secrets = [
      text(message.json, 'protocol', 'options', 'sharedSecret'),
      ...offered(message).map(({ details }) => text(details, 'sharedSecret')),
    ].filter((secret) => secret !== undefined && secret.length >= 6);
    const holds = (uri: string): boolean =>
      secrets.some((secret) => uri.includes(secret ?? '') || uri.includes(encodeURIComponent(secret ?? '')));
    const reason = 'the sharedSecret stands in it';
    const received = 'a URI with the sharedSecret in it';
    return [
      ...offered(message).flatMap(({ name, details }) =>
        URI_MEMBERS.flatMap((key) =>
          holds(text(details, key) ?? '') ? [{ where: pointer('protocol', name, key), received, reason }] : [],
        ),
      ),
      ...(holds(message.exchange.request.url) ? [{ where: 'path', received, reason }] : []),
    ];
  },
);

/** Requirements by version; unknown ones lead to rejection or, worse, are not applied. */
const requirementsKnown = rule(
  head(
    'webdav-requirements-known',
    'webdav.requirements, when present, names at least one requirement of this version',
    'breaks',
    'OCM-SHARE-042',
    'OCM-SHARE-043',
    'OCM-SHARE-003',
  ),
  (message) => {
    const requirements = member(message.json, 'protocol', 'webdav', 'requirements');
    if (!Array.isArray(requirements)) return [];
    if (requirements.length === 0) {
      return [
        {
          where: '/protocol/webdav/requirements',
          received: '[]',
          reason: 'the array is empty',
          clauses: ['OCM-SHARE-043'],
        },
      ];
    }
    const known = isAtLeast(message.spec, '1.3.0')
      ? ['must-exchange-token', 'must-use-mfa']
      : ['mfa-enforced', 'use-code'];
    return requirements.slice(0, 10).flatMap((value: unknown, index): RuleHit[] =>
      typeof value !== 'string' || known.includes(value)
        ? []
        : [
            {
              where: `/protocol/webdav/requirements/${index}`,
              received: show(value),
              reason: `it is none of ${known.join(', ')}`,
              clauses: ['OCM-SHARE-042', 'OCM-SHARE-003'],
            },
          ],
    );
  },
);

/** What a share says about the ways to its resource. */
export const protocolRules: Rule[] = [
  legacyForm,
  multiForm,
  legacyOnly,
  webdavSecret,
  webdavUri,
  uriRelative,
  uriForm,
  secretNotInUri,
  requirementsKnown,
];
