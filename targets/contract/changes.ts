import { type ContractStep, eventually, made, same, sameAs, succeeded, text } from './world.js';

/** Steps about moving and making folders; they go on with the shared folder that earlier steps made. */
export const CHANGES: readonly ContractStep[] = [
  {
    title: 'an own file is moved and renamed, into the shared folder too',
    needs: { side: 'sender', ability: 'moveOwn' },
    async run(world) {
      const { session } = world.sender;
      const { path } = made(world.folder);
      const name = `/${world.tag}-roaming #1 %41.txt`;
      await session.putFile(name, text('roaming'));
      await session.moveOwn?.(name, `${path}/arrived & ü.txt`);
      same('the old place', await session.readFile(name), undefined);
      same('the new one', sameAs(await session.readFile(`${path}/arrived & ü.txt`), text('roaming')), true);
      await session.moveOwn?.(`${path}/arrived & ü.txt`, `${path}/again.txt`);
      same('renamed', sameAs(await session.readFile(`${path}/again.txt`), text('roaming')), true);
      await session.remove(`${path}/again.txt`);
    },
  },
  {
    title: 'a folder is made in a shared folder',
    needs: { side: 'receiver', ability: 'makeFolderInside' },
    async run({ sender, receiver, folder }) {
      const { path, received } = made(folder);
      succeeded('making it', await receiver.session.makeFolderInside?.(received, 'drawer & ü'));
      await eventually(sender, 'the folder is at the owner, and empty', async () => {
        const list = await sender.session.list(`${path}/drawer & ü`);
        return list?.length === 0;
      });
    },
  },
  {
    title: 'a file in a shared folder is moved to a folder in it',
    needs: { side: 'receiver', ability: 'moveInside' },
    async run({ sender, receiver, folder }) {
      const { path, received } = made(folder);
      await sender.session.makeFolder(`${path}/shelf`);
      await sender.session.putFile(`${path}/book #1.txt`, text('book'));
      await eventually(receiver, 'folder and file are there', async () => {
        const list = (await receiver.session.listInside(received)) ?? [];
        return list.includes('shelf') && list.includes('book #1.txt');
      });
      const moved = await receiver.session.moveInside?.(received, 'book #1.txt', 'shelf/book #1.txt');
      succeeded('moving', moved);
      await eventually(sender, 'the file is in the folder at the owner', async () =>
        sameAs(await sender.session.readFile(`${path}/shelf/book #1.txt`), text('book')),
      );
      same('the old place', ((await sender.session.list(path)) ?? []).includes('book #1.txt'), false);
      same(
        'reading it there',
        sameAs(await receiver.session.readReceived(received, 'shelf/book #1.txt'), text('book')),
        true,
      );
    },
  },
];
