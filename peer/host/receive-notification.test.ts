import { expect, test } from '@playwright/test';
import { jsonOf } from '../../protocol/exchange.js';
import type { BodyEdit, OutgoingNotification } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

interface Given {
  peer: LocalPeer;
  /** providerId of a share that bob at `b` was given by alice at `a`. */
  sent: string;
  /** Its id at `b`. */
  received: string;
  state(): Promise<string | undefined>;
}

async function withShare(run: (given: Given) => Promise<void>, speaks: '1.0' | '1.2' = '1.2'): Promise<void> {
  const peer = await startPeer({ mounts: [] });
  try {
    await peer.openHost({ id: 'a', speaks });
    const b = await peer.openHost({ id: 'b', speaks });
    await peer.addAccount('a', { user: 'alice' });
    await peer.addAccount('b', { user: 'bob' });
    await peer.put('a', 'alice', '/x.txt', 'x');
    const share = { from: 'alice', to: `bob@${b.authority}`, path: '/x.txt', permission: 'read' as const };
    const { providerId } = await peer.sendShare('a', share);
    const [received] = await peer.received('b', 'bob');
    const state = async (): Promise<string | undefined> => (await peer.received('b', 'bob'))[0]?.state;
    await run({ peer, sent: providerId, received: received?.id ?? '', state });
  } finally {
    await peer.close();
  }
}

const set = (pointer: string, value: unknown): BodyEdit => ({ set: pointer, value });
const remove = (pointer: string): BodyEdit => ({ remove: pointer });

const REFUSED: [string, Partial<OutgoingNotification>, number, string][] = [
  ['without type', { edit: [remove('/notificationType')] }, 400, 'notificationType'],
  ['of an unknown type', { edit: [set('/notificationType', 'SHARE_NEWS')] }, 400, 'notificationType'],
  ['without providerId', { edit: [remove('/providerId')] }, 400, 'providerId'],
  ['with a number as providerId', { edit: [set('/providerId', 48213)] }, 400, 'providerId'],
  ['about a share that nobody knows', { edit: [set('/providerId', '1')] }, 400, 'providerId'],
  ['with text as payload', { edit: [set('/notification', 'x')] }, 400, 'notification'],
  ['with a number as resourceType', { edit: [set('/resourceType', 1)] }, 400, 'resourceType'],
  ['of an unknown resource type', { edit: [set('/resourceType', 'calendar')] }, 501, ''],
  ['with the secret of somebody else', { edit: [set('/notification/sharedSecret', 'guessed')] }, 403, ''],
  ['in JSON that is cut', { rawBody: '{' }, 400, 'body'],
  [
    'as a form',
    { rawBody: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    400,
    'content-type',
  ],
];

for (const [what, changes, status, field] of REFUSED) {
  test(`a notification ${what} is refused with ${status} and changes nothing`, async () => {
    await withShare(async ({ peer, received, sent }) => {
      const { response } = await peer.sendNotification('b', {
        type: 'SHARE_DECLINED',
        about: { received },
        ...changes,
      });
      expect(response?.status).toBe(status);
      const body = jsonOf(response?.body) as { message: string; validationErrors?: { name: string }[] };
      expect(body.message).toMatch(/^[A-Z_]+$/);
      if (field !== '') expect(body.validationErrors?.map(({ name }) => name)).toContain(field);
      const again = await peer.sendNotification('b', { type: 'SHARE_ACCEPTED', about: { received } });
      expect(again.response?.status, `share ${sent} still lives`).toBe(201);
    });
  });
}

test('acceptance, refusal and the end of a share are taken in with 201 and a JSON body', async () => {
  await withShare(async ({ peer, received, sent, state }) => {
    const accepted = await peer.sendNotification('b', { type: 'SHARE_ACCEPTED', about: { received } });
    expect([accepted.response?.status, jsonOf(accepted.response?.body)]).toEqual([201, {}]);
    const ended = await peer.sendNotification('a', { type: 'SHARE_UNSHARED', about: { sent } });
    expect(ended.response?.status).toBe(201);
    expect(await state()).toBe('unshared');
    const declined = await peer.sendNotification('b', { type: 'SHARE_DECLINED', about: { received } });
    expect(declined.response?.status).toBe(201);
    const late = await peer.sendNotification('b', { type: 'SHARE_DECLINED', about: { received } });
    expect(late.response?.status).toBe(400);
  });
});

test('whoever says without proof that a share has ended is not believed while it opens', async () => {
  await withShare(async ({ peer, sent, state }) => {
    const edit = [remove('/notification/sharedSecret')];
    await peer.sendNotification('a', { type: 'SHARE_UNSHARED', about: { sent }, edit });
    expect(await state()).toBe('pending');
    await peer.unshare('a', sent, false);
    await peer.sendNotification('a', { type: 'SHARE_UNSHARED', about: { sent }, edit });
    expect(await state()).toBe('unshared');
  });
});

test('what is optional may be missing: the payload, and since 1.1 the resource type', async () => {
  for (const [speaks, status] of [
    ['1.2', 201],
    ['1.0', 400],
  ] as const) {
    await withShare(async ({ peer, received }) => {
      const edit = [remove('/notification')];
      const bare = await peer.sendNotification('b', { type: 'SHARE_ACCEPTED', about: { received }, edit });
      expect(bare.response?.status).toBe(201);
      edit.push(remove('/resourceType'));
      const barer = await peer.sendNotification('b', { type: 'SHARE_ACCEPTED', about: { received }, edit });
      expect(barer.response?.status).toBe(status);
    }, speaks);
  }
});
