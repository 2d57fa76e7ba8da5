import type { Flow, FlowContext } from '../../fixtures/flow.js';
import type { SentShare } from '../../targets/cloud.js';
import { handedOver, readsBytes } from './objects.js';
import { gone, same, unreadable } from './steps.js';

/** How far ahead the end is set, in ms: whole seconds are what the text knows. */
const SOON = 1_000;
const DAY = 24 * 3_600_000;

/** E: a share is given an end; it passes when the receiver can neither read nor write after it, and no longer has it. */
export const expiry: Flow = {
  letter: 'E',
  set: 'life',
  name: 'expiry',
  title: 'A share ends at its date: no reading, no writing, gone at the receiver',
  needs: ['S'],
  sends: 1,
  hooks: { sender: ['advance', 'restore'] },
  asks: ['edit'],
  abilities: { sender: ['setExpiry'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const file = await handedOver(ctx, 'ending', 'edit');
    await readsBytes(ctx, file.received, file.content);
    const later = new Date(Math.ceil((Date.now() + DAY) / 1000) * 1000);
    const ends = await letEnd(ctx, file.share, later);
    await showsEnd(ctx, file.share, ends);
    // A product that takes the very moment can be given one that is near; one that takes whole days has to be helped over them.
    if (ends.getTime() === later.getTime())
      await ctx.until(sender, await letEnd(ctx, file.share, new Date(Math.ceil((Date.now() + SOON) / 1000) * 1000)));
    else await advance(ctx, ends, file.path);

    await unreadable(ctx, file.received, receiver, ['OCM-DAV-018']);
    const late = Buffer.from(`${file.name}: written after the end\n`);
    const attempt = await ctx.step(receiver, `tries to write ${file.name} after the end`, () =>
      receiver.session.writeReceived(file.received, late),
    );
    const kept = await ctx.step(sender, `looks whether ${file.name} is unchanged`, () =>
      sender.session.readFile(file.path),
    );
    if (!same(kept, file.content))
      return ctx.fail(
        'a write after the end of the share does not reach the owner',
        attempt.done ? 'it was taken, and the owner has the new bytes' : 'the bytes of the owner are others',
        ['OCM-DAV-018'],
      );
    await gone(ctx, file.name);
  },
};

function letEnd(ctx: FlowContext, share: SentShare, at: Date): Promise<Date> {
  const { sender } = ctx;
  return ctx.step(sender, `lets the share of ${share.path} end at ${at.toISOString()}`, () =>
    ctx.can(sender, 'setExpiry')(share, at),
  );
}

/** The owner's product shows the end, to the day; what the other server was told of it is noted. */
async function showsEnd(ctx: FlowContext, share: SentShare, ends: Date): Promise<void> {
  const { sender, receiver } = ctx;
  await ctx.eventually(sender, 'is shown the end of the share', async (saw) => {
    const shown = (await sender.session.listSent(share.path)).find(({ to }) => to === share.to)?.expires;
    saw(shown ? `it is said to end at ${shown.toISOString()}` : 'no end is shown');
    return shown !== undefined && Math.abs(shown.getTime() - ends.getTime()) < DAY;
  });
  const messages = await ctx.messages();
  if (
    messages.length > 0 &&
    !messages.some(({ from, request }) => from === sender.id && /expir/i.test(request.body.text))
  )
    ctx.note(`no message tells ${receiver.id} of the end`);
}

/** Lets the end come where it is days ahead. */
async function advance(ctx: FlowContext, ends: Date, what: string): Promise<void> {
  const { sender } = ctx;
  if (ctx.hasHook(sender, 'restore')) {
    ctx.cleanup(sender, 'the clock that was moved', () => ctx.hook(sender, 'restore'));
  }
  // A moment after the end: a day that ends at 23:59:59 is over a second later.
  await ctx.hook(sender, 'advance', { to: new Date(ends.getTime() + 2_000).toISOString(), what });
  ctx.note(`the end was days ahead (${ends.toISOString()}): a hook let it come`);
}
