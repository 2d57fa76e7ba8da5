import type { Check } from '../../../fixtures/check.js';
import { refusal } from '../support/refusal.js';

const named = (value: string) => ({ edit: [{ set: '/name', value }] });

/** Names under which nothing can be shown or stored (OCM-SHARE-055). */
export const names: Check[] = [
  refusal({
    id: 'refuse/name-is-dots',
    clauses: ['OCM-SHARE-055'],
    title: 'A share named `.` or `..` is refused',
    variants: [
      { what: 'a share named `..`', share: named('..') },
      { what: 'a share named `.`', share: named('.') },
    ],
  }),
  refusal({
    id: 'refuse/name-leaves-folder',
    clauses: ['OCM-SHARE-055', 'OCM-SEC-009'],
    title: 'A share whose name climbs out of the folder it will be put in is refused',
    variants: [
      { what: 'a share named `../../escape.txt`', share: named('../../escape.txt') },
      { what: 'a share named `a/../../escape.txt`', share: named('a/../../escape.txt') },
    ],
  }),
  refusal({
    id: 'refuse/name-with-nul',
    clauses: ['OCM-SHARE-055'],
    title: 'A share whose name holds a NUL character is refused',
    variants: [{ what: 'a share whose name holds NUL', share: named('a\u0000b.txt') }],
  }),
  refusal({
    id: 'refuse/name-too-long',
    clauses: ['OCM-SHARE-055'],
    title: 'A share with a name of 5000 characters, longer than any file system takes, is refused',
    variants: [{ what: 'a share with a name of 5000 characters', share: named(`${'n'.repeat(4996)}.txt`) }],
  }),
];
