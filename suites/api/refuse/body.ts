import type { Check } from '../../../fixtures/check.js';
import { refusal } from '../support/refusal.js';

/** Bytes that no share needs: the body could only be read by a server without any limit. */
const OVERSIZE = 6 * 1024 * 1024;
/** Levels of nesting that break a careless recursive parser. */
const DEEP = 20_000;

/** What is not a share at all: refused, never a crash, never taken in (OCM-SHARE-055). */
export const bodies: Check[] = [
  refusal({
    id: 'refuse/body-not-json',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A body that is not JSON is refused',
    variants: [
      { what: 'a body cut in the middle of its JSON', share: { rawBody: '{"shareWith": "someone@' } },
      { what: 'a body of plain words', share: { rawBody: 'please share this' } },
    ],
  }),
  refusal({
    id: 'refuse/body-not-an-object',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A JSON body that is not an object is refused',
    variants: [
      { what: 'a JSON array', share: { rawBody: '[]' } },
      { what: 'a JSON string', share: { rawBody: '"share"' } },
      { what: 'JSON null', share: { rawBody: 'null' } },
    ],
  }),
  refusal({
    id: 'refuse/empty-object',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'An empty JSON object is refused',
    variants: [{ what: 'an empty JSON object', share: { rawBody: '{}' } }],
  }),
  refusal({
    id: 'refuse/empty-body',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A request without body is refused',
    variants: [{ what: 'an empty body', share: { rawBody: '' } }],
  }),
  refusal({
    id: 'refuse/deeply-nested-body',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A body of arrays nested thousands of levels deep is refused',
    cutIsRefusal: true,
    variants: [
      { what: `arrays nested ${DEEP} levels deep`, share: { rawBody: `${'['.repeat(DEEP)}${']'.repeat(DEEP)}` } },
    ],
  }),
  refusal({
    id: 'refuse/oversized-body',
    clauses: ['OCM-SHARE-055', 'OCM-SEC-010'],
    anyRecipient: true,
    title: 'A body of 6 MiB, all of it in `name`, is refused',
    names: [400, 413],
    cutIsRefusal: true,
    variants: [
      {
        what: 'a share with a `name` of 6 MiB',
        share: { edit: [{ set: '/name', value: 'x'.repeat(OVERSIZE) }] },
      },
    ],
  }),
  refusal({
    id: 'refuse/foreign-content-type',
    clauses: ['OCM-SHARE-055'],
    anyRecipient: true,
    title: 'A body in another format than JSON, and saying so, is refused',
    names: [400, 415],
    variants: [
      {
        what: 'XML sent as application/xml',
        share: { rawBody: '<share><name>x</name></share>', headers: { 'content-type': 'application/xml' } },
      },
      {
        what: 'a form without any field of a share',
        share: { rawBody: 'a=1&b=2', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      },
    ],
  }),
  refusal({
    id: 'refuse/json-as-text',
    clauses: ['OCM-SHARE-055'],
    title: 'A share in JSON that is labelled text/plain is refused or taken in, without a crash',
    names: [400, 415],
    mayBeTaken: true,
    variants: [{ what: 'a JSON share labelled text/plain', share: { headers: { 'content-type': 'text/plain' } } }],
  }),
];
