import type { Flow, FlowContext } from '../../fixtures/flow.js';
import { folderHandedOver, type SharedFolder } from '../flows/objects.js';
import { same } from '../flows/steps.js';
import { needsSwitch, whileAway } from './away.js';

/**
 * Yw: the sender's server is switched off in the middle of the receiver's work in a shared folder. It passes when what was written before is
 * whole, when what is written meanwhile is told as failed or arrives later, and when work goes on after the server has come back.
 */
export const senderAwayAtWork: Flow = {
  letter: 'Yw',
  set: 'fault',
  name: 'sender-away-at-work',
  title:
    'The sender’s server goes away in the middle of work and comes back: no write is lost unnoticed, and work goes on',
  needs: ['S'],
  sends: 1,
  alone: true,
  twoServers: true,
  hooks: { sender: ['stop', 'start'] },
  asks: ['folder', 'edit'],
  abilities: { receiver: ['createInFolder'] },
  async run(ctx) {
    const { receiver } = ctx;
    await needsSwitch(ctx);
    const folder = await folderHandedOver(ctx, 'at-work');
    const text = (when: string): Buffer => Buffer.from(`${folder.name}: written ${when} the server was away\n`);
    const [before, meanwhile, after] = [text('before'), text('while'), text('after')];
    await adds(ctx, folder, 'before.txt', before);
    await ownerHas(ctx, folder, 'before.txt', before);

    const isSaidDone = await whileAway(ctx, async () => {
      await readsNothingElse(ctx, folder, 'before.txt', before);
      const refusal = await saidOf(ctx, 'writes meanwhile.txt while the server is away', () =>
        receiver.session.writeReceived(folder.received, meanwhile, 'meanwhile.txt'),
      );
      return refusal === undefined;
    });

    await ctx.eventually(receiver, 'reads before.txt again', async (saw) => {
      const bytes = await receiver.session.readReceived(folder.received, 'before.txt').catch(ignored);
      saw(bytes ? `${bytes.length} bytes that are not the ${before.length} written` : 'it cannot be read');
      return same(bytes, before);
    });
    // Success that was told has to have happened, now that the server is there.
    if (!isSaidDone) await adds(ctx, folder, 'meanwhile.txt', after);
    await ownerHas(ctx, folder, 'meanwhile.txt', isSaidDone ? meanwhile : after);
    await adds(ctx, folder, 'after.txt', after);
    await ownerHas(ctx, folder, 'after.txt', after);
    await ownerHas(ctx, folder, 'before.txt', before);
    await nothingElse(ctx, folder, ['after.txt', 'before.txt', 'first.txt', 'meanwhile.txt']);
  },
};

const ignored = (): undefined => undefined;

async function adds(ctx: FlowContext, folder: SharedFolder, name: string, content: Uint8Array): Promise<void> {
  const { receiver } = ctx;
  const attempt = await ctx.step(receiver, `adds ${name}`, () =>
    receiver.session.writeReceived(folder.received, content, name),
  );
  if (!attempt.done) ctx.fail('a file can be added to a folder shared for editing', attempt.refusal);
}

async function ownerHas(ctx: FlowContext, folder: SharedFolder, name: string, content: Uint8Array): Promise<void> {
  const { sender } = ctx;
  await ctx.eventually(sender, `has the bytes of ${name}`, async (saw) => {
    const bytes = await sender.session.readFile(`${folder.path}/${name}`);
    saw(bytes ? `${bytes.length} bytes that are not the ${content.length} written` : 'it is not there');
    return same(bytes, content);
  });
}

/** What was read before may come from a cache; it must not be anything else. */
async function readsNothingElse(
  ctx: FlowContext,
  folder: SharedFolder,
  name: string,
  content: Uint8Array,
): Promise<void> {
  const { receiver } = ctx;
  let bytes: Uint8Array | undefined;
  await saidOf(ctx, `reads ${name} while the server is away`, async () => {
    bytes = await receiver.session.readReceived(folder.received, name);
    return bytes ? { done: true } : { done: false, refusal: 'nothing' };
  });
  if (bytes && !same(bytes, content))
    ctx.fail(`an error, or the ${content.length} bytes of ${name}, while the server is away`, `${bytes.length} others`);
}

/** What the person is told of something that cannot work; undefined when it is told as done. However the product says no is well. */
async function saidOf(
  ctx: FlowContext,
  name: string,
  act: () => Promise<{ done: true } | { done: false; refusal: string }>,
): Promise<string | undefined> {
  const started = Date.now();
  const said = await ctx.step(
    ctx.receiver,
    name,
    async () => {
      try {
        const attempt = await act();
        return attempt.done ? undefined : attempt.refusal;
      } catch (error) {
        return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? 'an error';
      }
    },
    'flow',
  );
  const took = ((Date.now() - started) / 1000).toFixed(1);
  ctx.note(`${name}: ${said === undefined ? 'told as done' : `told "${said}"`} after ${took} s`);
  return said;
}

/** A write that failed in the middle leaves neither a part nor a second file. */
async function nothingElse(ctx: FlowContext, folder: SharedFolder, expected: string[]): Promise<void> {
  const { sender } = ctx;
  const names = await ctx.step(sender, `lists ${folder.name}`, () => sender.session.list(folder.path));
  const found = [...(names ?? [])].sort().join(', ');
  if (found !== expected.join(', ')) ctx.fail(`${expected.join(', ')} in the folder`, found || 'nothing');
}
