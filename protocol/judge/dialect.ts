import { type ClauseId, type Role, SPEAKS_OCM } from '../../vocabulary.js';
import { type Dialect, dialectOf } from './classify.js';
import type { Rule } from './contract.js';
import { notifierRole } from './notification.js';
import { parseUrl, tidyPath } from './parties.js';
import { rule } from './rule.js';

/** What each dialect does instead of OCM. */
const DIALECTS: Record<Dialect, { what: string; role?: Role; also?: ClauseId }> = {
  'ocs-share': {
    what: 'a share is announced through the older OCS federation interface instead of POST /shares',
    role: 'sender',
  },
  'ocs-notification': {
    what: 'a share is updated through the older OCS federation interface instead of POST /notifications',
  },
  'ocs-access': {
    what: 'a shared resource is looked at through an interface of its own, with the secret in the URL, instead of WebDAV',
    role: 'receiver',
    also: 'OCM-SHARE-040',
  },
  'library-share': {
    what: 'a whole library is shared with a private protocol that no other product can use',
    role: 'sender',
  },
  'library-notification': {
    what: 'the notification is about a library that was shared with a private protocol',
  },
  'library-access': {
    what: 'a shared library is read through an interface of its own instead of WebDAV',
    role: 'receiver',
  },
};

/**
 * One finding for a message in another language: to hold it to every field of OCM would only bury it.
 * The sentence it is held against is the one that sends shares through the OCM API: notifications and access follow from the share.
 */
export const dialectRules: Rule[] = [
  rule(
    {
      id: SPEAKS_OCM,
      kind: 'foreign-dialect',
      role: 'either',
      impact: 'breaks',
      clauses: ['OCM-SHARE-002', 'OCM-SHARE-040'],
      title: 'servers talk to each other in OCM, and to shared resources in WebDAV',
    },
    ({ exchange, json }) => {
      const path = tidyPath(parseUrl(exchange.request.url)?.pathname ?? '');
      const dialect = dialectOf(exchange, path, exchange.request.method.toUpperCase());
      if (dialect === undefined) return [];
      const { what, role, also } = DIALECTS[dialect];
      const clauses: ClauseId[] = ['OCM-SHARE-002', ...(also ? [also] : [])];
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
