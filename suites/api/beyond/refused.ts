import type { Check } from '../../../fixtures/check.js';
import { refusal } from '../support/refusal.js';
import { FOREIGN, namesProtocol, namesType } from './kinds.js';

const secret = 'a-secret-of-enough-characters';

/** Ways to a file besides WebDAV. */
const WAYS: Record<string, unknown> = {
  webapp: {
    uri: 'https://cloud.example.org/apps/x',
    viewMode: 'read',
    targets: ['blank'],
    permissions: ['view'],
    requirements: ['must-exchange-token'],
    sharedSecret: secret,
  },
  ssh: { uri: 'somebody@127.0.0.1:22/nothing', accessTypes: ['remote'] },
  datatx: { srcUri: 'https://cloud.example.org/dav/x', sharedSecret: secret, size: 7 },
};

/** A file that can be got at in one way only, which the target does not announce. */
const ways = Object.entries(WAYS).map(([protocol, details]) =>
  refusal({
    id: `beyond/only-${protocol}-refused`,
    // Who does take it in would have to advertise it (OCM-DISC-036).
    clauses: ['OCM-SHARE-055', 'OCM-DISC-036'],
    title: `A share over ${protocol} alone is refused by a server that does not announce it`,
    names: [400, 501],
    unless: (ctx) =>
      namesProtocol(ctx, protocol) ? `its discovery document names the protocol \`${protocol}\`` : undefined,
    variants: [
      {
        what: `a share over ${protocol} alone`,
        share: { form: 'multi', edit: [{ set: '/protocol', value: { name: 'multi', [protocol]: details } }] },
      },
    ],
  }),
);

/** A thing of a type that the target does not announce. */
const things = FOREIGN.map(({ slug, what, resource: { type, protocols } }) => {
  const offers = Object.entries(protocols).map(([name, { share = {} }]) => [
    name,
    { uri: `https://cloud.example.org/${slug}/7`, sharedSecret: secret, ...share },
  ]);
  return refusal({
    id: `beyond/${slug}-refused`,
    clauses: ['OCM-SHARE-058'],
    title: `A share of ${what} is refused by a server that does not announce such things`,
    names: [501, 400],
    unless: (ctx) => (namesType(ctx, type) ? `its discovery document names the resource type \`${type}\`` : undefined),
    variants: [
      {
        what,
        share: {
          edit: [
            { set: '/resourceType', value: type },
            { set: '/protocol', value: { name: 'multi', ...(Object.fromEntries(offers) as object) } },
          ],
        },
      },
    ],
  });
});

/** What a target does not speak is refused, and leaves nothing behind. */
export const refusedKinds: Check[] = [...ways, ...things];
