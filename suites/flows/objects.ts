import type { FlowContext, Side } from '../../fixtures/flow.js';
import type { Permission, ReceivedShare, SentShare } from '../../targets/cloud.js';
import { acceptShare, appeared, same } from './steps.js';

/** A file that a flow made for itself. */
export interface OwnFile {
  name: string;
  path: string;
  content: Uint8Array;
}

/** Puts a file of this flow's own; after the journey it is removed, and looked for. */
export async function ownFile(ctx: FlowContext, kind: string, side: Side = ctx.sender): Promise<OwnFile> {
  const name = ctx.name(kind, 'txt');
  const path = `/${name}`;
  const content = Buffer.from(`${name}: ${kind}, put by ${side.account.user}\n`);
  ctx.cleanup(side, `file ${path}`, async () => {
    await side.session.remove(path);
    if (await side.session.readFile(path)) throw new Error('it was removed and is still there');
  });
  await ctx.step(side, `puts ${name}`, () => side.session.putFile(path, content));
  return { name, path, content };
}

/** What a person received in this journey: left behind at its end, all in one look. */
const receivedBy = new WeakMap<Side, Set<string>>();

/** Lets a person leave, or decline, what is left of a share when the journey is over and its owner's file gone. */
export function leaveAfterwards(ctx: FlowContext, name: string, side: Side = ctx.receiver): void {
  const known = receivedBy.get(side);
  if (known) {
    known.add(name);
    return;
  }
  const names = new Set([name]);
  receivedBy.set(side, names);
  ctx.cleanup(side, `what ${side.account.user} received`, async () => {
    const { session, cloud } = side;
    const ours = ({ name }: ReceivedShare): boolean => names.has(name);
    // What goes by itself between the look and the act is well: the second look tells what is left.
    const drop = (act: Promise<void>): Promise<void> => act.catch(() => undefined);
    if (cloud.traits.lacks.leave === undefined)
      for (const share of (await session.listReceived()).filter(ours)) await drop(session.leave(share));
    if (cloud.traits.lacks.decline === undefined)
      for (const share of (await session.listPending()).filter(ours)) await drop(session.decline(share));
    const left = [...(await session.listReceived()), ...(await session.listPending())].filter(ours);
    if (left.length > 0) throw new Error(`cannot be left: ${left.map(({ name }) => name).join(', ')}`);
  });
}

/** The most that a product lets its people give to others. */
export const fullRight = ({ cloud }: Side): Permission => (cloud.traits.sharesToRead ? 'read' : 'edit');

/** A file of this flow's own, shared with the receiver and accepted. */
export async function handedOver(
  ctx: FlowContext,
  kind: string,
  permission: Permission,
): Promise<OwnFile & { share: SentShare; received: ReceivedShare }> {
  const { sender, receiver } = ctx;
  const file = await ownFile(ctx, kind);
  leaveAfterwards(ctx, file.name);
  const share = await ctx.step(sender, `shares ${file.name} with ${receiver.address}`, () =>
    sender.session.share(file.path, receiver.address, permission),
  );
  return { ...file, share, received: await acceptShare(ctx, await appeared(ctx, file.name)) };
}

/** A folder that a flow made for itself and handed over for editing; `content` is that of first.txt in it. */
export interface SharedFolder extends OwnFile {
  share: SentShare;
  received: ReceivedShare;
}

/** A folder of this flow's own with first.txt in it, shared with the receiver for editing and accepted. */
export async function folderHandedOver(ctx: FlowContext, kind: string): Promise<SharedFolder> {
  const { sender, receiver } = ctx;
  const name = ctx.name(kind);
  const path = `/${name}`;
  const content = Buffer.from(`${name}: ${kind}, put by ${sender.account.user}\n`);
  ctx.cleanup(sender, `folder ${path}`, async () => {
    await sender.session.remove(path);
    if (await sender.session.list(path)) throw new Error('it was removed and is still there');
  });
  await ctx.step(sender, `makes folder ${name} with first.txt`, async () => {
    await sender.session.makeFolder(path);
    await sender.session.putFile(`${path}/first.txt`, content);
  });
  leaveAfterwards(ctx, name);
  const share = await ctx.step(sender, `shares ${name} with ${receiver.address}`, () =>
    sender.session.share(path, receiver.address, fullRight(sender)),
  );
  return { name, path, content, share, received: await acceptShare(ctx, await appeared(ctx, name)) };
}

/** Reads a received file, and fails unless the bytes are the owner's. */
export async function readsBytes(
  ctx: FlowContext,
  share: ReceivedShare,
  content: Uint8Array,
  side: Side = ctx.receiver,
): Promise<void> {
  await ctx.eventually(side, `reads the owner's bytes in ${share.name}`, async (saw) => {
    const bytes = await side.session.readReceived(share);
    saw(bytes ? `${bytes.length} bytes that are not the ${content.length} of the owner` : 'it cannot be read');
    return same(bytes, content);
  });
}

/** Whether the person sees a share of this name in any list. */
export async function isListed(side: Side, name: string): Promise<boolean> {
  const shares = [...(await side.session.listPending()), ...(await side.session.listReceived())];
  return shares.some((share) => share.name === name);
}
