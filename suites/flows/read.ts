import type { Flow } from '../../fixtures/flow.js';
import { sha256 } from './hash.js';

/** R: the receiver reads the file; the bytes are compared by hash. */
export const read: Flow = {
  letter: 'R',
  set: 'core',
  name: 'read',
  title: 'The receiver reads the same bytes',
  needs: ['A'],
  sends: 0,
  abilities: { receiver: ['read'] },
  async run(ctx) {
    const { receiver, state } = ctx;
    const share = state.file?.received;
    if (!share || !state.file) return ctx.fail('an accepted share', 'no share');
    const bytes = await ctx.step(receiver, `reads ${share.name}`, () => receiver.session.readReceived(share));
    const expected = sha256(state.file.content);
    if (!bytes)
      return ctx.fail(
        `the bytes of ${share.name}, sha256 ${expected}`,
        'the file is not there or its reading is refused',
      );
    if (sha256(bytes) !== expected)
      ctx.fail(
        `sha256 ${expected}, ${state.file.content.length} bytes`,
        `sha256 ${sha256(bytes)}, ${bytes.length} bytes`,
      );
  },
};
