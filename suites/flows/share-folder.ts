import type { Flow } from '../../fixtures/flow.js';
import { fullRight } from './objects.js';
import { acceptShare, appeared, same } from './steps.js';

/** F: a folder with a file is shared, accepted, listed, and the file inside read. */
export const shareFolder: Flow = {
  letter: 'F',
  set: 'core',
  name: 'share-folder',
  title: 'A folder is shared, accepted and its file read',
  needs: [],
  sends: 1,
  asks: ['folder'],
  abilities: {},
  async run(ctx) {
    const { sender, receiver, state } = ctx;
    const name = ctx.name('folder');
    const path = `/${name}`;
    const content = Buffer.from(`inside ${name}\n`);
    ctx.cleanup(sender, `folder ${path}`, () => sender.session.remove(path));
    await ctx.step(sender, `makes folder ${name} with first.txt`, async () => {
      await sender.session.makeFolder(path);
      await sender.session.putFile(`${path}/first.txt`, content);
    });
    const share = await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
      sender.session.share(path, receiver.address, fullRight(sender)),
    );
    const received = await acceptShare(ctx, await appeared(ctx, name));
    state.folder = { share, received, name, path };
    const bytes = await ctx.eventually(receiver, 'reads first.txt inside', async () =>
      receiver.session.readReceived(received, 'first.txt'),
    );
    if (!same(bytes, content)) ctx.fail(`the ${content.length} bytes of first.txt`, `${bytes.length} other bytes`);
  },
};
