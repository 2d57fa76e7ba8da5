import type { Flow } from '../../fixtures/flow.js';
import { senderHas } from './steps.js';

/** W: the receiver changes the file; it passes when the owner has the new bytes. */
export const writeBack: Flow = {
  letter: 'W',
  set: 'core',
  name: 'write-back',
  title: 'The receiver writes, the owner has the new bytes',
  needs: ['R'],
  sends: 0,
  asks: ['edit'],
  abilities: { receiver: ['write'] },
  async run(ctx) {
    const { receiver, state } = ctx;
    const file = state.file;
    const share = file?.received;
    if (!file || !share) return ctx.fail('an accepted share', 'no share');
    const content = Buffer.from(`${file.name}: written by the receiver\n`);
    const attempt = await ctx.step(receiver, `overwrites ${file.name}`, () =>
      receiver.session.writeReceived(share, content),
    );
    if (!attempt.done) return ctx.fail('a share for editing can be written', attempt.refusal);
    await senderHas(ctx, file.path, content);
    file.content = content;
  },
};
