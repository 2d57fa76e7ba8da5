import type { Check, CheckContext } from '../../../fixtures/check.js';
import { defineCheck, kept, violated } from '../../../fixtures/check.js';
import type { ShareForm } from '../../../peer/contract.js';
import type { Exchange } from '../../../protocol/exchange.js';
import { versionOrder } from '../../../spec/ledger.js';
import { failsAnyway } from '../support/absence.js';
import { acceptance } from '../support/acceptance.js';
import { answerInWords, inconclusive, isServerError, isSuccess } from '../support/answer.js';
import { deliver, refusesUs } from '../support/deliver.js';
import { hasCapability, noProtocolObject, onlyByToken } from '../support/in-force.js';

/** Before 1.1.0 there was only one form; from then on a receiver may leave the old one behind (OCM-SHARE-035). */
const legacyIsOptional = (ctx: CheckContext): boolean => versionOrder(ctx.target.spec) >= versionOrder('1.1.0');

const understandsWebdav = defineCheck({
  id: 'receive/understands-webdav',
  clauses: ['OCM-SHARE-035'],
  role: 'receiver',
  needs: ['account', 'callback'],
  impact: 'breaks',
  title: 'At least one of the three ways to describe a WebDAV share is taken in',
  async run(ctx) {
    const tried: Exchange[] = [];
    const taken: ShareForm[] = [];
    // What demands tokens takes no form that has no place for that.
    const forms: ShareForm[] = onlyByToken(ctx) ? ['multi', 'named'] : ['multi', 'named', 'legacy'];
    for (const form of forms) {
      const { exchange } = await deliver(ctx, { form });
      const open = inconclusive(exchange) ?? refusesUs(exchange);
      if (open) return open;
      tried.push(exchange);
      if (isSuccess(exchange)) taken.push(form);
    }
    if (taken.length > 0) return kept(`takes ${taken.join(', ')}`);
    const anyway = tried.every(isServerError) ? await failsAnyway(ctx, tried) : undefined;
    if (anyway) return anyway;
    return violated({
      expected:
        'a share over WebDAV is taken in as `multi`, as `webdav` with a property of that name, or with `options`',
      received: tried.map(answerInWords).join(' | '),
      reason: 'The target refuses all three ways to describe a WebDAV share.',
      exchanges: tried,
    });
  },
});

/** What a protocol has to say of itself to a target that takes nothing but what is opened with a token. */
function demandedOf(ctx: CheckContext): { requirements?: string[] } {
  if (onlyByToken(ctx) === undefined) return {};
  return { requirements: [ctx.host.tokens === 'code' ? 'use-code' : 'must-exchange-token'] };
}

/** The ways in which one WebDAV resource may be described (OCM-SHARE-034). */
export const forms: Check[] = [
  understandsWebdav,
  acceptance({
    id: 'receive/legacy-form',
    clauses: ['OCM-SHARE-053'],
    title: 'A share in the form of 1.0, `webdav` with `options.sharedSecret`, is taken in',
    unless: onlyByToken,
    mayRefuse: (ctx, status) =>
      legacyIsOptional(ctx) && (status === 400 || status === 501)
        ? `refuses the form of 1.0 with ${status}`
        : undefined,
    variants: [{ what: 'a share in the form of 1.0', share: { form: 'legacy' } }],
  }),
  acceptance({
    id: 'receive/multi-form',
    clauses: ['OCM-DISC-048', 'OCM-SHARE-035'],
    title: 'A share named `multi` with a `webdav` property is taken in',
    unless: noProtocolObject,
    controls: [{ form: 'named' }, { form: 'legacy' }],
    variants: [{ what: 'a `multi` share', share: { form: 'multi' } }],
  }),
  acceptance({
    id: 'receive/named-form',
    clauses: ['OCM-DISC-048', 'OCM-SHARE-035'],
    title: 'A share named `webdav` with a `webdav` property is taken in',
    unless: noProtocolObject,
    controls: [{ form: 'multi' }, { form: 'legacy' }],
    variants: [{ what: 'a share named `webdav` with a property of that name', share: { form: 'named' } }],
  }),
  acceptance({
    id: 'receive/form-without-name',
    clauses: ['OCM-DISC-048'],
    title: 'A protocol object with a `webdav` property and no `name` is taken in',
    // Only the capability promises as much as that.
    unless: (ctx) =>
      hasCapability(ctx, 'protocol-object') ? undefined : 'its discovery document has no capability `protocol-object`',
    variants: [
      { what: 'a share whose protocol has no `name`', share: { form: 'multi', edit: [{ remove: '/protocol/name' }] } },
    ],
  }),
  acceptance({
    id: 'receive/second-protocol',
    clauses: ['OCM-SHARE-033', 'OCM-SHARE-035'],
    title: 'A `multi` share that offers an unknown protocol besides WebDAV is taken in',
    unless: noProtocolObject,
    variants: async (ctx) => [
      {
        what: 'a `multi` share over WebDAV and an unknown protocol',
        share: {
          form: 'multi',
          edit: [{ set: '/protocol/x-carrier-pigeon', value: { uri: 'coop-7', ...demandedOf(ctx) } }],
        },
      },
    ],
  }),
];
