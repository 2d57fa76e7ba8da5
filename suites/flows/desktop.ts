import type { Flow, FlowContext, Side } from '../../fixtures/flow.js';
import { type LocalFolder, makeLocalFolder } from '../../fixtures/local-folder.js';
import type { SyncClient } from '../../targets/abilities.js';
import { folderHandedOver, type SharedFolder } from './objects.js';
import { same } from './steps.js';

/**
 * Ds: the owner of a shared folder works on it with the product's desktop client; it passes when the receiver reads what is written on the
 * owner's machine, and what the receiver adds is there with equal bytes.
 */
export const ownerSyncs: Flow = {
  letter: 'Ds',
  set: 'life',
  name: 'owner-syncs',
  title: 'The owner works on the folder with the desktop client, and both see what the other does',
  needs: ['S'],
  sends: 1,
  asks: ['folder', 'edit'],
  abilities: { sender: ['syncOwn'], receiver: ['createInFolder'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const folder = await folderHandedOver(ctx, 'at-desk');
    await atDesk(ctx, sender, (path) => ctx.can(sender, 'syncOwn')(folder.path, path), {
      folder,
      reader: receiver,
      read: (name) => receiver.session.readReceived(folder.received, name),
      add: async (name, content) => {
        const attempt = await receiver.session.writeReceived(folder.received, content, name);
        if (!attempt.done) ctx.fail('a file can be added to a folder shared for editing', attempt.refusal);
      },
    });
  },
};

/** Dr: the same for the receiver, who has the received folder on their machine. */
export const receiverSyncs: Flow = {
  letter: 'Dr',
  set: 'life',
  name: 'receiver-syncs',
  title: 'The receiver works on the folder with the desktop client, and both see what the other does',
  needs: ['S'],
  sends: 1,
  asks: ['folder', 'edit'],
  abilities: { receiver: ['syncReceived'] },
  async run(ctx) {
    const { sender, receiver } = ctx;
    const folder = await folderHandedOver(ctx, 'at-desk');
    await atDesk(ctx, receiver, (path) => ctx.can(receiver, 'syncReceived')(folder.received, path), {
      folder,
      reader: sender,
      read: (name) => sender.session.readFile(`${folder.path}/${name}`),
      add: (name, content) => sender.session.putFile(`${folder.path}/${name}`, content),
    });
  },
};

/** What is shared, and the person at the other end. */
interface Other {
  folder: SharedFolder;
  reader: Side;
  read(name: string): Promise<Uint8Array | undefined>;
  add(name: string, content: Uint8Array): Promise<void>;
}

/** One person works in a folder of this machine, the other on the server. */
async function atDesk(
  ctx: FlowContext,
  worker: Side,
  start: (path: string) => Promise<SyncClient>,
  other: Other,
): Promise<void> {
  const local = await makeLocalFolder();
  let client: SyncClient | undefined;
  const end = async (): Promise<void> => {
    await client?.end();
    await local.remove();
  };
  // A client that comes up after its step has been given up is ended, too.
  ctx.cleanup(worker, 'the desktop client', end);
  client = await ctx.step(
    worker,
    `has the desktop client keep ${other.folder.name}`,
    async () => {
      client = await start(local.path);
      return client;
    },
    'flow',
  );
  try {
    await work(ctx, worker, client, local, other);
  } finally {
    await end();
  }
}

async function work(
  ctx: FlowContext,
  worker: Side,
  client: SyncClient,
  local: LocalFolder,
  { folder, reader, read, add }: Other,
): Promise<void> {
  const { within } = client;
  const timed = async (
    side: Side,
    name: string,
    content: Uint8Array,
    look: () => Promise<Uint8Array | undefined>,
  ): Promise<void> => {
    const started = Date.now();
    const probe = async (saw: (words: string) => void): Promise<boolean> => {
      const bytes = await look();
      saw(`${bytes ? `${bytes.length} other bytes` : 'it is not there'}; the client says: ${await client.says()}`);
      return same(bytes, content);
    };
    await ctx.eventually(side, name, probe, [], within);
    ctx.note(`${side.account.user} at ${side.id} ${name} after ${((Date.now() - started) / 1000).toFixed(1)} s`);
  };

  await timed(worker, 'has first.txt on the machine', folder.content, () => local.read('first.txt'));
  const edited = Buffer.from(`${folder.name}: written over on a machine, and longer than anything before it\n`);
  await ctx.step(worker, 'writes over first.txt on the machine', () => local.write('first.txt', edited));
  await timed(reader, 'reads the new bytes of first.txt', edited, () => read('first.txt'));
  const made = Buffer.from(`${folder.name}: made on a machine\n`);
  await ctx.step(worker, 'makes of-desk.txt on the machine', () => local.write('of-desk.txt', made));
  await timed(reader, 'reads of-desk.txt', made, () => read('of-desk.txt'));
  const added = Buffer.from(`${folder.name}: added by ${reader.account.user}\n`);
  await ctx.step(reader, 'adds of-server.txt', () => add('of-server.txt', added));
  await timed(worker, 'has of-server.txt on the machine', added, () => local.read('of-server.txt'));
}
