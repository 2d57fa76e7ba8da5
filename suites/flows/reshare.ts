import type { Flow, FlowContext, JourneyState, Side } from '../../fixtures/flow.js';
import type { ReceivedShare, SentShare } from '../../targets/cloud.js';
import { fullRight, handedOver, leaveAfterwards, ownFile, readsBytes } from './objects.js';
import { acceptShare, appeared, unreadable } from './steps.js';

type Passed = NonNullable<JourneyState['reshare']>;

/** H: the receiver passes a file on to a third server; it passes when the third party reads the owner's bytes. The way they take is noted. */
export const reshare: Flow = {
  letter: 'H',
  set: 'life',
  name: 'reshare',
  title: 'The receiver passes the file on to a third server, which reads it',
  needs: ['S'],
  sends: 1,
  abilities: { receiver: ['reshare'], third: [] },
  async run(ctx) {
    const passed = await passOn(ctx, 'passed-on');
    ctx.state.reshare = passed;
    ctx.note(await wayOf(ctx, await ctx.third(), passed.third));
  },
};

/** Hr: what was passed on is taken back, once by the one who passed it on and once by the owner; it passes when the third party reads it no more. */
export const reshareRevoked: Flow = {
  letter: 'Hr',
  set: 'life',
  name: 'reshare-revoked',
  title: 'What was passed on is taken back, by the one between and by the owner',
  needs: ['H'],
  goneFrom: { version: '1.5.0', why: 'OCM 1.5.0 has no message for taking back what was passed on (OCM-NOTIF-007)' },
  sends: 1,
  abilities: { sender: ['unshare'], receiver: ['reshare', 'unshare'], third: [] },
  async run(ctx) {
    const { receiver, state } = ctx;
    const first = state.reshare;
    if (!first) return ctx.fail('a file that was passed on', 'no such file');
    const third = await ctx.third();
    await ctx.step(receiver, `takes back what it passed on to ${third.address}`, () =>
      receiver.session.unshare(first.passedOn),
    );
    await unreadable(ctx, first.third, third);
    await readsBytes(ctx, first.received, first.content);

    const second = await passOn(ctx, 'passed-on-again');
    ctx.note(await ownerTakesAllBack(ctx, second.share, second.path));
    await unreadable(ctx, second.third, third);
    await unreadable(ctx, second.received);
  },
};

/** Hl: another person of the sender's server is given the file there and shares it on; the receiver reads it until the owner takes it back. */
export const reshareLocal: Flow = {
  letter: 'Hl',
  set: 'life',
  name: 'reshare-local',
  title: 'What was shared within the sender’s server is shared on, read, and taken back by its owner',
  needs: ['S'],
  sends: 1,
  abilities: { sender: ['shareLocally', 'listLocal', 'reshare', 'unshare'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const between = await ctx.another(sender);
    const file = await ownFile(ctx, 'local');
    leaveAfterwards(ctx, file.name);
    const share = await ctx.step(sender, `shares ${file.name} with ${between.account.user} of the same server`, () =>
      ctx.can(sender, 'shareLocally')(file.path, between.account.user, 'edit'),
    );
    const local = await ctx.eventually(between, `sees ${file.name}`, async () =>
      (await ctx.can(between, 'listLocal')()).find(({ name }) => name === file.name),
    );
    await ctx.step(between, `shares ${file.name} on with ${receiver.address}`, () =>
      ctx.can(between, 'reshare')(local, receiver.address, 'read'),
    );
    const received = await acceptShare(ctx, await appeared(ctx, file.name));
    await readsBytes(ctx, received, file.content);
    if (received.from) ctx.note(`the receiver is shown ${received.from} as its origin`);
    ctx.note(await ownerTakesAllBack(ctx, share, file.path));
    await unreadable(ctx, received);
  },
};

/** Owner to receiver, receiver to the third party, which accepts and reads. */
async function passOn(ctx: FlowContext, kind: string): Promise<Passed> {
  const { receiver } = ctx;
  const third = await ctx.third();
  // For editing: in many products the right to pass on comes with it.
  const file = await handedOver(ctx, kind, fullRight(ctx.sender));
  leaveAfterwards(ctx, file.name, third);
  const passedOn = await ctx.step(receiver, `passes ${file.name} on to ${third.address}`, () =>
    ctx.can(receiver, 'reshare')(file.received, third.address, 'read'),
  );
  const taken = await acceptShare(ctx, await appeared(ctx, file.name, third), third);
  await readsBytes(ctx, taken, file.content, third);
  return { ...file, passedOn, third: taken };
}

/** The owner ends the share that it gave, and then whatever its product still shows of that file. */
async function ownerTakesAllBack(ctx: FlowContext, given: SentShare, path: string): Promise<string> {
  const { sender } = ctx;
  await ctx.step(sender, `takes back the share of ${path} with ${given.to}`, () => sender.session.unshare(given));
  const left = await ctx.step(sender, `looks with whom ${path} is still shared`, () => sender.session.listSent(path));
  for (const share of left)
    await ctx.step(sender, `takes back the share of ${path} with ${share.to}, too`, () =>
      sender.session.unshare(share),
    );
  return left.length === 0
    ? 'with the share that the owner gave, what was passed on ended too or is not shown to the owner'
    : `the owner is shown what was passed on to ${left.map(({ to }) => to).join(' and ')}, and ends it itself`;
}

/** Which way the third party's data takes: from the wire where that is recorded, else what its product shows. */
async function wayOf(ctx: FlowContext, third: Side, share: ReceivedShare): Promise<string> {
  const { sender } = ctx;
  const reads = (await ctx.messages()).filter(
    ({ from, request }) =>
      from === third.id && ['GET', 'PROPFIND'].includes(request.method) && request.headers.authorization !== undefined,
  );
  const servers = [...new Set(reads.map(({ to }) => to))];
  if (servers.length > 0)
    return servers.every((id) => id === sender.id)
      ? `the third party's data comes straight from the owner's server (${sender.id}), as recorded`
      : `the third party's data comes through ${servers.join(' and ')}, as recorded`;
  return share.from
    ? `the third party is shown ${share.from} as origin; its requests were not recorded`
    : 'which way the data takes was not recorded, and the third party is not shown it';
}
