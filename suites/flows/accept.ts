import type { Flow } from '../../fixtures/flow.js';
import { acceptShare } from './steps.js';

/** A: the receiver accepts; it passes when the share is among the received ones. */
export const accept: Flow = {
  letter: 'A',
  set: 'core',
  name: 'accept',
  title: 'The receiver accepts',
  needs: ['S'],
  sends: 0,
  abilities: { receiver: ['accept'] },
  async run(ctx) {
    const file = ctx.state.file;
    if (!file?.received) return ctx.fail('a share that arrived', 'no share');
    file.received = await acceptShare(ctx, file.received);
  },
};
