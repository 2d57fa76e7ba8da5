import { expect, test } from '@playwright/test';
import { jsonOf } from '../../protocol/exchange.js';
import { formsOfInvite } from '../../protocol/invite-string.js';
import type { PeerHostInfo, Speaks } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

let peer: LocalPeer;
test.beforeAll(async () => {
  peer = await startPeer();
});
test.afterAll(() => peer.close());

let count = 0;
async function pair(speaks: Speaks, more: { demands?: 'invite'[] } = {}): Promise<[PeerHostInfo, PeerHostInfo]> {
  count += 1;
  const a = await peer.openHost({ id: `a${count}`, speaks, ...more });
  const b = await peer.openHost({ id: `b${count}`, speaks });
  await peer.addAccount(a.id, { user: 'alice', displayName: 'Alice' });
  await peer.addAccount(b.id, { user: 'bob', displayName: 'Bob' });
  await peer.addAccount(b.id, { user: 'carol' });
  return [a, b];
}

for (const speaks of ['1.2', '1.3', '1.4', '1.5'] as const) {
  test(`an invite of ${speaks} is taken once, and both sides know each other afterwards`, async () => {
    const [a, b] = await pair(speaks);
    const { token, provider, text } = await peer.createInvite(a.id, { from: 'alice' });
    expect(formsOfInvite(text)).toContain(speaks === '1.5' ? 'base64url' : 'base64');
    const taken = await peer.acceptInvite(b.id, { from: 'bob', provider, token });
    expect(taken.response?.status).toBe(200);
    expect(jsonOf(taken.response?.body)).toEqual({ userID: 'alice', email: 'alice@example.org', name: 'Alice' });
    expect(await peer.contacts(a.id, 'alice')).toEqual([
      { address: `bob@${b.authority}`, name: 'Bob', email: 'bob@example.org' },
    ]);
    expect((await peer.contacts(b.id, 'bob')).map(({ address }) => address)).toEqual([`alice@${a.authority}`]);
    const again = await peer.acceptInvite(b.id, { from: 'carol', provider, token });
    expect(again.response?.status).toBe(409);
    expect(await peer.contacts(b.id, 'carol')).toEqual([]);
  });
}

test('an acceptance that lacks something, or knows no token, is refused with 400 and a reason', async () => {
  const [a, b] = await pair('1.2');
  const provider = a.authority;
  const { token } = await peer.createInvite(a.id, { from: 'alice' });
  const unknown = await peer.acceptInvite(b.id, { from: 'bob', provider, token: 'no-such-token' });
  expect(unknown.response?.status).toBe(400);
  expect(jsonOf(unknown.response?.body)).toMatchObject({ message: 'TOKEN_INVALID' });
  for (const field of ['recipientProvider', 'token', 'userID', 'email', 'name']) {
    const missing = await peer.acceptInvite(b.id, { from: 'bob', provider, token, edit: [{ remove: `/${field}` }] });
    expect(missing.response?.status, field).toBe(400);
    expect(jsonOf(missing.response?.body)).toMatchObject({ validationErrors: [{ name: field }] });
  }
  const stranger = await peer.acceptInvite(b.id, {
    from: 'bob',
    provider,
    token,
    edit: [{ set: '/recipientProvider', value: '127.0.0.1:1' }],
  });
  expect(stranger.response?.status).toBe(403);
  const whole = await peer.acceptInvite(b.id, { from: 'bob', provider, token });
  expect(whole.response?.status).toBe(200);
});

test('a changed or missing signature is refused where servers sign, and the invite stays', async () => {
  const [a, b] = await pair('1.5');
  const { token, provider } = await peer.createInvite(a.id, { from: 'alice' });
  const wrong = await peer.acceptInvite(b.id, { from: 'bob', provider, token, signature: { key: 'unpublished' } });
  expect(wrong.response?.status).toBe(401);
  const none = await peer.acceptInvite(b.id, { from: 'bob', provider, token, signature: { none: true } });
  expect(none.response?.status).toBe(401);
  expect((await peer.acceptInvite(b.id, { from: 'bob', provider, token })).response?.status).toBe(200);
});

test('a host that demands an invite first refuses a share before it, and takes it afterwards', async () => {
  const [a, b] = await pair('1.4', { demands: ['invite'] });
  await peer.put(b.id, 'bob', '/x.txt', 'x');
  const share = { from: 'bob', to: `alice@${a.authority}`, path: '/x.txt', permission: 'read' as const };
  expect((await peer.sendShare(b.id, share)).exchange.response?.status).toBe(403);
  const { token, provider } = await peer.createInvite(a.id, { from: 'alice' });
  await peer.acceptInvite(b.id, { from: 'bob', provider, token });
  expect((await peer.sendShare(b.id, share)).exchange.response?.status).toBe(201);
});

test('a host of 1.0 has no invites', async () => {
  const [a, b] = await pair('1.0');
  const { token, provider } = await peer.createInvite(a.id, { from: 'alice' });
  expect((await peer.acceptInvite(b.id, { from: 'bob', provider, token })).response?.status).toBe(404);
});
