import type { Flow, FlowContext } from '../../fixtures/flow.js';
import { same, senderHas } from './steps.js';

/**
 * P: the owner takes the right to write away, gives it back, and takes it away again.
 * Each change must be enforced, not only displayed: a refused write leaves the owner's bytes as they were.
 */
export const permission: Flow = {
  letter: 'P',
  set: 'core',
  name: 'permission',
  title: 'Read-only to read-write and back is enforced',
  needs: ['R'],
  sends: 0,
  abilities: { sender: ['setPermission'], receiver: ['write'] },
  async run(ctx) {
    await becomes(ctx, 'read');
    await becomes(ctx, 'edit');
    await becomes(ctx, 'read');
  },
};

async function becomes(ctx: FlowContext, right: 'read' | 'edit'): Promise<void> {
  const { sender, receiver, state } = ctx;
  const file = state.file;
  const share = file?.received;
  if (!file || !share) return ctx.fail('an accepted share', 'no share');
  await ctx.step(sender, `sets ${file.name} to ${right === 'read' ? 'read only' : 'editing'}`, () =>
    sender.session.setPermission(file.share, right),
  );
  file.permission = right;
  const content = Buffer.from(`${file.name}: written when the share was for ${right}, ${Date.now()}\n`);
  const write = (): Promise<{ done: boolean; refusal?: string }> => receiver.session.writeReceived(share, content);
  if (right === 'edit') {
    await ctx.eventually(receiver, `may write ${file.name} again`, async () => (await write()).done);
    await senderHas(ctx, file.path, content);
    file.content = content;
    return;
  }
  await ctx.eventually(receiver, `is refused to write ${file.name}`, async () => {
    const attempt = await write();
    if (!attempt.done) return true;
    // A product may take the write and drop it: what counts is the owner's copy. A write that got through is undone by the next read.
    return same(await sender.session.readFile(file.path), file.content);
  });
  const kept = await ctx.step(sender, `looks whether ${file.name} is unchanged`, () =>
    sender.session.readFile(file.path),
  );
  if (!same(kept, file.content))
    ctx.fail("the owner's bytes are unchanged", 'the bytes that the receiver wrote on a read-only share');
}
