import type { Check } from '../../../fixtures/check.js';
import type { ClauseId } from '../../../vocabulary.js';
import { acceptance } from '../support/acceptance.js';
import { resourceTypes } from '../support/in-force.js';

/** A legal share has to be taken in: by keyword from 1.1.0 on, before that as we read the text. */
const TAKEN_IN: [ClauseId, ClauseId] = ['OCM-SHARE-053', 'OCM-DISC-039'];
const HOUR = 3600;
const IN_2050 = Date.UTC(2050, 0, 1) / 1000;

/** What may be there, may be missing, or may look unusual (receive matrix). */
export const fields: Check[] = [
  acceptance({
    id: 'receive/optional-fields-absent',
    clauses: TAKEN_IN,
    title: 'A share without `description` and display names is taken in',
    variants: [
      {
        what: 'a share without `description`, `ownerDisplayName` and `senderDisplayName`',
        share: {
          edit: ['/description', '/ownerDisplayName', '/senderDisplayName'].map((pointer) => ({ remove: pointer })),
        },
      },
    ],
  }),
  acceptance({
    id: 'receive/optional-fields-empty',
    clauses: TAKEN_IN,
    title: 'A share with empty `description` and display names is taken in',
    variants: [
      {
        what: 'a share with empty `description`, `ownerDisplayName` and `senderDisplayName`',
        share: {
          edit: ['/description', '/ownerDisplayName', '/senderDisplayName'].map((set) => ({ set, value: '' })),
        },
      },
    ],
  }),
  acceptance({
    id: 'receive/description',
    clauses: TAKEN_IN,
    title: 'A share with a description of several lines is taken in',
    variants: [
      {
        what: 'a share with a description of several lines',
        share: { edit: [{ set: '/description', value: 'Minutes of the meeting.\nPlease comment – “soon”.' }] },
      },
    ],
  }),
  acceptance({
    id: 'receive/unknown-fields',
    clauses: TAKEN_IN,
    title: 'A share with fields that the target does not know is taken in',
    variants: [
      {
        what: 'a share with unknown fields',
        share: {
          edit: [
            { set: '/x-unknown', value: 'text' },
            { set: '/x-unknown-object', value: { deep: { list: [1, 2, 3] } } },
          ],
        },
      },
    ],
  }),
  acceptance({
    id: 'receive/expiration-ahead',
    clauses: ['OCM-SHARE-076'],
    title: 'A share that expires in an hour, or after the 31 bits of 2038, is taken in',
    variants: () =>
      Promise.resolve([
        {
          what: 'a share with `expiration` one hour ahead',
          share: { edit: [{ set: '/expiration', value: Math.floor(Date.now() / 1000) + HOUR }] },
        },
        { what: 'a share with `expiration` in 2050', share: { edit: [{ set: '/expiration', value: IN_2050 }] } },
      ]),
  }),
  acceptance({
    id: 'receive/folder',
    clauses: TAKEN_IN,
    title: 'A share of a folder is taken in',
    mayRefuse: (ctx, status) =>
      status === 501 && !resourceTypes(ctx).some((type) => type.name === 'folder')
        ? 'takes no folders, and announces none'
        : undefined,
    variants: [
      {
        what: 'a share of resource type `folder`',
        share: { kind: 'folder', suffix: '.folder', edit: [{ set: '/resourceType', value: 'folder' }] },
      },
    ],
  }),
  acceptance({
    id: 'receive/provider-id-forms',
    clauses: TAKEN_IN,
    title: 'Any string serves as `providerId`: digits, a UUID, other characters, 200 characters',
    variants: (ctx) =>
      Promise.resolve(
        [
          String(Date.now() * 1000 + 7),
          crypto.randomUUID(),
          `${ctx.unique('id')}:a.b~c=`,
          `${ctx.unique('id')}${'7'.repeat(170)}`,
        ].map((value) => ({
          what: `a share with \`providerId\` "${value.length > 60 ? `${value.slice(0, 20)}…` : value}"`,
          share: { edit: [{ set: '/providerId', value }] },
        })),
      ),
  }),
  acceptance({
    id: 'receive/unicode-name',
    clauses: TAKEN_IN,
    title: 'A share whose name has letters of several scripts, an emoji and spaces is taken in',
    variants: [{ what: 'a share with a name in several scripts', share: { suffix: ' Größe 文档 😀.txt' } }],
  }),
  acceptance({
    id: 'receive/name-without-extension',
    clauses: TAKEN_IN,
    title: 'A share of a file without extension, or with several dots, is taken in',
    variants: [
      { what: 'a share of a file without extension', share: { suffix: '' } },
      { what: 'a share of a file with several dots', share: { suffix: '.tar.gz.bak' } },
    ],
  }),
  acceptance({
    id: 'receive/unicode-display-names',
    clauses: TAKEN_IN,
    title: 'A share whose sender has a display name with accents, quotes and angle brackets is taken in',
    variants: [
      {
        what: 'a share of a sender with an unusual display name',
        share: {
          edit: ['/ownerDisplayName', '/senderDisplayName'].map((set) => ({
            set,
            value: 'Zoë "Z" O’Neill <Ωmega & Söhne>',
          })),
        },
      },
    ],
  }),
  acceptance({
    id: 'receive/sender-is-not-owner',
    clauses: ['OCM-SHARE-070', 'OCM-SHARE-053', 'OCM-DISC-039'],
    title: 'A share that another user than the owner sends is taken in',
    since: 'OCM-SHARE-080',
    variants: async (ctx) => {
      const owner = await ctx.account();
      return [
        {
          what: 'a share whose `owner` is another user than its `sender`',
          share: { edit: [{ set: '/owner', value: owner.address }] },
        },
      ];
    },
  }),
  acceptance({
    id: 'receive/content-type-with-charset',
    clauses: TAKEN_IN,
    title: 'A share sent as `application/json; charset=utf-8` is taken in',
    variants: [
      {
        what: 'a share with a charset in its content type',
        share: { headers: { 'content-type': 'application/json; charset=utf-8' } },
      },
    ],
  }),
];
