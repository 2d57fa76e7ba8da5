import { expect, test } from '@playwright/test';
import type { HostOptions, PeerExchange } from '../contract.js';
import { bytesOf, type Content } from '../http/content.js';
import type { Route } from '../http/router.js';
import { type LocalPeer, startPeer } from '../peer.js';
import type { PeerAdministrator, PeerPeople, PeerUser } from '../user-actions.js';

/** Three hosts, each with two people and an administrator; names say where they are. */
interface Town {
  peer: LocalPeer;
  person(host: 'a' | 'b' | 'c', user: 'one' | 'two'): PeerUser;
  people(host: 'a' | 'b' | 'c'): PeerPeople;
  administrator(host: 'a' | 'b' | 'c'): PeerAdministrator;
  authority(host: 'a' | 'b' | 'c'): string;
}

const HOSTS = ['a', 'b', 'c'] as const;

async function inTown(run: (town: Town) => Promise<void>, speaks: HostOptions['speaks'] = '1.2'): Promise<void> {
  const people = new Map<string, PeerPeople>();
  const mount = (host: PeerPeople): Route[] => {
    people.set(host.info.id, host);
    return [];
  };
  const peer = await startPeer({ mounts: [mount] });
  const known = <T>(value: T | undefined): T => {
    if (value === undefined) throw new Error('nobody of that name is in town');
    return value;
  };
  try {
    for (const id of HOSTS) {
      await peer.openHost({ id, speaks });
      for (const user of ['one', 'two']) await peer.addAccount(id, { user, password: user });
      await peer.addAccount(id, { user: 'root', password: 'root', admin: true });
    }
    await run({
      peer,
      person: (host, user) => known(people.get(host)?.authenticate(user, user)),
      people: (host) => known(people.get(host)),
      administrator: (host) => known(people.get(host)?.administrator('root')),
      authority: (host) => known(people.get(host)).info.authority,
    });
  } finally {
    await peer.close();
  }
}

const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (content: Content | undefined): string | undefined => content && bytesOf(content).toString('utf8');
const idIn = (shares: { id: string }[]): string => shares.at(-1)?.id ?? '';
const bodyOf = (exchange: PeerExchange | undefined): Record<string, unknown> =>
  JSON.parse(exchange?.request.body.text ?? '{}') as Record<string, unknown>;

/** Gives a file to somebody, who accepts; gives its ids at either side. */
async function give(from: PeerUser, to: PeerUser, path: string): Promise<{ sent: string; received: string }> {
  from.put(path, bytes(`content of ${path}`));
  const { providerId } = await from.share(path, to.address, 'edit');
  const received = idIn(to.pending());
  await to.accept(received);
  return { sent: providerId, received };
}

for (const speaks of ['1.2', '1.0'] as const) {
  test(`at OCM ${speaks}, what is passed on comes from its owner's server, and either of the two before ends it`, async () => {
    await inTown(async ({ peer, person, authority }) => {
      const [alice, bob, carol] = [person('a', 'one'), person('b', 'one'), person('c', 'one')];
      const { sent, received } = await give(alice, bob, '/x.txt');
      const passedOn = await bob.passOn(received, carol.address, 'read');
      expect(bob.listSent()).toEqual([passedOn]);
      expect(alice.listSent('/x.txt').map(({ to, onBehalf }) => [to, onBehalf])).toEqual([
        [bob.address, undefined],
        [carol.address, bob.address],
      ]);
      const third = idIn(carol.pending());
      expect(carol.pending()[0]?.from).toBe(alice.address);
      await carol.accept(third);
      expect(text(await carol.readReceived(third))).toBe('content of /x.txt');
      expect((await carol.writeReceived(third, bytes('mine'))).done).toBe(false);
      const asked = await peer.exchanges({ host: 'c', direction: 'out', method: 'GET' });
      expect(new Set(asked.map(({ request }) => new URL(request.url).host))).toEqual(new Set([authority('a')]));

      await bob.unshare(passedOn.providerId);
      expect(await carol.readReceived(third).catch(() => 'gone')).toBe('gone');
      expect(carol.received()).toEqual([]);
      expect(text(await bob.readReceived(received))).toBe('content of /x.txt');

      await bob.passOn(received, carol.address, 'read');
      const again = idIn(carol.pending());
      await carol.accept(again);
      await alice.unshare(sent);
      expect(carol.received()).toEqual([]);
      expect(bob.received()).toEqual([]);
      expect(bob.listSent()).toEqual([]);
      expect(alice.listSent()).toEqual([]);
    }, speaks);
  });
}

test('the owner ends what was passed on alone, and the one between is told', async () => {
  await inTown(async ({ person }) => {
    const [alice, bob, carol] = [person('a', 'one'), person('b', 'one'), person('c', 'one')];
    const { received } = await give(alice, bob, '/x.txt');
    await bob.passOn(received, carol.address, 'edit');
    await carol.accept(idIn(carol.pending()));
    const child = alice.listSent().find(({ to }) => to === carol.address);
    await alice.unshare(child?.providerId ?? '');
    expect(carol.received()).toEqual([]);
    expect(bob.listSent()).toEqual([]);
    expect(bob.received()).toHaveLength(1);
  });
});

test('a share for reading, a wrong secret and a stranger pass nothing on', async () => {
  await inTown(async ({ peer, person }) => {
    const [alice, bob, carol] = [person('a', 'one'), person('b', 'one'), person('c', 'one')];
    alice.put('/x.txt', bytes('x'));
    const { providerId } = await alice.share('/x.txt', bob.address, 'read');
    const received = idIn(bob.pending());
    await bob.accept(received);
    await expect(bob.passOn(received, carol.address, 'read')).rejects.toThrow('not allowed');
    alice.setPermission(providerId, 'edit');
    const wish = { set: '/notification/shareWith', value: carol.address };
    for (const [secret, status] of [
      [{ set: '/notification/sharedSecret', value: 'guessed' }, 403],
      [{ remove: '/notification/sharedSecret' }, 400],
    ] as const) {
      const told = await peer.sendNotification('b', {
        type: 'REQUEST_RESHARE',
        about: { received },
        edit: [wish, secret],
      });
      expect(told.response?.status).toBe(status);
    }
    const nobody = await peer.sendNotification('b', { type: 'REQUEST_RESHARE', about: { received } });
    expect(nobody.response?.status).toBe(400);
    expect(carol.pending()).toEqual([]);
  });
});

test('a person of the same host has a local share at once, and passes it on under the name of its owner', async () => {
  await inTown(async ({ person }) => {
    const [alice, neighbour, bob] = [person('a', 'one'), person('a', 'two'), person('b', 'one')];
    alice.put('/x.txt', bytes('x'));
    alice.shareHere('/x.txt', neighbour.user, 'edit');
    const local = neighbour.received()[0];
    expect(local).toMatchObject({ name: 'x.txt', from: alice.address, isLocal: true });
    expect(text(await neighbour.readReceived(local?.id ?? ''))).toBe('x');
    expect(await neighbour.writeReceived(local?.id ?? '', bytes('xx'))).toEqual({ done: true });
    await neighbour.passOn(local?.id ?? '', bob.address, 'read');
    const received = idIn(bob.pending());
    await bob.accept(received);
    expect(text(await bob.readReceived(received))).toBe('xx');
    expect(bob.received()[0]?.from).toBe(alice.address);
    for (const share of alice.listSent('/x.txt')) await alice.unshare(share.providerId).catch(() => undefined);
    expect(neighbour.received()).toEqual([]);
    expect(bob.received()).toEqual([]);
    expect(() => alice.shareHere('/x.txt', 'nobody', 'read')).toThrow('no other person');
  });
});

test('a local share is left by its receiver alone', async () => {
  await inTown(async ({ person }) => {
    const [alice, neighbour] = [person('a', 'one'), person('a', 'two')];
    alice.put('/x.txt', bytes('x'));
    alice.shareHere('/x.txt', neighbour.user, 'read');
    await neighbour.leave(neighbour.received()[0]?.id ?? '');
    expect(neighbour.received()).toEqual([]);
    expect(alice.listSent()).toEqual([]);
    expect(text(alice.get('/x.txt'))).toBe('x');
  });
});

test('each member of a group accepts, leaves or declines alone; taking the share back ends it for all', async () => {
  await inTown(async ({ person, administrator, authority }) => {
    const [alice, bob, ben] = [person('a', 'one'), person('b', 'one'), person('b', 'two')];
    administrator('b').createGroup('crew', ['one', 'two']);
    alice.put('/x.txt', bytes('x'));
    const share = await alice.share('/x.txt', `crew@${authority('b')}`, 'read', 'group');
    expect(share).toMatchObject({ isGroup: true });
    await bob.accept(idIn(bob.pending()));
    await ben.accept(idIn(ben.pending()));
    await bob.leave(idIn(bob.received()));
    const kept = idIn(ben.received());
    expect(text(await ben.readReceived(kept))).toBe('x');
    expect(alice.listSent()).toHaveLength(1);
    await alice.unshare(share.providerId);
    expect(ben.received()).toEqual([]);

    alice.put('/y.txt', bytes('y'));
    await alice.share('/y.txt', `crew@${authority('b')}`, 'read', 'group');
    await bob.decline(idIn(bob.pending()));
    await ben.accept(idIn(ben.pending()));
    administrator('b').leaveGroup('crew', 'two');
    expect(ben.received()).toEqual([]);
    await expect(alice.share('/y.txt', `nobody@${authority('b')}`, 'read', 'group')).rejects.toThrow('400');
    administrator('b').removeGroup('crew');
    expect(administrator('b').groups()).toEqual([]);
  });
});

test('a share ends at its moment for reading and writing, and is gone at the receiver', async () => {
  await inTown(async ({ peer, person }) => {
    const [alice, bob] = [person('a', 'one'), person('b', 'one')];
    const { sent, received } = await give(alice, bob, '/x.txt');
    const ends = new Date(Math.ceil(Date.now() / 1000) * 1000);
    expect(alice.setEnd(sent, ends).ends).toBe(ends.toISOString());
    const told = await peer.awaitExchange({ host: 'b', direction: 'in', contains: 'SHARE_UNSHARED' }, 20_000);
    expect(told?.at.localeCompare(ends.toISOString())).toBeGreaterThanOrEqual(0);
    await peer.idle();
    expect(alice.listSent()).toEqual([]);
    expect(bob.received()).toEqual([]);
    expect((await peer.dav('b', 'one', received, { method: 'PROPFIND' })).response?.status).toBe(401);
    expect((await peer.dav('b', 'one', received, { method: 'PUT', body: 'late' })).response?.status).toBe(401);
  });
});

test('an end that is taken away again does not come', async () => {
  await inTown(async ({ peer, person }) => {
    const [alice, bob] = [person('a', 'one'), person('b', 'one')];
    const first = await give(alice, bob, '/x.txt');
    const second = await give(alice, bob, '/y.txt');
    const ends = new Date(Math.ceil(Date.now() / 1000) * 1000);
    alice.setEnd(first.sent, ends);
    alice.setEnd(second.sent, ends);
    alice.setEnd(first.sent, undefined);
    await peer.awaitExchange({ host: 'b', direction: 'in', contains: 'SHARE_UNSHARED' }, 20_000);
    await peer.idle();
    expect(bob.received().map(({ name }) => name)).toEqual(['x.txt']);
  });
});

test('a visitor of a public link has it sent to an address of another server', async () => {
  await inTown(async ({ people, person }) => {
    const [alice, bob] = [person('a', 'one'), person('b', 'one')];
    alice.put('/x.txt', bytes('x'));
    const link = alice.makeLink('/x.txt', 'read');
    const item = people('a').linked(link.id);
    expect(item).toMatchObject({ name: 'x.txt', kind: 'file' });
    expect(text(item?.content)).toBe('x');
    await item?.save(bob.address);
    await bob.accept(idIn(bob.pending()));
    expect(text(await bob.readReceived(idIn(bob.received())))).toBe('x');
    await expect(item?.save('nonsense')).rejects.toThrow('not an address');
    await expect(item?.save(alice.address)).rejects.toThrow('yours already');
    alice.removeLink(link.id);
    expect(people('a').linked(link.id)).toBeUndefined();
    expect(alice.links()).toEqual([]);
  });
});

test('a link goes with its file', async () => {
  await inTown(async ({ people, person }) => {
    const alice = person('a', 'one');
    alice.put('/x.txt', bytes('x'));
    const link = alice.makeLink('/x.txt', 'read');
    alice.move('/x.txt', '/y.txt');
    expect(people('a').linked(link.id)?.name).toBe('y.txt');
    await alice.delete('/y.txt');
    expect(people('a').linked(link.id)).toBeUndefined();
  });
});

test('what a trusted server sends is accepted without a gesture, and its owner is told', async () => {
  await inTown(async ({ peer, person, administrator, authority }) => {
    const [alice, bob] = [person('a', 'one'), person('b', 'one')];
    administrator('b').trust(`https://${authority('a').toUpperCase()}`);
    alice.put('/x.txt', bytes('x'));
    await alice.share('/x.txt', bob.address, 'read');
    expect(bob.pending()).toEqual([]);
    expect(text(await bob.readReceived(idIn(bob.received())))).toBe('x');
    await peer.idle();
    expect(alice.listSent()[0]?.state).toBe('accepted');
    const told = (await peer.exchanges({ host: 'a', direction: 'in', contains: 'SHARE_ACCEPTED' }))[0];
    expect(bodyOf(told).notificationType).toBe('SHARE_ACCEPTED');

    administrator('b').distrust(`https://${authority('a')}`);
    alice.put('/y.txt', bytes('y'));
    await alice.share('/y.txt', bob.address, 'read');
    expect(bob.pending()).toHaveLength(1);
    expect(() => administrator('b').trust('')).toThrow('is no server');
  });
});

test('with incoming shares switched off the sender is refused, with outgoing ones off nobody shares', async () => {
  await inTown(async ({ person, administrator, people }) => {
    const [alice, bob] = [person('a', 'one'), person('b', 'one')];
    alice.put('/x.txt', bytes('x'));
    const link = alice.makeLink('/x.txt', 'read');
    administrator('b').turn('incoming', false);
    await expect(alice.share('/x.txt', bob.address, 'read')).rejects.toThrow('did not take the share');
    administrator('b').turn('incoming', true);
    administrator('a').turn('outgoing', false);
    expect(administrator('a').switches()).toEqual({ incoming: true, outgoing: false });
    await expect(alice.share('/x.txt', bob.address, 'read')).rejects.toThrow('switched off');
    await expect(people('a').linked(link.id)?.save(bob.address)).rejects.toThrow('switched off');
    administrator('a').turn('outgoing', true);
    await alice.share('/x.txt', bob.address, 'read');
    expect(bob.pending()).toHaveLength(1);
  });
});

test('a host that is off the network is refused, keeps all that it holds, and comes back under its address', async () => {
  await inTown(async ({ peer, person }) => {
    const [alice, bob] = [person('a', 'one'), person('b', 'one')];
    const { received } = await give(alice, bob, '/x.txt');
    await peer.suspendHost('a');
    await peer.suspendHost('a');
    expect(await bob.readReceived(received)).toBeUndefined();
    await peer.resumeHost('a');
    await peer.resumeHost('a');
    expect(text(await bob.readReceived(received))).toBe('content of /x.txt');
  });
});
