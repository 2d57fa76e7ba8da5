import type { Flow, FlowContext, Side } from '../../fixtures/flow.js';
import { type LargeFile, makeLargeFile } from '../../fixtures/large-file.js';
import { acceptShare, appeared } from './steps.js';

/** What people send each other as a video of an afternoon. */
const BYTES = 100 * 1000 * 1000;

/** B: a file of 100 MB is shared and read; it passes when its hash is the same. How long the bytes took is noted. */
export const largeFile: Flow = {
  letter: 'B',
  set: 'size',
  name: 'large-file',
  title: 'A file of 100 MB is shared and read, by hash',
  needs: ['S'],
  sends: 1,
  abilities: { sender: ['putLarge'], receiver: ['digestReceived'] },
  async run(ctx) {
    const name = ctx.name('large', 'bin');
    const file = await makeLargeFile(name, BYTES);
    try {
      await carry(ctx, name, file);
    } finally {
      await file.remove();
    }
  },
};

async function carry(ctx: FlowContext, name: string, file: LargeFile): Promise<void> {
  const { sender, receiver } = ctx;
  const path = `/${name}`;
  ctx.cleanup(sender, `file ${path}`, () => sender.session.remove(path));
  await timed(ctx, sender, `puts ${name}`, 'up', () => ctx.can(sender, 'putLarge')(path, file));
  await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
    sender.session.share(path, receiver.address, 'read'),
  );
  const share = await acceptShare(ctx, await appeared(ctx, name));
  const digest = await timed(ctx, receiver, `reads ${name}`, 'down', () => ctx.can(receiver, 'digestReceived')(share));
  const expected = `${file.bytes} bytes, sha256 ${file.digest.sha256}`;
  if (!digest) return ctx.fail(expected, 'the file is not there or its reading is refused');
  if (digest.sha256 !== file.digest.sha256) ctx.fail(expected, `${digest.bytes} bytes, sha256 ${digest.sha256}`);
}

async function timed<T>(ctx: FlowContext, side: Side, name: string, way: string, act: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const value = await ctx.step(side, name, act, 'flow');
  ctx.note(`${BYTES / 1_000_000} MB ${way} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  return value;
}
