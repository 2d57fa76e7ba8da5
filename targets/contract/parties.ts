import { type Administration, OF_ADMINISTRATOR, OF_PERSON, OF_SERVER } from '../abilities.js';
import type { Ability, Account, Permission, ReceivedShare } from '../cloud.js';
import { arrived, type ContractStep, eventually, gone, type Side, same, sameBytes, text, type World } from './world.js';

const namesIn = <K extends string>(abilities: Record<K, true>): K[] => Object.keys(abilities) as K[];
const DAY = 24 * 3_600_000;

/** Steps for more than two people: groups, passing on, links, doors, ends, and what an administrator sets. */
export const PARTIES: readonly ContractStep[] = [
  {
    title: 'what a driver can do it has, and what it cannot it declares: exactly one of the two',
    async run({ sender, receiver }) {
      for (const side of [sender, receiver]) {
        const wrong = [
          ...oneOf(side, namesIn(OF_PERSON), side.session),
          ...oneOf(side, namesIn(OF_SERVER), side.cloud),
          ...(side.admin && side.cloud.administer
            ? oneOf(side, namesIn(OF_ADMINISTRATOR), await side.cloud.administer(side.admin))
            : []),
        ];
        same(`abilities of ${side.account.user} that are both or neither`, wrong, []);
        const { doors, acceptStep, lacks } = side.cloud.traits;
        same('an accept step has a door', doors.length > 0, acceptStep);
        same('acceptBy is for doors besides the usual one', lacks.acceptBy === undefined, doors.length > 1);
      }
    },
  },
  {
    title: 'a share with a group is there for each member, until its owner takes it back',
    needs: { side: 'sender', ability: 'shareWithGroup' },
    company: ['receiver.admin', 'receiver.another'],
    async run(world) {
      const { sender, receiver, tag } = world;
      const other = await personOf(receiver, receiver.another);
      const admin = await administrationOf(receiver);
      const group = `${tag}-group`;
      await admin.createGroup?.(group, [receiver.account.user, other.account.user]);
      const path = await putFile(world, 'grouped');
      const to = `${group}@${hostOf(receiver.address)}`;
      const sent = await must(sender.session.shareWithGroup?.(path, to, 'read'));
      same(
        'shares of the file',
        (await sender.session.listSent(path)).map(({ to: listed }) => listed),
        [sent.to],
      );
      for (const member of [receiver, other]) {
        const received = await taken(member, path.slice(1));
        sameBytes('file as a member reads it', await member.session.readReceived(received), text('grouped'));
      }
      await sender.session.unshare(sent);
      for (const member of [receiver, other]) await gone({ receiver: member }, path.slice(1));
      await admin.removeGroup?.(group);
    },
  },
  {
    title: 'a received share is passed on to a third server, and taken back',
    needs: { side: 'receiver', ability: 'reshare' },
    company: ['third'],
    async run(world) {
      const { receiver } = world;
      const third = await personOf(world.third, world.third?.account);
      const path = await putFile(world, 'passed-on');
      const received = await shareAndTake(world, path, 'edit');
      const sent = await must(receiver.session.reshare?.(received, third.address, 'read'));
      const passed = await taken(third, path.slice(1));
      sameBytes('file as the third reads it', await third.session.readReceived(passed), text('passed-on'));
      await receiver.session.unshare(sent);
      await unread(third, passed);
    },
  },
  {
    title: 'a share within the server is there at once, and is shared on with another server',
    needs: { side: 'sender', ability: 'shareLocally' },
    company: ['sender.another'],
    async run(world) {
      const { sender, receiver } = world;
      const between = await personOf(sender, sender.another);
      const path = await putFile(world, 'local');
      const sent = await must(sender.session.shareLocally?.(path, between.account.user, 'edit'));
      const local = await eventually(between, 'the file is shared with another person here', async () =>
        (await between.session.listLocal?.())?.find(({ name }) => name === path.slice(1)),
      );
      sameBytes('file as that person reads it', await between.session.readReceived(local), text('local'));
      await must(between.session.reshare?.(local, receiver.address, 'read'));
      const received = await taken(receiver, path.slice(1));
      sameBytes('file at the other server', await receiver.session.readReceived(received), text('local'));
      await sender.session.unshare(sent);
      for (const share of await sender.session.listSent(path)) await sender.session.unshare(share);
      await unread(receiver, received);
    },
  },
  {
    title: 'a share is given an end, which its owner is shown',
    needs: { side: 'sender', ability: 'setExpiry' },
    async run(world) {
      const { session } = world.sender;
      const path = await putFile(world, 'ending');
      const sent = await session.share(path, world.receiver.address, 'read');
      const at = new Date(Math.floor((Date.now() + 3 * DAY) / 1000) * 1000);
      const ends = await must(session.setExpiry?.(sent, at));
      same('it ends then, or later on that day', ends >= at && ends.getTime() - at.getTime() < DAY, true);
      const shown = (await session.listSent(path))[0]?.expires;
      same('the end as shown, to the day', shown && Math.abs(shown.getTime() - ends.getTime()) < DAY, true);
    },
  },
  {
    title: 'a public link is added to a cloud elsewhere, and removed',
    needs: { side: 'sender', ability: 'makeLink' },
    async run(world) {
      const { sender, receiver } = world;
      const path = await putFile(world, 'linked');
      const link = await must(sender.session.makeLink?.(path, 'read'));
      same('the link is a URL', URL.canParse(link.url), true);
      // A product may make links whose visitors cannot take them along.
      if (sender.cloud.saveLink) {
        await sender.cloud.saveLink(link, receiver.address);
        const received = await taken(receiver, path.slice(1));
        sameBytes('file behind the link', await receiver.session.readReceived(received), text('linked'));
      }
      await sender.session.removeLink?.(link);
    },
  },
  {
    title: 'a share is accepted by each further door',
    needs: { side: 'receiver', ability: 'acceptBy' },
    async run(world) {
      const { receiver, sender } = world;
      const further = receiver.cloud.traits.doors.slice(1);
      if (further.length === 0) throw new Error('there is no further door');
      for (const door of further) {
        const kind = `door-${door.replaceAll(/\W/g, '-')}`;
        const path = await putFile(world, kind);
        await sender.session.share(path, receiver.address, 'read');
        await must(receiver.session.acceptBy?.(door, await arrived(world, path.slice(1))).then(() => true));
        const received = await listed(receiver, path.slice(1));
        sameBytes(`file accepted by ${door}`, await receiver.session.readReceived(received), text(kind));
      }
    },
  },
  {
    title: 'an administrator makes a person, who logs in, and removes them',
    needs: { side: 'receiver', ability: 'createUser' },
    company: ['receiver.admin'],
    async run({ receiver, tag }) {
      const admin = await administrationOf(receiver);
      // Some products have e-mail addresses for names: the new one is made like those that are there.
      const user = receiver.account.user.replace(/^[^@]*/, `${tag}-person`);
      const account = { user, password: `${tag}-Secret-1` };
      await must(admin.createUser?.(account).then(() => true));
      const session = await receiver.cloud.open(account);
      same('own files of a new person', Array.isArray(await session.list('/')), true);
      await admin.removeUser?.(account.user);
      const refused = await receiver.cloud.open(account).then(
        () => false,
        () => true,
      );
      same('logging in after removal is refused', refused, true);
    },
  },
  {
    title: 'an invite is taken, and both know each other until they remove that',
    needs: { side: 'receiver', ability: 'acceptInvite' },
    async run({ sender, receiver }) {
      if (!receiver.session.acceptInvite) throw new Error('the driver has no such method');
      // Who has no invites to give gives nothing to take.
      if (!sender.session.createInvite) return;
      const { text: invite } = await sender.session.createInvite();
      await receiver.session.acceptInvite(invite);
      for (const [side, other] of [
        [sender, receiver],
        [receiver, sender],
      ] as const) {
        if (!side.session.listContacts) continue;
        const met = await eventually(side, `${other.address} is a contact`, async () =>
          (await side.session.listContacts?.())?.find(({ address }) => address === other.address),
        );
        await side.session.removeContact?.(met);
        const left = (await side.session.listContacts?.()) ?? [];
        same('still a contact', left.map(({ address }) => address).includes(other.address), false);
      }
    },
  },
  {
    title: 'what a trusted server sends is accepted without a gesture',
    needs: { side: 'receiver', ability: 'trust' },
    company: ['receiver.admin'],
    async run(world) {
      const { sender, receiver } = world;
      const admin = await administrationOf(receiver);
      const origin = `https://${hostOf(sender.address)}`;
      await must(admin.trust?.(origin).then(() => true));
      try {
        const path = await putFile(world, 'trusted');
        await sender.session.share(path, receiver.address, 'read');
        await listed(receiver, path.slice(1));
      } finally {
        await admin.distrust?.(origin);
      }
    },
  },
  {
    title: 'incoming and outgoing shares are switched off and on again',
    needs: { side: 'receiver', ability: 'switchIncoming' },
    company: ['receiver.admin', 'sender.admin'],
    async run(world) {
      const { sender, receiver } = world;
      for (const turn of [
        (await administrationOf(receiver)).switchIncoming,
        (await administrationOf(sender)).switchOutgoing,
      ]) {
        const path = await putFile(world, 'switched');
        const share = (): Promise<unknown> => sender.session.share(path, receiver.address, 'read');
        await must(turn?.(false).then(() => true));
        const refused = await share().then(
          () => false,
          () => true,
        );
        await turn?.(true);
        same('sharing is refused', refused, true);
        await share();
        await sender.session.remove(path);
      }
    },
  },
];

/** Names that are had and declared as lacking, or neither. */
function oneOf(side: Side, abilities: Ability[], has: object): string[] {
  return abilities.filter((ability) => {
    const isThere = typeof (has as Partial<Record<Ability, unknown>>)[ability] === 'function';
    return isThere === (side.cloud.traits.lacks[ability] !== undefined);
  });
}

async function personOf(side: { cloud: Side['cloud'] } | undefined, account: Account | undefined): Promise<Side> {
  if (!side || !account) throw new Error('nobody is there for this step');
  const session = await side.cloud.open(account);
  return { cloud: side.cloud, account, session, address: await session.address() };
}

async function administrationOf(side: Side): Promise<Administration> {
  if (!side.admin || !side.cloud.administer) throw new Error('there is no administrator for this step');
  return side.cloud.administer(side.admin);
}

async function putFile({ sender, tag }: World, kind: string): Promise<string> {
  const path = `/${tag}-${kind}.txt`;
  await sender.session.putFile(path, text(kind));
  return path;
}

async function shareAndTake(world: World, path: string, permission: Permission): Promise<ReceivedShare> {
  await world.sender.session.share(path, world.receiver.address, permission);
  return taken(world.receiver, path.slice(1));
}

async function taken(receiver: Side, name: string): Promise<ReceivedShare> {
  const arriving = await arrived({ receiver }, name);
  if (receiver.cloud.traits.acceptStep) await receiver.session.accept(arriving);
  return listed(receiver, name);
}

function listed(receiver: Side, name: string): Promise<ReceivedShare> {
  return eventually(receiver, `${name} is among the received shares`, async () =>
    (await receiver.session.listReceived()).find((share) => share.name === name),
  );
}

async function unread(side: Side, share: ReceivedShare): Promise<void> {
  await eventually(
    side,
    `${share.name} is no longer read`,
    async () => (await side.session.readReceived(share).catch(() => undefined)) === undefined,
  );
}

/** What a method gives; the driver that does not have it cannot do the step. */
async function must<T>(work: Promise<T> | undefined): Promise<T> {
  if (!work) throw new Error('the driver has no such method');
  return work;
}

const hostOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1);
