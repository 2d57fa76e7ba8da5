import { expect, test } from '@playwright/test';
import type { CheckContext } from '../../../fixtures/check.js';
import type { OutgoingShare } from '../../../peer/contract.js';
import { deliver, formTaken } from './deliver.js';

/** A check of a target that answers each form with a status; `sent` lists the forms that went out. */
function against(document: object, answers: Record<string, number>): { ctx: CheckContext; sent: string[] } {
  const sent: string[] = [];
  const ctx = {
    target: { document, spec: '1.1.0', authority: 'cloud.example', dialect: undefined },
    host: { id: 'h', authority: 'peer.example' },
    peer: {
      put: () => Promise.resolve(),
      sendShare: (_: string, share: OutgoingShare) => {
        const form = share.form ?? 'unsaid';
        sent.push(form);
        return Promise.resolve({ providerId: 'p', exchange: { response: { status: answers[form] ?? 201 } } });
      },
    },
    cloud: undefined,
    accountAt: () => ({ user: 'alice' }),
    account: () => Promise.resolve({ user: 'zoe', address: 'zoe@peer.example' }),
    recipient: () => 'alice@cloud.example',
    unique: (prefix: string) => `${prefix}-1`,
    cleanup: () => undefined,
  };
  return { ctx: ctx as unknown as CheckContext, sent };
}
const document = { apiVersion: '1.1.0', capabilities: ['/invite-accepted'] };

test('to a target of 1.1.0 that refuses the old form and takes the newer one, plain shares go in the newer one', async () => {
  const { ctx, sent } = against(document, { legacy: 400 });
  await deliver(ctx);
  await deliver(ctx);
  await deliver(ctx, { form: 'legacy' });
  expect(sent).toEqual(['legacy', 'multi', 'multi', 'multi', 'legacy']);
});

test('a target that takes the old form, fails over it, or refuses every form is sent what its document asks for', async () => {
  for (const answers of [{ legacy: 201 }, { legacy: 500 }, { legacy: 404 }, { legacy: 400, multi: 400 }])
    expect(await formTaken(against(document, answers).ctx)).toBeUndefined();
});

test('nothing is tried where the document says which form is read', async () => {
  for (const said of [
    { apiVersion: '1.1.0', capabilities: ['protocol-object'] },
    { apiVersion: '1.0-proposal1', capabilities: [] },
    { apiVersion: '1.1.0', capabilities: [], criteria: ['must-exchange-token'] },
  ]) {
    const { ctx, sent } = against(said, { legacy: 400 });
    expect(await formTaken(ctx)).toBeUndefined();
    expect(sent).toEqual([]);
  }
});
