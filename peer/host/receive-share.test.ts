import { expect, test } from '@playwright/test';
import { type Exchange, jsonOf } from '../../protocol/exchange.js';
import type { BodyEdit, OutgoingShare, ReceivedShareRecord } from '../contract.js';
import { type LocalPeer, startPeer } from '../peer.js';

let peer: LocalPeer;
test.beforeAll(async () => {
  peer = await startPeer({ mounts: [] });
  for (const [id, speaks] of [
    ['sender', '1.2'],
    ['modern', '1.2'],
    ['classic', '1.0'],
  ] as const) {
    await peer.openHost({ id, speaks });
    for (const user of ['alice', 'bob', 'carol']) await peer.addAccount(id, { user, displayName: `${user} of ${id}` });
    await peer.addGroup(id, { name: 'team', members: ['bob', 'carol'] });
  }
  await peer.put('sender', 'alice', '/x.txt', 'x');
});
test.afterAll(() => peer.close());

type Host = 'modern' | 'classic';
const set = (pointer: string, value: unknown): BodyEdit => ({ set: pointer, value });
const remove = (pointer: string): BodyEdit => ({ remove: pointer });

async function authority(host: string): Promise<string> {
  return (await peer.hosts()).find(({ id }) => id === host)?.authority ?? '';
}

async function send(host: Host, share: Partial<OutgoingShare> = {}, user = 'bob'): Promise<Exchange> {
  const to = `${user}@${await authority(host)}`;
  const { exchange } = await peer.sendShare('sender', {
    from: 'alice',
    to,
    path: '/x.txt',
    permission: 'read',
    ...share,
  });
  return exchange;
}

async function inbox(host: Host, user = 'bob'): Promise<ReceivedShareRecord[]> {
  return peer.received(host, user);
}

const REFUSED: [Host, string, Partial<OutgoingShare>, number, string][] = [
  ...['shareWith', 'name', 'providerId', 'owner', 'shareType', 'resourceType', 'protocol'].flatMap(
    (field): [Host, string, Partial<OutgoingShare>, number, string][] => [
      ['modern', `without ${field}`, { edit: [remove(`/${field}`)] }, 400, field],
      ['classic', `without ${field}`, { edit: [remove(`/${field}`)] }, 400, field],
      ['modern', `whose ${field} is a number`, { edit: [set(`/${field}`, 7)] }, 400, field],
    ],
  ),
  ['modern', 'without sender', { edit: [remove('/sender')] }, 400, 'sender'],
  ['modern', 'without uri', { edit: [remove('/protocol/webdav/uri')] }, 400, 'protocol.webdav.uri'],
  [
    'modern',
    'without secret',
    { edit: [remove('/protocol/webdav/sharedSecret')] },
    400,
    'protocol.webdav.sharedSecret',
  ],
  ['classic', 'without options', { edit: [remove('/protocol/options')] }, 400, 'protocol.options'],
  [
    'modern',
    'with an unknown requirement',
    { edit: [set('/protocol/webdav/requirements', ['x'])] },
    400,
    'protocol.webdav.requirements',
  ],
  ['modern', 'with a user who is not there', { edit: [] }, 400, 'shareWith'],
  ['modern', 'with a scheme in shareWith', { edit: [set('/shareWith', 'bob@https://h.example')] }, 400, 'shareWith'],
  ['modern', 'for another host', { edit: [set('/shareWith', 'bob@h.example')] }, 400, 'shareWith'],
  ['modern', 'with an owner without host', { edit: [set('/owner', 'alice')] }, 400, 'owner'],
  ['modern', 'of a sender where nobody listens', { edit: [set('/sender', 'alice@127.0.0.1:1')] }, 400, 'sender'],
  ['modern', 'with a path as name', { edit: [set('/name', '../x')] }, 400, 'name'],
  ['modern', 'with an endless name', { edit: [set('/name', 'x'.repeat(256))] }, 400, 'name'],
  ['modern', 'that has expired', { edit: [set('/expiration', 1_000_000_000)] }, 400, 'expiration'],
  ['modern', 'with a date as expiration', { edit: [set('/expiration', '2099-01-01')] }, 400, 'expiration'],
  ['modern', 'in JSON that is cut', { rawBody: '{"shareWith":' }, 400, 'body'],
  ['modern', 'in a list', { rawBody: '[]' }, 400, 'body'],
  ['modern', 'nested without end', { rawBody: '['.repeat(20_000) + ']'.repeat(20_000) }, 400, 'body'],
  ['modern', 'as text', { headers: { 'content-type': 'text/plain' } }, 400, 'content-type'],
  ['modern', 'of a megabyte and more', { edit: [set('/description', 'x'.repeat(1_100_000))] }, 413, ''],
  ['modern', 'of an unknown share type', { edit: [set('/shareType', 'planet')] }, 501, ''],
  ['modern', 'of an unknown resource type', { edit: [set('/resourceType', 'calendar')] }, 501, ''],
  ['modern', 'of an unknown protocol', { edit: [set('/protocol', { name: 'smb' })] }, 501, ''],
  ['classic', 'of protocol multi', { form: 'multi' }, 501, ''],
];

for (const [host, what, share, status, field] of REFUSED) {
  test(`a ${host} host refuses a share ${what} with ${status}, and shows nothing of it`, async () => {
    const before = (await inbox(host)).length;
    const exchange = await send(host, share, what.includes('not there') ? 'nobody' : 'bob');
    expect(exchange.response?.status).toBe(status);
    const body = jsonOf(exchange.response?.body) as { message: string; validationErrors?: { name: string }[] };
    expect(body.message).toMatch(/^[A-Z_]+$/);
    if (field !== '') expect(body.validationErrors?.map(({ name }) => name)).toContain(field);
    expect(await inbox(host)).toHaveLength(before);
  });
}

const TAKEN: [Host, string, Partial<OutgoingShare>][] = [
  ['modern', 'in the old form', { form: 'legacy' }],
  ['modern', 'in the named form', { form: 'named' }],
  ['modern', 'without protocol name', { form: 'multi', edit: [remove('/protocol/name')] }],
  ['classic', 'without sender', { edit: [remove('/sender')] }],
  [
    'modern',
    'with nothing optional',
    { edit: ['description', 'ownerDisplayName', 'senderDisplayName'].map((f) => remove(`/${f}`)) },
  ],
  ['modern', 'with fields of no version', { edit: [set('/x', { y: [1] }), set('/protocol/webdav/z', 1)] }],
  ['modern', 'that never expires by zero', { edit: [set('/expiration', 0)] }],
  ['modern', 'that expires in a century', { edit: [set('/expiration', 4_900_000_000)] }],
  ['modern', 'with a charset', { headers: { 'content-type': 'application/json; charset=UTF-8' } }],
  ['modern', 'whose name is in another script', { edit: [set('/name', '名前 – ü')] }],
  ['modern', 'of resource type folder', { edit: [set('/resourceType', 'folder')] }],
];

for (const [host, what, share] of TAKEN) {
  test(`a ${host} host takes a share ${what} in`, async () => {
    const exchange = await send(host, share, 'carol');
    expect(exchange.response?.status).toBe(201);
    expect(jsonOf(exchange.response?.body)).toEqual({ recipientDisplayName: `carol of ${host}` });
    expect(exchange.response?.headers['content-type']).toBe('application/json');
    const body = jsonOf(exchange.request.body) as { providerId: string };
    expect((await inbox(host, 'carol')).at(-1)?.body.providerId).toBe(body.providerId);
  });
}

test('a share with a group is shown to each member', async () => {
  const to = `team@${await authority('modern')}`;
  const exchange = await send('modern', { shareType: 'group', to });
  expect(exchange.response?.status).toBe(201);
  const { providerId } = jsonOf(exchange.request.body) as { providerId: string };
  for (const user of ['bob', 'carol']) {
    expect((await inbox('modern', user)).filter(({ body }) => body.providerId === providerId)).toHaveLength(1);
  }
});

test('the same share again is one share, and another under its id is refused', async () => {
  const edit = (secret: string): BodyEdit[] => [
    set('/providerId', 'once'),
    set('/protocol/webdav/sharedSecret', secret),
  ];
  expect((await send('modern', { edit: edit('first') })).response?.status).toBe(201);
  expect((await send('modern', { edit: edit('first') })).response?.status).toBe(201);
  expect((await send('modern', { edit: edit('second') })).response?.status).toBe(400);
  expect((await inbox('modern')).filter(({ body }) => body.providerId === 'once')).toHaveLength(1);
});

test('a sender of old writes a scheme into addresses, and is found all the same by a host that does not mind', async () => {
  const { authority: lenient } = await peer.openHost({
    id: 'lenient',
    speaks: '1.0',
    deviations: ['sender-not-an-address-taken'],
  });
  await peer.addAccount('lenient', { user: 'bob', displayName: 'bob' });
  const sender = await authority('sender');
  const edit = ['owner', 'sender'].map((field) => set(`/${field}`, `alice@https://${sender}`));
  const to = `bob@${lenient}`;
  await peer.sendShare('sender', { from: 'alice', to, path: '/x.txt', permission: 'read', edit });
  expect((await peer.received('lenient', 'bob'))[0]?.senderHost).toBe(sender);
});
