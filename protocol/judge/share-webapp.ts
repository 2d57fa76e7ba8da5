import { isAtLeast } from '../../spec/ledger.js';
import type { ClauseId, Impact } from '../../vocabulary.js';
import type { Rule } from './contract.js';
import { isObject, member, pointer, strings, text } from './json.js';
import { parseUrl } from './parties.js';
import { rule } from './rule.js';
import { offered } from './share-offers.js';
import { show } from './show.js';

const head = (id: string, title: string, impact: Impact, ...clauses: ClauseId[]) =>
  ({ id: `sent-share/${id}`, kind: 'share-creation', role: 'sender', impact, clauses, title }) as const;

const webappUri = rule(
  head(
    'webapp-uri-is-absolute',
    'webapp.uri is present, from 1.4.0 an absolute URL',
    'breaks',
    'OCM-APP-001',
    'OCM-APP-002',
  ),
  (message) => {
    const webapp = member(message.json, 'protocol', 'webapp');
    if (!isObject(webapp)) return [];
    const where = '/protocol/webapp/uri';
    // 1.1.0 and 1.2.0 call it uriTemplate.
    if (webapp.uri === undefined) {
      const older = !isAtLeast(message.spec, '1.2.1') && webapp.uriTemplate !== undefined;
      return older ? [] : [{ where, received: 'nothing', reason: 'uri is missing', clauses: ['OCM-APP-001'] }];
    }
    const uri = text(webapp, 'uri');
    const isAbsolute = /^https?:\/\//i.test(uri ?? '') && parseUrl(uri) !== undefined;
    return uri === undefined || isAbsolute
      ? []
      : [{ where, received: show(uri), reason: 'it is not an absolute http(s) URL', clauses: ['OCM-APP-002'] }];
  },
);

const viewMode = rule(
  head('webapp-view-mode', 'webapp.viewMode is view, read or write', 'degrades', 'OCM-APP-004'),
  ({ json }) => {
    const webapp = member(json, 'protocol', 'webapp');
    if (!isObject(webapp) || ['view', 'read', 'write'].includes(String(webapp.viewMode))) return [];
    return [
      {
        where: '/protocol/webapp/viewMode',
        received: show(webapp.viewMode),
        reason: 'viewMode is missing or none of view, read, write',
      },
    ];
  },
);

const webappTargets = rule(
  head(
    'webapp-targets-offered',
    'webapp.targets holds only what the receiver lists in webapp-receive',
    'breaks',
    'OCM-APP-006',
  ),
  ({ json, other }) => {
    const types = member(other, 'resourceTypes');
    if (!Array.isArray(types)) return [];
    const lists = types.filter((entry) => member(entry, 'protocols', 'webapp-receive') !== undefined);
    const allowed = lists.flatMap((entry) => strings(entry, 'protocols', 'webapp-receive', 'targets'));
    if (lists.length === 0) return [];
    return strings(json, 'protocol', 'webapp', 'targets').flatMap((target, index) =>
      allowed.includes(target)
        ? []
        : [
            {
              where: `/protocol/webapp/targets/${index}`,
              received: show(target),
              reason: 'the receiver does not list it',
            },
          ],
    );
  },
);

const requirementsAgree = rule(
  head(
    'requirements-agree',
    'all protocols of a share with webapp carry the same requirements',
    'breaks',
    'OCM-APP-009',
    'OCM-SHARE-073',
  ),
  (message) => {
    const protocols = offered(message);
    const of = (details: unknown): string => [...new Set(strings(details, 'requirements'))].sort().join(',');
    const webapp = protocols.find(({ name }) => name === 'webapp');
    if (!webapp) return [];
    return protocols
      .filter(({ details }) => of(details) !== of(webapp.details))
      .map(({ name, details }) => ({
        where: pointer('protocol', name, 'requirements'),
        received: show(details.requirements),
        reason: 'they differ from the requirements of webapp',
      }));
  },
);

/** Shares that open in a web application of the sender. */
export const webappRules: Rule[] = [webappUri, viewMode, webappTargets, requirementsAgree];
