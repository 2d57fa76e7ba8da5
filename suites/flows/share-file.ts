import type { Flow } from '../../fixtures/flow.js';
import { fullRight } from './objects.js';
import { appeared } from './steps.js';

/** S: a file is shared; it passes when the receiver's person sees it, not when the sender's product says so. */
export const shareFile: Flow = {
  letter: 'S',
  set: 'core',
  name: 'share-file',
  title: 'A file is shared and arrives',
  needs: [],
  sends: 1,
  abilities: {},
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const name = ctx.name('file', 'txt');
    const path = `/${name}`;
    const content = Buffer.from(`${name}: first version\n`);
    const permission = fullRight(sender);
    ctx.cleanup(sender, `file ${path}`, () => sender.session.remove(path));
    await ctx.step(sender, `puts ${name}`, () => sender.session.putFile(path, content));
    const share = await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, permission),
    );
    state.file = { share, received: undefined, name, path, content, permission };
    state.file.received = await appeared(ctx, name);
    const { fileIs } = sender.cloud.traits;
    if (fileIs) ctx.note(`the file is ${fileIs}`);
  },
};
