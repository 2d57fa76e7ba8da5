import type { Flow, FlowContext } from '../../fixtures/flow.js';
import { appeared, gone } from './steps.js';

/** D: the receiver declines a share of its own; it passes when neither side holds on to it. */
export const decline: Flow = {
  letter: 'D',
  set: 'core',
  name: 'decline',
  title: 'The receiver declines',
  needs: ['S'],
  sends: 1,
  abilities: { receiver: ['decline'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const name = ctx.name('declined', 'txt');
    const path = `/${name}`;
    ctx.cleanup(sender, `file ${path}`, () => sender.session.remove(path));
    await ctx.step(sender, `puts ${name}`, () => sender.session.putFile(path, Buffer.from('not wanted\n')));
    await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, 'read'),
    );
    const share = await appeared(ctx, name);
    await ctx.step(receiver, `declines ${name}`, () => receiver.session.decline(share));
    await gone(ctx, name);
    const kept = await ctx.step(sender, `still has ${name}`, () => sender.session.readFile(path));
    if (!kept) ctx.fail('the owner keeps the file', 'the file is gone at the owner');
    if (sender.cloud.traits.dropsDeclined) {
      await ctx.eventually(
        sender,
        `no longer shows the share of ${name}`,
        async () => (await sender.session.listSent(path)).length === 0,
      );
    }
    await noteWhatOwnerSees(ctx, path);
  },
};

/** What became of the refusal at the owner's side: a courtesy that nobody can rely on, so it is a fact to note and no verdict. */
async function noteWhatOwnerSees(ctx: FlowContext, path: string): Promise<void> {
  const { sender, receiver } = ctx;
  const dropped =
    sender.cloud.traits.dropsDeclined ||
    (await ctx.step(sender, `looks with whom ${path} is shared`, () => sender.session.listSent(path))).length === 0;
  ctx.note(dropped ? 'the owner is shown no share any more' : 'the owner is still shown the share');
  const messages = await ctx.messages();
  const answered = messages.find(
    ({ from, request }) => from === receiver.id && request.body.text.includes('SHARE_DECLINED'),
  )?.response?.status;
  if (answered !== undefined) ctx.note(`its server was told SHARE_DECLINED and answered ${answered}`);
  else if (messages.length > 0) ctx.note('its server was told nothing of the refusal');
}
