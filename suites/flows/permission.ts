import { randomUUID } from 'node:crypto';
import type { Flow, FlowContext } from '../../fixtures/flow.js';
import type { Attempt } from '../../targets/cloud.js';
import type { ClauseId } from '../../vocabulary.js';
import { same, senderHas } from './steps.js';

/** Only the owner's server can let a write on a share for reading through. */
const ENFORCED: readonly ClauseId[] = ['OCM-DAV-015'];

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
  asks: ['edit'],
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
  const write = async (): Promise<{ content: Uint8Array; attempt: Attempt }> => {
    const content = Buffer.from(`${file.name}: written when the share was for ${right}, ${randomUUID()}\n`);
    return { content, attempt: await receiver.session.writeReceived(share, content) };
  };
  if (right === 'edit') {
    const may = async (saw: (words: string) => void): Promise<Uint8Array | undefined> => {
      const { content, attempt } = await write();
      if (!attempt.done) saw(`the write was refused: ${attempt.refusal}`);
      return attempt.done ? content : undefined;
    };
    file.content = await ctx.eventually(receiver, `may write ${file.name} again`, may);
    await senderHas(ctx, file.path, file.content);
    return;
  }
  const refused = async (saw: (words: string) => void): Promise<boolean> => {
    const { content, attempt } = await write();
    if (!attempt.done) return true;
    // A product may take the write and drop it: what counts is the owner's copy.
    if (!same(await sender.session.readFile(file.path), content)) return true;
    file.content = content;
    saw('the write went through: the owner has the bytes that the receiver wrote');
    return false;
  };
  await ctx.eventually(receiver, `is refused to write ${file.name} on a share for reading`, refused, ENFORCED);
  const kept = await ctx.step(sender, `looks whether ${file.name} is unchanged`, () =>
    sender.session.readFile(file.path),
  );
  if (!same(kept, file.content))
    ctx.fail(
      "the owner's bytes are unchanged by a refused write",
      kept ? `${kept.length} other bytes` : 'the file is gone at the owner',
      ENFORCED,
    );
}
