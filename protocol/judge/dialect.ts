import type { ClauseId, Role } from '../../vocabulary.js';
import { type Dialect, dialectOf } from './classify.js';
import type { Rule } from './contract.js';
import { notifierRole } from './notification.js';
import { parseUrl, tidyPath } from './parties.js';
import { rule } from './rule.js';

/** What each dialect does instead of OCM, and the sentence nearest to that. */
const DIALECTS: Record<Dialect, { clauses: ClauseId[]; what: string; role?: Role }> = {
  'ocs-share': {
    clauses: ['OCM-SHARE-002'],
    what: 'a share is announced through the older OCS federation interface instead of POST /shares',
    role: 'sender',
  },
  'ocs-notification': {
    clauses: ['OCM-NOTIF-001'],
    what: 'a share is updated through the older OCS federation interface instead of POST /notifications',
  },
  'ocs-access': {
    clauses: ['OCM-SHARE-040', 'OCM-DAV-009'],
    what: 'a shared resource is read through an interface of its own, with the secret in the URL, instead of WebDAV',
    role: 'receiver',
  },
  'library-share': {
    clauses: ['OCM-SHARE-074', 'OCM-SHARE-032', 'OCM-SHARE-034'],
    what: 'a library is shared with a private protocol, described in options, that no other product can use',
    role: 'sender',
  },
  'library-notification': {
    clauses: ['OCM-NOTIF-001'],
    what: 'the notification is about a library and names a server where the share should stand',
  },
  'library-access': {
    clauses: ['OCM-DAV-009'],
    what: 'a shared resource is read through an interface of its own instead of WebDAV',
    role: 'receiver',
  },
};

/**
 * One finding for a message in another language: to hold it to every field of OCM would only bury it.
 * Reported at every version, because it is what explains a flow that cannot work between two products.
 */
export const dialectRules: Rule[] = [
  rule(
    {
      id: 'dialect/speaks-ocm',
      kind: 'foreign-dialect',
      role: 'either',
      impact: 'breaks',
      clauses: [...new Set(Object.values(DIALECTS).flatMap(({ clauses }) => clauses))],
      title: 'servers talk to each other in OCM, and to shared resources in WebDAV',
    },
    ({ exchange, json }) => {
      const path = tidyPath(parseUrl(exchange.request.url)?.pathname ?? '');
      const dialect = dialectOf(exchange, path, exchange.request.method.toUpperCase());
      if (dialect === undefined) return [];
      const { clauses, what, role } = DIALECTS[dialect];
      return [
        {
          where: 'path',
          received: `${exchange.request.method} ${path}`,
          reason: what,
          clauses,
          role: role ?? notifierRole(json),
        },
      ];
    },
  ),
];
