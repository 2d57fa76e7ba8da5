import type { Flow } from '../../fixtures/flow.js';
import { handedOver, readsBytes } from '../flows/objects.js';
import { needsSwitch, whileAway } from './away.js';

/** Longest time, in ms, in which a person's own files are to be listed while somebody else's server is away. */
const PATIENCE = 10_000;

/**
 * Y: the sender's server is switched off while the receiver works; it passes when the receiver's own files are listed in time meanwhile, and
 * the share is read again when the server is back.
 */
export const senderAway: Flow = {
  letter: 'Y',
  set: 'fault',
  name: 'sender-away',
  title: 'The sender’s server is away for a while: own files stay listed, the share comes back',
  needs: ['S'],
  sends: 1,
  alone: true,
  twoServers: true,
  hooks: { sender: ['stop', 'start'] },
  abilities: {},
  async run(ctx) {
    const { receiver } = ctx;
    await needsSwitch(ctx);
    const file = await handedOver(ctx, 'of-one-away', 'read');
    await readsBytes(ctx, file.received, file.content);
    await whileAway(ctx, async () => {
      const started = Date.now();
      const names = await ctx.step(receiver, 'lists own files while the server of the share is away', () =>
        receiver.session.list('/'),
      );
      const took = Date.now() - started;
      if (names === undefined) return ctx.fail('own files are listed while the server of a share is away', 'no list');
      if (took > PATIENCE)
        return ctx.fail(
          `own files are listed within ${PATIENCE / 1000} s while the server of a share is away`,
          `the list took ${(took / 1000).toFixed(1)} s`,
        );
      ctx.note(`own files listed in ${(took / 1000).toFixed(1)} s while the server was away`);
    });
    await readsBytes(ctx, file.received, file.content);
  },
};
